package io.rxpath.socket.core;

import org.bouncycastle.crypto.digests.SHA256Digest;

/**
 * SHA-256 of one direction of a stream (FIPS 180-4). Its running state can be saved, which the JDK's cannot: so a digest
 * continues after a restart. No kernel counterpart: the proof that every byte arrived once and in order.
 */
final class StreamDigest {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final SHA256Digest digest;

    /** Of an empty stream. */
    StreamDigest() {
        digest = new SHA256Digest();
    }

    /** Continues from {@link #state}. */
    StreamDigest(byte[] state) {
        digest = new SHA256Digest(state);
    }

    void update(byte[] a, int off, int len) {
        digest.update(a, off, len);
    }

    /** The running state, about 100 bytes. */
    byte[] state() {
        return digest.getEncodedState();
    }

    /** Digest of the stream so far, 64 hex digits; the stream may go on. */
    String hex() {
        byte[] sum = new byte[32];
        // Finishing destroys the running state, so a copy is finished.
        new SHA256Digest(digest).doFinal(sum, 0);
        char[] text = new char[64];
        for (int i = 0; i < sum.length; i++) {
            text[2 * i] = HEX[sum[i] >> 4 & 15];
            text[2 * i + 1] = HEX[sum[i] & 15];
        }
        return new String(text);
    }
}
