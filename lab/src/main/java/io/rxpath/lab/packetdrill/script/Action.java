package io.rxpath.lab.packetdrill.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an event does. */
public sealed interface Action {
    /** A packet that goes in or is expected to come out. */
    sealed interface Packet extends Action {
        /** True for {@code <}: it is injected. */
        boolean inbound();

        /** What is said of its IP header. */
        IpInfo ip();
    }

    /**
     * What stands in brackets behind the direction.
     *
     * @param check what of the TOS byte is compared
     * @param tos TOS byte or ECN bits
     * @param ttl TTL, 0 if nothing is said
     * @param flowLabel IPv6 flow label, 0 if nothing is said
     */
    record IpInfo(TosCheck check, int tos, int ttl, int flowLabel) {
        /** Nothing is said. */
        public static final IpInfo NONE = new IpInfo(TosCheck.NONE, 0, 0, 0);
    }

    /** What of the TOS byte is compared. */
    enum TosCheck {
        /** Nothing. */
        NONE,
        /** The ECN bits. */
        ECN,
        /** The ECN bits: ECT(0) or ECT(1). */
        ECT01,
        /** The whole byte. */
        TOS
    }

    /**
     * A TCP segment.
     *
     * @param inbound it is injected
     * @param ip its IP header
     * @param sourcePort port, 0 for that of the connection
     * @param destPort port, 0 for that of the connection
     * @param flags its flags
     * @param seq sequence number of its first byte
     * @param payload bytes of data
     * @param ack acknowledgement number, 0 if nothing is said
     * @param window the window field, -1 if nothing is said
     * @param urgent the urgent pointer
     * @param options its options, null if they do not matter
     */
    record Tcp(
            boolean inbound,
            IpInfo ip,
            int sourcePort,
            int destPort,
            TcpFlags flags,
            int seq,
            int payload,
            int ack,
            int window,
            int urgent,
            @Nullable List<TcpOption> options)
            implements Packet {}

    /**
     * An ICMP message about a segment of the connection.
     *
     * @param inbound it is injected
     * @param ip its IP header
     * @param type its type as the script names it
     * @param code its code as the script names it, or empty
     * @param mtu what it says of the MTU, -1 for nothing
     * @param seq sequence number of the segment it is about
     * @param payload bytes of data of that segment
     */
    record Icmp(boolean inbound, IpInfo ip, String type, String code, int mtu, int seq, int payload)
            implements Packet {}

    /**
     * A system call.
     *
     * @param endUsecs when a call that blocks returns, microseconds from its start; -1 if it does not block
     * @param name its name
     * @param arguments its arguments
     * @param result what it returns
     * @param errno name of the error, or empty
     * @param note text of the error, or empty
     */
    record SystemCall(long endUsecs, String name, List<Expr> arguments, Expr result, String errno, String note)
            implements Action {}

    /**
     * Shell commands.
     *
     * @param text what stands between the back quotes
     */
    record Shell(String text) implements Action {}

    /**
     * Python code.
     *
     * @param text what stands between the braces
     */
    record Code(String text) implements Action {}
}
