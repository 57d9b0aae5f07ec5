package io.rxpath.tcp.core;

/**
 * Settings of the sending side. Times in nanoseconds.
 *
 * @param synRetries tcp_syn_retries: SYNs sent again before connect() fails
 * @param synLinearTimeouts tcp_syn_linear_timeouts: so many of them before the timeout doubles
 * @param retries1 tcp_retries1: timeouts before the route is doubted
 * @param keepaliveTime tcp_keepalive_time: silence before the first keepalive
 * @param keepaliveIntvl tcp_keepalive_intvl: gap between keepalives
 * @param keepaliveProbes tcp_keepalive_probes: unanswered keepalives that end a connection
 * @param earlyRetrans tcp_early_retrans: 3 or 4 for tail loss probes
 * @param recovery tcp_recovery: bits 2 static reordering window, 4 no duplicate-ACK threshold
 * @param frto tcp_frto: F-RTO unless 0
 * @param reordering tcp_reordering: segments, at the start
 * @param maxReordering tcp_max_reordering: segments
 * @param minSndMss tcp_min_snd_mss, bytes
 * @param retransCollapse tcp_retrans_collapse: small segments are joined when sent again
 * @param minTsoSegs tcp_min_tso_segs: segments a super-packet may always have
 * @param tsoWinDivisor tcp_tso_win_divisor: less than so much of the window is not worth to be sent, 0 for never
 * @param congestion tcp_congestion_control: cubic or reno
 * @param notsentLowat tcp_notsent_lowat: with so many bytes unsent a socket takes no more, 0..2^32-1
 * @param fastopenBlackholeTimeout tcp_fastopen_blackhole_timeout_sec: the pause of Fast Open after connections were swallowed,
 *     0 for none
 */
