package io.rxpath.softirq.core.xdp;

import java.util.List;

/**
 * An XDP program. It is called by one thread, once for each frame, and may write to the frame's bytes. It must not keep the
 * buffer.
 */
public interface XdpProgram {
    /**
     * Decides about a frame. An exception counts as {@link XdpAction#ABORTED}: the kernel's verifier lets no program
     * pass that could fail, nobody verifies this one.
     */
    XdpAction run(XdpBuff frame);

    /** The program's rules as they were written, to be counted one by one; empty if it has none. */
    default List<String> rules() {
        return List.of();
    }
}
