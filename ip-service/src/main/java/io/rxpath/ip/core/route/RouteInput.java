package io.rxpath.ip.core.route;

import org.jspecify.annotations.Nullable;

/** What the host would do with an IPv4 packet that comes in (kernel ip_route_input_rcu()). */
@FunctionalInterface
public interface RouteInput {
    /**
     * What happens to a packet.
     *
     * @param error NONE, or why it is refused
     * @param type LOCAL, BROADCAST, MULTICAST or, if it is forwarded, the route's type
     * @param route the entry taken, null if none was needed
     * @param redirect whether the sender is told of a shorter way (kernel RTCF_DOREDIRECT)
     */
    record Answer(Errno error, RouteType type, @Nullable FibRoute route, boolean redirect) {
        /** Refused. */
        public static Answer refused(Errno error) {
            return new Answer(error, RouteType.UNREACHABLE, null, false);
        }
    }

    /** What happens to a packet between these addresses that comes in by this device. */
    Answer input(int daddr, int saddr, int tos, int mark, int iif);
}
