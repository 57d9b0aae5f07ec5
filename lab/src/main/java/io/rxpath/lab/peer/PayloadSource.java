package io.rxpath.lab.peer;

/** The bytes a client sends, addressed by stream offset so that a retransmission can ask for them again. */
public interface PayloadSource {
    /** Bytes of the stream so far; may grow. */
    long length();

    /** Copies {@code len} bytes from stream offset {@code offset} on to {@code dst[at...]}. */
    void copy(long offset, byte[] dst, int at, int len);
}
