package io.rxpath.tcp.core;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The settings of one TCP stack: the sysctls of net.ipv4.tcp_* and net.core with the defaults of Linux 6.18, the
 * listeners and the secret of the keyed hashes. Immutable.
 *
 * @param memory buffer sizes
 * @param options what is negotiated
 * @param limits queues, retries and rate limits
 * @param times timers
 * @param listeners listening sockets
 * @param secret 16 bytes; initial sequence numbers and timestamp offsets are hashes keyed with it
 * @param sender the sending side
 * @param receiver the receiving side
 * @param ecn congestion notification
 * @param mem limits over all sockets
 * @param devices numbers of the host's network devices by name, for SO_BINDTODEVICE
 * @param pacing the rate of sending
 * @param mtuProbe the search for the MTU of a path
 */
public record TcpSettings(
        Memory memory,
        Options options,
        Limits limits,
        Times times,
        List<Listener> listeners,
        byte[] secret,
        SenderSettings sender,
        ReceiverSettings receiver,
        EcnSettings ecn,
        TcpMemSettings mem,
        Map<String, Integer> devices,
        PacingSettings pacing,
        MtuProbeSettings mtuProbe) {
    /** Length of {@link #secret}. */
    public static final int SECRET_LENGTH = 16;

    /** Checks and copies. */
    public TcpSettings {
        if (secret.length != SECRET_LENGTH) {
            throw bad("secret", secret.length + " bytes", SECRET_LENGTH + " bytes");
        }
        secret = secret.clone();
        listeners = List.copyOf(listeners);
        devices = Map.copyOf(devices);
    }

    /**
     * Buffer sizes in bytes.
     *
     * @param rmemMin tcp_rmem[0]
     * @param rmemDefault tcp_rmem[1]: a new socket's sk_rcvbuf
     * @param rmemMax tcp_rmem[2]: where autotuning stops; gives the window scale
     * @param wmemMin tcp_wmem[0]
     * @param wmemDefault tcp_wmem[1]: a new socket's send buffer
     * @param wmemMax tcp_wmem[2]: where the send buffer stops growing
     * @param coreRmemMax net.core.rmem_max: cap of SO_RCVBUF
     * @param moderateRcvbuf tcp_moderate_rcvbuf: autotuning of the receive buffer
     * @param appWin tcp_app_win: 1/2^n of the window is reserved for application buffers
     */
    public record Memory(
            int rmemMin,
            int rmemDefault,
            int rmemMax,
            int wmemMin,
            int wmemDefault,
            int wmemMax,
            int coreRmemMax,
            boolean moderateRcvbuf,
            int appWin) {
        /** Checks the ranges. */
        public Memory {
            inRange("tcp_rmem[0]", rmemMin, 1, 1 << 30);
            inRange("tcp_rmem[1]", rmemDefault, 1, 1 << 30);
            inRange("tcp_rmem[2]", rmemMax, 1, 1 << 30);
            inRange("tcp_wmem[0]", wmemMin, 1, 1 << 30);
            inRange("tcp_wmem[1]", wmemDefault, 1, 1 << 30);
            inRange("tcp_wmem[2]", wmemMax, 1, 1 << 30);
            inRange("net.core.rmem_max", coreRmemMax, 1, 1 << 30);
            inRange("tcp_app_win", appWin, 0, 31);
        }
    }

    /**
     * What is negotiated.
     *
     * @param timestamps tcp_timestamps: RFC 7323 timestamps
     * @param sack tcp_sack: selective acknowledgments
     * @param dsack tcp_dsack: duplicates are reported
     * @param windowScaling tcp_window_scaling
     * @param ecn tcp_ecn: what peers that ask get and connections of our own ask for: 0 nothing, 1 classic ECN, 2 peers
     *     alone get that, 3 accurate ECN, 4 peers get that and we ask for classic ECN, 5 peers get that alone; Linux 6.18
     *     stops at 2
     * @param shrinkWindow tcp_shrink_window: the window may shrink when memory is short
     * @param mtu of the interface in bytes; the MSS offered is 40 less
     */
    public record Options(
            boolean timestamps,
            boolean sack,
            boolean dsack,
            boolean windowScaling,
            int ecn,
            boolean shrinkWindow,
            int mtu) {
        /** Checks the ranges. */
        public Options {
            inRange("tcp_ecn", ecn, 0, 5);
            inRange("mtu", mtu, 576, 65535);
        }

        /** True if peers that ask for accurate ECN get it. */
        public boolean acceptsAccEcn() {
            return ecn >= 3;
        }

        /** True if connections of our own ask for accurate ECN. */
        public boolean asksAccEcn() {
            return ecn == 3;
        }

        /** True if they ask for classic ECN. */
        public boolean asksEcn() {
            return ecn == 1 || ecn == 4;
        }
    }

    /**
     * Queues, retries and rate limits.
     *
     * @param somaxconn net.core.somaxconn: cap of a listener's backlog
     * @param maxSynBacklog tcp_max_syn_backlog: without SYN cookies the last quarter is for peers that are known, and
     *     this stack knows none
     * @param synackRetries tcp_synack_retries
     * @param retries2 tcp_retries2: after as many timeouts a connection is given up
     * @param orphanRetries tcp_orphan_retries: the same for a closed one; 0 means 8
     * @param abortOnOverflow tcp_abort_on_overflow: RST when the accept queue is full
     * @param challengeAckLimit tcp_challenge_ack_limit per second; Integer.MAX_VALUE for none
     * @param compSackNr tcp_comp_sack_nr: SACKs that may be compressed into one, 0 for none
     * @param slowStartAfterIdle tcp_slow_start_after_idle
     */
    public record Limits(
            int somaxconn,
            int maxSynBacklog,
            int synackRetries,
            int retries2,
            int orphanRetries,
            boolean abortOnOverflow,
            int challengeAckLimit,
            int compSackNr,
            boolean slowStartAfterIdle) {
        /** Checks the ranges. */
        public Limits {
            inRange("net.core.somaxconn", somaxconn, 0, Integer.MAX_VALUE);
            inRange("tcp_max_syn_backlog", maxSynBacklog, 1, Integer.MAX_VALUE);
            inRange("tcp_synack_retries", synackRetries, 0, 255);
            inRange("tcp_retries2", retries2, 0, 255);
            inRange("tcp_orphan_retries", orphanRetries, 0, 255);
            inRange("tcp_challenge_ack_limit", challengeAckLimit, 0, Integer.MAX_VALUE);
            inRange("tcp_comp_sack_nr", compSackNr, 0, 255);
        }
    }

    /**
     * Timers, in nanoseconds.
     *
     * @param finTimeout tcp_fin_timeout: FIN_WAIT2 of a closed socket
     * @param timeWait length of TIME_WAIT (TCP_TIMEWAIT_LEN)
     * @param invalidRatelimit tcp_invalid_ratelimit: least gap of ACKs for bad segments on a socket
     * @param compSackDelay tcp_comp_sack_delay_ns
     * @param compSackSlack tcp_comp_sack_slack_ns
     * @param rtoMin tcp_rto_min_us
     * @param rtoMax tcp_rto_max_ms
     */
    public record Times(
            long finTimeout,
            long timeWait,
            long invalidRatelimit,
            long compSackDelay,
            long compSackSlack,
            long rtoMin,
            long rtoMax) {
        /** Checks the ranges. */
        public Times {
            inRange("tcp_fin_timeout", finTimeout, 0, 120_000_000_000L);
            inRange("TCP_TIMEWAIT_LEN", timeWait, 1_000_000, 600_000_000_000L);
            inRange("tcp_invalid_ratelimit", invalidRatelimit, 0, 3600_000_000_000L);
            inRange("tcp_comp_sack_delay_ns", compSackDelay, 0, 1_000_000_000L);
            inRange("tcp_comp_sack_slack_ns", compSackSlack, 0, 1_000_000_000L);
            inRange("tcp_rto_min_us", rtoMin, 8_000_000, 200_000_000_000L);
            inRange("tcp_rto_max_ms", rtoMax, 1_000_000_000L, 120_000_000_000L);
        }
    }

    /** Linux 6.18's defaults on a machine with enough memory, no listener, and a secret of zeros. */
    public static TcpSettings defaults() {
        return new TcpSettings(
                new Memory(4096, 131072, 32 << 20, 4096, 16384, 4 << 20, 4 << 20, true, 31),
                new Options(true, true, true, true, 2, false, 1500),
                new Limits(4096, 4096, 5, 15, 0, false, Integer.MAX_VALUE, 44, true),
                new Times(
                        60_000_000_000L,
                        60_000_000_000L,
                        500_000_000L,
                        1_000_000L,
                        100_000L,
                        200_000_000L,
                        120_000_000_000L),
                List.of(),
                new byte[SECRET_LENGTH],
                SenderSettings.DEFAULTS,
                ReceiverSettings.DEFAULTS,
                EcnSettings.DEFAULTS,
                TcpMemSettings.DEFAULTS,
                Map.of("lo", 1, "eth0", 2),
                PacingSettings.DEFAULTS,
                MtuProbeSettings.DEFAULTS);
    }

    /** The components of settings, to be changed one at a time. */
    private static final class Draft {
        private Memory memory;
        private Options options;
        private Limits limits;
        private Times times;
        private List<Listener> listeners;
        private byte[] secret;
        private SenderSettings sender;
        private ReceiverSettings receiver;
        private EcnSettings ecn;
        private TcpMemSettings mem;
        private Map<String, Integer> devices;
        private PacingSettings pacing;
        private MtuProbeSettings mtuProbe;

        Draft(TcpSettings s) {
            memory = s.memory;
            options = s.options;
            limits = s.limits;
            times = s.times;
            listeners = s.listeners;
            secret = s.secret;
            sender = s.sender;
            receiver = s.receiver;
            ecn = s.ecn;
            mem = s.mem;
            devices = s.devices;
            pacing = s.pacing;
            mtuProbe = s.mtuProbe;
        }

        TcpSettings settings() {
            return new TcpSettings(
                    memory, options, limits, times, listeners, secret, sender, receiver, ecn, mem, devices, pacing,
                    mtuProbe);
        }
    }

    private TcpSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** The same with these listeners. */
    public TcpSettings withListeners(List<Listener> newListeners) {
        return with(d -> d.listeners = newListeners);
    }

    /** The same with this secret of {@link #SECRET_LENGTH} bytes. */
    public TcpSettings withSecret(byte[] newSecret) {
        return with(d -> d.secret = newSecret);
    }

    /** The same with another sending side. */
    public TcpSettings withSender(SenderSettings newSender) {
        return with(d -> d.sender = newSender);
    }

    /** The same with another receiving side. */
    public TcpSettings withReceiver(ReceiverSettings newReceiver) {
        return with(d -> d.receiver = newReceiver);
    }

    /** The same with another congestion notification. */
    public TcpSettings withEcn(EcnSettings newEcn) {
        return with(d -> d.ecn = newEcn);
    }

    /** The same with other limits over all sockets. */
    public TcpSettings withMem(TcpMemSettings newMem) {
        return with(d -> d.mem = newMem);
    }

    /** The same with another search for the MTU of a path. */
    public TcpSettings withMtuProbe(MtuProbeSettings newMtuProbe) {
        return with(d -> d.mtuProbe = newMtuProbe);
    }

    /** The same with other network devices: numbers by name. */
    public TcpSettings withDevices(Map<String, Integer> newDevices) {
        return with(d -> d.devices = newDevices);
    }

    /** The same with another rate of sending. */
    public TcpSettings withPacing(PacingSettings newPacing) {
        return with(d -> d.pacing = newPacing);
    }

    TcpSettings withMemory(Memory newMemory) {
        return with(d -> d.memory = newMemory);
    }

    TcpSettings withOptions(Options newOptions) {
        return with(d -> d.options = newOptions);
    }

    TcpSettings withLimits(Limits newLimits) {
        return with(d -> d.limits = newLimits);
    }

    TcpSettings withTimes(Times newTimes) {
        return with(d -> d.times = newTimes);
    }

    /** The same with another MTU in bytes. */
    public TcpSettings withMtu(int mtu) {
        Options o = options;
        return withOptions(new Options(o.timestamps, o.sack, o.dsack, o.windowScaling, o.ecn, o.shrinkWindow, mtu));
    }

    /**
     * The same with one sysctl changed, named as sysctl(8) does (net.ipv4.tcp_sack; the prefix net.ipv4. may be left
     * out), with values as it takes them.
     *
     * @throws IllegalArgumentException for an unknown name or a bad value, naming both and what was expected
     */
    public TcpSettings withSysctl(String name, String value) {
        return TcpSysctl.apply(this, name, value);
    }

    static void inRange(String name, long value, long low, long high) {
        if (value < low || value > high) {
            throw bad(name, Long.toString(value), low + ".." + high);
        }
    }

    static IllegalArgumentException bad(String name, String value, String expected) {
        return new IllegalArgumentException(name + " = " + value + ": expected " + expected);
    }
}
