package io.rxpath.tcp.core;

import io.rxpath.tcp.core.TcpSettings.Limits;
import io.rxpath.tcp.core.TcpSettings.Memory;
import io.rxpath.tcp.core.TcpSettings.Options;
import io.rxpath.tcp.core.TcpSettings.Times;

/**
 * Changes one setting by its sysctl name.
 *
 * <p>Kernel: net/ipv4/sysctl_net_ipv4.c ipv4_net_table; units are the kernel's.
 */
final class TcpSysctl {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    private TcpSysctl() {}

    static TcpSettings apply(TcpSettings s, String name, String value) {
        String key = name.startsWith("net.ipv4.") ? name.substring("net.ipv4.".length()) : name;
        String text = value.trim();
        if (SenderSettings.has(key)) {
            return s.withSender(s.sender().with(key, text));
        }
        if (ReceiverSettings.has(key)) {
            return s.withReceiver(s.receiver().with(key, text));
        }
        if (MtuProbeSettings.has(key)) {
            return s.withMtuProbe(s.mtuProbe().with(key, text));
        }
        if (EcnSettings.has(key)) {
            return s.withEcn(s.ecn().with(key, text));
        }
        if (TcpMemSettings.has(key)) {
            return s.withMem(s.mem().with(key, text));
        }
        if (PacingSettings.has(key)) {
            return s.withPacing(s.pacing().with(key, text));
        }
        return switch (key) {
            case "tcp_rmem", "tcp_wmem", "net.core.rmem_max", "tcp_moderate_rcvbuf", "tcp_app_win" ->
                s.withMemory(memory(s.memory(), key, text));
            case "tcp_timestamps", "tcp_sack", "tcp_dsack", "tcp_window_scaling", "tcp_ecn", "tcp_shrink_window" ->
                s.withOptions(options(s.options(), key, text));
            case "net.core.somaxconn",
                    "tcp_max_syn_backlog",
                    "tcp_synack_retries",
                    "tcp_retries2",
                    "tcp_orphan_retries",
                    "tcp_abort_on_overflow",
                    "tcp_challenge_ack_limit",
                    "tcp_comp_sack_nr",
                    "tcp_slow_start_after_idle" -> s.withLimits(limits(s.limits(), key, text));
            case "tcp_fin_timeout",
                    "tcp_invalid_ratelimit",
                    "tcp_comp_sack_delay_ns",
                    "tcp_comp_sack_slack_ns",
                    "tcp_rto_min_us",
                    "tcp_rto_max_ms" -> s.withTimes(times(s.times(), key, text));
            default -> throw TcpSettings.bad(name, value, "a sysctl of net.ipv4.tcp_* or net.core that this stack has");
        };
    }

    private static Memory memory(Memory m, String key, String text) {
        int[] r = {m.rmemMin(), m.rmemDefault(), m.rmemMax()};
        int[] w = {m.wmemMin(), m.wmemDefault(), m.wmemMax()};
        int coreMax = m.coreRmemMax();
        boolean moderate = m.moderateRcvbuf();
        int appWin = m.appWin();
        switch (key) {
            case "tcp_rmem" -> r = triple(key, text);
            case "tcp_wmem" -> w = triple(key, text);
            case "net.core.rmem_max" -> coreMax = number(key, text);
            case "tcp_moderate_rcvbuf" -> moderate = flag(key, text);
            default -> appWin = number(key, text);
        }
        return new Memory(r[0], r[1], r[2], w[0], w[1], w[2], coreMax, moderate, appWin);
    }

    private static Options options(Options o, String key, String text) {
        boolean ts = o.timestamps();
        boolean sack = o.sack();
        boolean dsack = o.dsack();
        boolean scaling = o.windowScaling();
        boolean shrink = o.shrinkWindow();
        int ecn = o.ecn();
        switch (key) {
            case "tcp_timestamps" -> ts = number(key, text) != 0;
            case "tcp_sack" -> sack = flag(key, text);
            case "tcp_dsack" -> dsack = flag(key, text);
            case "tcp_window_scaling" -> scaling = flag(key, text);
            case "tcp_ecn" -> ecn = number(key, text);
            default -> shrink = flag(key, text);
        }
        return new Options(ts, sack, dsack, scaling, ecn, shrink, o.mtu());
    }

    private static Limits limits(Limits l, String key, String text) {
        int somaxconn = l.somaxconn();
        int synBacklog = l.maxSynBacklog();
        int synack = l.synackRetries();
        int retries2 = l.retries2();
        int orphan = l.orphanRetries();
        boolean abort = l.abortOnOverflow();
        int challenge = l.challengeAckLimit();
        int compNr = l.compSackNr();
        boolean idle = l.slowStartAfterIdle();
        switch (key) {
            case "net.core.somaxconn" -> somaxconn = number(key, text);
            case "tcp_max_syn_backlog" -> synBacklog = number(key, text);
            case "tcp_synack_retries" -> synack = number(key, text);
            case "tcp_retries2" -> retries2 = number(key, text);
            case "tcp_orphan_retries" -> orphan = number(key, text);
            case "tcp_abort_on_overflow" -> abort = flag(key, text);
            case "tcp_challenge_ack_limit" -> challenge = number(key, text);
            case "tcp_comp_sack_nr" -> compNr = number(key, text);
            default -> idle = flag(key, text);
        }
        return new Limits(somaxconn, synBacklog, synack, retries2, orphan, abort, challenge, compNr, idle);
    }

    private static Times times(Times t, String key, String text) {
        long fin = t.finTimeout();
        long ratelimit = t.invalidRatelimit();
        long delay = t.compSackDelay();
        long slack = t.compSackSlack();
        long rtoMin = t.rtoMin();
        long rtoMax = t.rtoMax();
        switch (key) {
            case "tcp_fin_timeout" -> fin = number(key, text) * SECOND;
            case "tcp_invalid_ratelimit" -> ratelimit = number(key, text) * MILLISECOND;
            case "tcp_comp_sack_delay_ns" -> delay = number(key, text);
            case "tcp_comp_sack_slack_ns" -> slack = number(key, text);
            case "tcp_rto_min_us" -> rtoMin = number(key, text) * 1000L;
            default -> rtoMax = number(key, text) * MILLISECOND;
        }
        return new Times(fin, t.timeWait(), ratelimit, delay, slack, rtoMin, rtoMax);
    }

    private static int[] triple(String key, String text) {
        String[] words = words(key, text, 3, "three numbers: min default max");
        return new int[] {number(key, words[0]), number(key, words[1]), number(key, words[2])};
    }

    static String[] words(String key, String text, int n, String expected) {
        String[] words = text.split("\\s+", -1);
        if (words.length != n) {
            throw TcpSettings.bad(key, text, expected);
        }
        return words;
    }

    static int number(String key, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    TcpSettings.bad(key, text, "a whole number").getMessage(), e);
        }
    }

    static boolean flag(String key, String text) {
        return switch (text) {
            case "0" -> false;
            case "1" -> true;
            default -> throw TcpSettings.bad(key, text, "0 or 1");
        };
    }
}
