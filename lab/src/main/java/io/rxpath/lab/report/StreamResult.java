package io.rxpath.lab.report;

import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: bytes sent at one end and delivered at the other.
 *
 * @param name which, e.g. {@code 10.9.0.101:20000 -> sink 9000}
 * @param sent bytes the sender meant to send
 * @param sentSha256 their digest
 * @param delivered bytes the receiver has read; -1 if it knows nothing of the connection
 * @param deliveredSha256 their digest; null if it knows nothing of the connection
 */
public record StreamResult(
        String name,
        long sent,
        String sentSha256,
        long delivered,
        @Nullable String deliveredSha256) {
    /** True if every byte sent was delivered, and nothing else. */
    public boolean matches() {
        return sent == delivered && sentSha256.equals(deliveredSha256);
    }
}
