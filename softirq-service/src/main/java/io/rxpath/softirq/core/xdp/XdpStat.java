package io.rxpath.softirq.core.xdp;

import io.rxpath.skb.MibCounter;

/** Frames by what the XDP program did with them; the names are those drivers use in ethtool -S. */
public enum XdpStat implements MibCounter {
    /** Dropped because the program failed or said so. */
    ABORTED("xdp_aborted"),
    /** Dropped. */
    DROP("xdp_drop"),
    /** Became an sk_buff. */
    PASS("xdp_pass"),
    /** Sent back. */
    TX("xdp_tx"),
    /** Sent out of another port. */
    REDIRECT("xdp_redirect"),
    /** Of the aborted ones, those whose program threw an exception. */
    EXCEPTION("xdp_exception");

    private final String kernelName;

    XdpStat(String kernelName) {
        this.kernelName = kernelName;
    }

    @Override
    public String group() {
        return "xdp";
    }

    @Override
    public String kernelName() {
        return kernelName;
    }
}
