package io.rxpath.ip.core.xtables;

import java.util.List;

/** A condition of a rule (kernel struct xt_match with its data). */
abstract class XtMatch extends XtExtension {
    XtMatch(String name, List<XtOpt> options) {
        super(name, options);
    }

    /** True if the packet is meant; may set {@code packet.hotdrop} to have it dropped at once. */
    abstract boolean match(XtPacket packet);

    /** True if every packet passes, so that the back end leaves it out of the rule. */
    boolean vacuous() {
        return false;
    }

    /** What the rule has remembered of packets begins anew. */
    void reset(long now) {}
}
