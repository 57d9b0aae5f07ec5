package io.rxpath.ip.core;

/**
 * The net.ipv4.icmp_* settings.
 *
 * @param echoIgnoreAll icmp_echo_ignore_all: echo requests are not answered
 * @param echoIgnoreBroadcasts icmp_echo_ignore_broadcasts: nor are those to broadcast and multicast addresses
 * @param ratelimitMillis icmp_ratelimit: least milliseconds between two errors to one peer in the long run, 0 for no limit
 * @param ratemask icmp_ratemask: the limits hold for the types whose bit is set
 * @param msgsPerSec icmp_msgs_per_sec: errors per second of the whole host
 * @param msgsBurst icmp_msgs_burst: errors of the whole host in a burst
 * @param errorsUseInboundIfaddr icmp_errors_use_inbound_ifaddr: errors about packets that are not for this host come from
 *     the device those came in by
 * @param ignoreBogusErrorResponses icmp_ignore_bogus_error_responses: errors that quote a packet to a broadcast address are
 *     treated like others
 */
public record IcmpSettings(
        boolean echoIgnoreAll,
        boolean echoIgnoreBroadcasts,
        int ratelimitMillis,
        int ratemask,
        int msgsPerSec,
        int msgsBurst,
        boolean errorsUseInboundIfaddr,
        boolean ignoreBogusErrorResponses) {
    /** Destination unreachable, source quench, time exceeded, parameter problem. */
    private static final int DEFAULT_RATEMASK = 0x1818;

    /** Checks the ranges. */
    public IcmpSettings {
        atLeast("icmp_ratelimit", ratelimitMillis, 0);
        atLeast("icmp_msgs_per_sec", msgsPerSec, 0);
        atLeast("icmp_msgs_burst", msgsBurst, 0);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + least + " or more");
        }
    }

    /** What a 6.18 kernel starts with. */
    public static IcmpSettings defaults() {
        return new IcmpSettings(false, true, 1000, DEFAULT_RATEMASK, 1000, 50, false, true);
    }

    /** A copy that answers no echo requests, or does. */
    public IcmpSettings withEchoIgnoreAll(boolean ignore) {
        return copy(ignore, echoIgnoreBroadcasts, ratelimitMillis, ratemask, msgsPerSec, msgsBurst);
    }

    /** A copy that ignores echo requests to broadcast addresses, or answers them. */
    public IcmpSettings withEchoIgnoreBroadcasts(boolean ignore) {
        return copy(echoIgnoreAll, ignore, ratelimitMillis, ratemask, msgsPerSec, msgsBurst);
    }

    /** A copy with other limits. */
    public IcmpSettings withRates(int newRatelimitMillis, int newMsgsPerSec, int newMsgsBurst) {
        return copy(echoIgnoreAll, echoIgnoreBroadcasts, newRatelimitMillis, ratemask, newMsgsPerSec, newMsgsBurst);
    }

    /** A copy whose limits hold for other types. */
    public IcmpSettings withRatemask(int newRatemask) {
        return copy(echoIgnoreAll, echoIgnoreBroadcasts, ratelimitMillis, newRatemask, msgsPerSec, msgsBurst);
    }

    /** A copy with other values of the last two settings. */
    public IcmpSettings withErrors(boolean useInboundIfaddr, boolean ignoreBogus) {
        return new IcmpSettings(
                echoIgnoreAll,
                echoIgnoreBroadcasts,
                ratelimitMillis,
                ratemask,
                msgsPerSec,
                msgsBurst,
                useInboundIfaddr,
                ignoreBogus);
    }

    private IcmpSettings copy(
            boolean all, boolean broadcasts, int newRatelimit, int newRatemask, int perSec, int burst) {
        return new IcmpSettings(
                all,
                broadcasts,
                newRatelimit,
                newRatemask,
                perSec,
                burst,
                errorsUseInboundIfaddr,
                ignoreBogusErrorResponses);
    }
}
