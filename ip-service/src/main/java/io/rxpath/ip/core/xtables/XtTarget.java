package io.rxpath.ip.core.xtables;

import java.util.List;

/** What a rule does with a packet (kernel struct xt_target with its data). */
abstract class XtTarget extends XtExtension {
    /** On to the next rule (kernel XT_CONTINUE). */
    static final int CONTINUE = -1;
    /** Kernel NF_DROP. */
    static final int DROP = 0;
    /** Kernel NF_ACCEPT. */
    static final int ACCEPT = 1;
    /** Kernel NF_QUEUE. */
    static final int QUEUE = 3;
    /** Back to the chain before (kernel XT_RETURN). */
    static final int RETURN = 4;

    XtTarget(String name, List<XtOpt> options) {
        super(name, options);
    }

    /** Acts on the packet and returns one of the constants. */
    abstract int target(XtPacket packet);
}
