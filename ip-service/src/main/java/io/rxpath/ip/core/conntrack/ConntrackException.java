package io.rxpath.ip.core.conntrack;

/**
 * A command of {@code conntrack} that cannot be carried out; the message is what conntrack-tools would say (kernel
 * net/netfilter/nf_conntrack_netlink.c refuses the others).
 */
public final class ConntrackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With this message. */
    public ConntrackException(String message) {
        super(message);
    }
}