public record SenderSettings(
        int synRetries,
        int synLinearTimeouts,
        int retries1,
        long keepaliveTime,
        long keepaliveIntvl,
        int keepaliveProbes,
        int earlyRetrans,
        int recovery,
        int frto,
        int reordering,
        int maxReordering,
        int minSndMss,
        boolean retransCollapse,
        int minTsoSegs,
        int tsoWinDivisor,
        String congestion,
        long notsentLowat,
        long fastopenBlackholeTimeout) {
    private static final long SECOND = 1_000_000_000L;
    private static final long UNLIMITED = 0xffff_ffffL;

    /** Linux 6.18's defaults, with CUBIC. */
    public static final SenderSettings DEFAULTS = new SenderSettings(
            6, 4, 3, 7200 * SECOND, 75 * SECOND, 9, 3, 1, 2, 3, 300, 48, true, 2, 3, "cubic", UNLIMITED, 0);

    /** Checks the ranges. */
    public SenderSettings {
        TcpSettings.inRange("tcp_syn_retries", synRetries, 1, 127);
        TcpSettings.inRange("tcp_syn_linear_timeouts", synLinearTimeouts, 0, 127);
        TcpSettings.inRange("tcp_retries1", retries1, 0, 255);
        TcpSettings.inRange("tcp_keepalive_time", keepaliveTime, SECOND, 32767L * 86400 * SECOND);
        TcpSettings.inRange("tcp_keepalive_intvl", keepaliveIntvl, SECOND, 32767L * SECOND);
        TcpSettings.inRange("tcp_keepalive_probes", keepaliveProbes, 0, 255);
        TcpSettings.inRange("tcp_early_retrans", earlyRetrans, 0, 4);
        TcpSettings.inRange("tcp_recovery", recovery, 0, 255);
        TcpSettings.inRange("tcp_frto", frto, 0, 255);
        TcpSettings.inRange("tcp_reordering", reordering, 1, 300);
        TcpSettings.inRange("tcp_max_reordering", maxReordering, 1, Integer.MAX_VALUE);
        TcpSettings.inRange("tcp_min_snd_mss", minSndMss, 48, 65535);
        TcpSettings.inRange("tcp_min_tso_segs", minTsoSegs, 1, 255);
        TcpSettings.inRange("tcp_tso_win_divisor", tsoWinDivisor, 0, 255);
        TcpSettings.inRange("tcp_notsent_lowat", notsentLowat, 0, UNLIMITED);
        TcpSettings.inRange("tcp_fastopen_blackhole_timeout_sec", fastopenBlackholeTimeout, 0, 604_800 * SECOND);
        if (!known(congestion)) {
            throw TcpSettings.bad("tcp_congestion_control", congestion, "cubic or reno");
        }
    }

    /** What tcp_available_congestion_control shows: the algorithms this stack has. */
    public static final String AVAILABLE = "reno cubic";

    /** True for an algorithm this stack has. */
    public static boolean known(String congestion) {
        return congestion.equals("cubic") || congestion.equals("reno");
    }

    /** True for a sysctl that is kept here; without net.ipv4. in front. */
    static boolean has(String key) {
        return switch (key) {
            case "tcp_syn_retries",
                    "tcp_syn_linear_timeouts",
                    "tcp_retries1",
                    "tcp_keepalive_time",
                    "tcp_keepalive_intvl",
                    "tcp_keepalive_probes",
                    "tcp_early_retrans",
                    "tcp_recovery",
                    "tcp_frto",
                    "tcp_reordering",
                    "tcp_max_reordering",
                    "tcp_min_snd_mss",
                    "tcp_retrans_collapse",
                    "tcp_min_tso_segs",
                    "tcp_tso_win_divisor",
                    "tcp_notsent_lowat",
                    "tcp_fastopen_blackhole_timeout_sec",
                    "tcp_congestion_control",
                    "tcp_available_congestion_control",
                    "tcp_allowed_congestion_control" -> true;
            default -> false;
        };
    }

    /** What programs without CAP_NET_ADMIN may choose: those of this host all have it, so that the names are checked alone. */
    private SenderSettings allowed(String key, String text) {
        for (String name : text.split("\\s+", -1)) {
            if (!known(name)) {
                throw TcpSettings.bad(key, text, "some of cubic and reno");
            }
        }
        return this;
    }

    /** The same with one sysctl changed. */
    SenderSettings with(String key, String text) {
        if (key.equals("tcp_available_congestion_control")) {
            throw TcpSettings.bad(key, text, "nothing: it can only be read, and is " + AVAILABLE);
        }
        if (key.equals("tcp_allowed_congestion_control")) {
            return allowed(key, text);
        }
        if (key.equals("tcp_notsent_lowat")) {
            return with(congestion, notsent(key, text));
        }
        if (key.equals("tcp_congestion_control")) {
            return with(text, notsentLowat);
        }
        int n = TcpSysctl.number(key, text);
        return new SenderSettings(
                key.equals("tcp_syn_retries") ? n : synRetries,
                key.equals("tcp_syn_linear_timeouts") ? n : synLinearTimeouts,
                key.equals("tcp_retries1") ? n : retries1,
                key.equals("tcp_keepalive_time") ? n * SECOND : keepaliveTime,
                key.equals("tcp_keepalive_intvl") ? n * SECOND : keepaliveIntvl,
                key.equals("tcp_keepalive_probes") ? n : keepaliveProbes,
                key.equals("tcp_early_retrans") ? n : earlyRetrans,
                key.equals("tcp_recovery") ? n : recovery,
                key.equals("tcp_frto") ? n : frto,
                key.equals("tcp_reordering") ? n : reordering,
                key.equals("tcp_max_reordering") ? n : maxReordering,
                key.equals("tcp_min_snd_mss") ? n : minSndMss,
                key.equals("tcp_retrans_collapse") ? n != 0 : retransCollapse,
                key.equals("tcp_min_tso_segs") ? n : minTsoSegs,
                key.equals("tcp_tso_win_divisor") ? n : tsoWinDivisor,
                congestion,
                notsentLowat,
                key.equals("tcp_fastopen_blackhole_timeout_sec") ? n * SECOND : fastopenBlackholeTimeout);
    }

    private SenderSettings with(String algorithm, long lowat) {
        return new SenderSettings(
                synRetries,
                synLinearTimeouts,
                retries1,
                keepaliveTime,
                keepaliveIntvl,
                keepaliveProbes,
                earlyRetrans,
                recovery,
                frto,
                reordering,
                maxReordering,
                minSndMss,
                retransCollapse,
                minTsoSegs,
                tsoWinDivisor,
                algorithm,
                lowat,
                fastopenBlackholeTimeout);
    }

    /** proc_douintvec(); scripts also write the greatest as -1. */
    private static long notsent(String key, String text) {
        if (text.equals("-1")) {
            return UNLIMITED;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    TcpSettings.bad(key, text, "a whole number").getMessage(), e);
        }
    }
}
