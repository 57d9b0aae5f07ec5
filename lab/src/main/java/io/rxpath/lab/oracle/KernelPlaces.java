package io.rxpath.lab.oracle;

import java.util.Map;

/**
 * Where the recorded kernel's tracepoint names a place otherwise than this project does. Each entry is an artefact of how
 * that kernel was compiled, or of where a layer boundary lies here; the rule itself is the same.
 */
final class KernelPlaces {
    private static final Map<String, String> KERNEL = Map.of(
            // The compiler has cloned the function for its constant argument.
            "UNHANDLED_PROTO@__netif_receive_skb_core", "UNHANDLED_PROTO@__netif_receive_skb_core.constprop.0");

    private KernelPlaces() {}

    /** A drop as the kernel's tracepoint writes it. */
    static String drop(String reason, String place) {
        String ours = reason + "@" + place;
        return KERNEL.getOrDefault(ours, ours);
    }

    /**
     * The reason a reset gives, from the drop reason of the segment it answers (kernel include/net/rstreason.h
     * sk_rst_convert_drop_reason(); tcp_check_req() and the TIME_WAIT part of tcp_v4_rcv() name theirs themselves).
     */
    static String reset(String dropReason) {
        return switch (dropReason) {
            case "TCP_LISTEN_OVERFLOW" -> "INVALID_SYN";
            case "NOT_SPECIFIED" -> "TCP_TIMEWAIT_SOCKET";
            default -> dropReason;
        };
    }
}
