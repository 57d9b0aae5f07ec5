package io.rxpath.lab.oracle;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the recorded kernel's tracepoint names a place otherwise than this project does. Each entry is an artefact of how
 * that kernel was compiled, or of where a layer boundary lies here; the rule itself is the same.
 */
final class KernelPlaces {
    private static final String CHECK_REQ = "NOT_SPECIFIED@tcp_check_req";

    private static final Map<String, String> KERNEL = Map.of(
            // The compiler has cloned the function for its constant argument.
            "UNHANDLED_PROTO@__netif_receive_skb_core",
            "UNHANDLED_PROTO@__netif_receive_skb_core.constprop.0",
            // The end of tcp_data_queue() that drops old data is part of its caller there.
            "TCP_OLD_DATA@tcp_data_queue",
            "TCP_OLD_DATA@tcp_rcv_established",
            "TCP_OFO_DROP@tcp_ofo_queue",
            "TCP_OFO_DROP@tcp_data_queue",
            "PROTO_MEM@tcp_data_queue_ofo",
            "PROTO_MEM@tcp_data_queue",
            // Its caller frees what it has answered with a reset.
            CHECK_REQ,
            "NOT_SPECIFIED@tcp_v4_rcv");

    /** What the kernel frees without a trace (consume_skb(), __kfree_skb()) and this project counts as lost. */
    private static final Set<String> UNTRACED =
            Set.of("TCP_LISTEN_OVERFLOW@tcp_conn_request", "SOCKET_CLOSE@tcp_close");

    /** A counter, not a reason: a queue of fragments goes without a trace. */
    private static final String REASSEMBLY = "ReasmFails";

    private KernelPlaces() {}

    /** A drop as the kernel's tracepoint writes it, or null if the tracepoint does not see it. */
    static @Nullable String drop(String reason, String place) {
        String ours = reason + "@" + place;
        return reason.equals(REASSEMBLY) || UNTRACED.contains(ours) ? null : KERNEL.getOrDefault(ours, ours);
    }

    /**
     * The reason a reset gives, from the drop reason of the segment it answers (kernel include/net/rstreason.h
     * sk_rst_convert_drop_reason(); tcp_check_req() and the TIME_WAIT part of tcp_v4_rcv() name theirs themselves).
     */
    static String reset(String dropReason, String place) {
        if (CHECK_REQ.equals(dropReason + "@" + place)) {
            return "INVALID_SYN";
        }
        return switch (dropReason) {
            case "TCP_LISTEN_OVERFLOW" -> "INVALID_SYN";
            case "NOT_SPECIFIED" -> "TCP_TIMEWAIT_SOCKET";
            default -> dropReason;
        };
    }
}
