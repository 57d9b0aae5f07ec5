package io.rxpath.tcp.core;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Whose rules TCP follows where Linux has changed them since 6.18. In 7.2
 *
 * <ul>
 *   <li>a segment is in order up to the right edge of the greatest window ever offered (RFC 7323 section 2.4;
 *       net/ipv4/tcp_input.c tcp_sequence(), include/net/tcp.h tcp_max_receive_window()), in 6.18 up to that of the last;
 *   <li>a segment between the two edges counts as BeyondWindow when its data is refused (tcp_data_queue()).
 * </ul>
 */
public enum KernelRelease {
    /** Linux 6.18. */
    V6_18("6.18"),
    /** Linux 7.2. */
    V7_2("7.2");

    /** The sysctl that names it. */
    public static final String SYSCTL = "kernel.osrelease";

    private final String text;

    KernelRelease(String text) {
        this.text = text;
    }

    /**
     * The release of a name such as "7.2".
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static KernelRelease of(String name) {
        for (KernelRelease each : values()) {
            if (each.text.equals(name)) {
                return each;
            }
        }
        String known = Arrays.stream(values()).map(KernelRelease::toString).collect(Collectors.joining(" or "));
        throw TcpSettings.bad(SYSCTL, name, known);
    }

    /** True if the greatest window ever offered counts and not the last. */
    public boolean hasMaxReceiveWindow() {
        return this != V6_18;
    }

    @Override
    public String toString() {
        return text;
    }
}
