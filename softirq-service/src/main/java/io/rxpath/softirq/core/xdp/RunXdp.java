package io.rxpath.softirq.core.xdp;

import io.rxpath.skb.Counters;
import io.rxpath.skb.SkBuff;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs the device's program on frames and counts what it decides.
 *
 * <p>Kernel: drivers/net/ethernet/intel/ixgbe/ixgbe_main.c ixgbe_run_xdp(), net/core/filter.c bpf_warn_invalid_xdp_action().
 */
public final class RunXdp {
    private static final XdpStat[] STATS = {XdpStat.ABORTED, XdpStat.DROP, XdpStat.PASS, XdpStat.TX, XdpStat.REDIRECT};

    private final Counters<XdpStat> counters = new Counters<>(XdpStat.class);
    private final XdpBuff buff = new XdpBuff();
    private @Nullable XdpProgram program;
    private List<String> rules = List.of();
    private long[] hits = {};

    /** No program. */
    public RunXdp() {}

    /** Another program, or none; the hits of the rules begin anew, the counters of the actions go on. */
    public void attach(@Nullable XdpProgram next) {
        if (Objects.equals(next, program)) {
            return;
        }
        program = next;
        rules = next == null ? List.of() : List.copyOf(next.rules());
        hits = new long[rules.size()];
    }

    /** True if there is a program. */
    public boolean attached() {
        return program != null;
    }

    /** What the program says about a frame whose data begins at the Ethernet header; PASS if there is none. */
    public XdpAction run(SkBuff frame) {
        XdpProgram running = program;
        if (running == null) {
            return XdpAction.PASS;
        }
        buff.of(frame);
        XdpAction action;
        try {
            action = running.run(buff);
        } catch (RuntimeException e) {
            counters.inc(XdpStat.EXCEPTION);
            action = XdpAction.ABORTED;
        }
        counters.inc(STATS[action.ordinal()]);
        int rule = buff.rule();
        if (rule >= 0 && rule < hits.length) {
            hits[rule]++;
        }
        return action;
    }

    /** The port the last frame is redirected to. */
    public int redirectPort() {
        return buff.redirectPort();
    }

    /** Frames by action. */
    public Counters<XdpStat> counters() {
        return counters;
    }

    /** Frames each rule of the program has decided about, in the order of the rules; a new map. */
    public Map<String, Long> hits() {
        Map<String, Long> byRule = new LinkedHashMap<>();
        for (int i = 0; i < hits.length; i++) {
            byRule.put((i + 1) + ": " + rules.get(i), hits[i]);
        }
        return byRule;
    }
}
