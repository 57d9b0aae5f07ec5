package io.rxpath.ip.core.route;

import org.jspecify.annotations.Nullable;

/**
 * The kernel's refusal of a request about routes, rules or addresses. The message is the line that {@code ip} prints:
 * {@code Error: TEXT.} if the kernel explained itself (kernel struct netlink_ext_ack), else {@code RTNETLINK answers: ERRNO}.
 */
public final class RtnetlinkException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final Errno errno;

    /** A refusal without an explanation. */
    public RtnetlinkException(Errno errno) {
        this(errno, null);
    }

    /** A refusal with the kernel's explanation, without its full stop. */
    public RtnetlinkException(Errno errno, @Nullable String explanation) {
        super(explanation == null ? "RTNETLINK answers: " + errno.text() : "Error: " + explanation + ".");
        this.errno = errno;
    }

    /** The error. */
    public Errno errno() {
        return errno;
    }
}
