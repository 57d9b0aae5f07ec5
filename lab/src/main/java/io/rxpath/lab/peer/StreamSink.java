package io.rxpath.lab.peer;

/** Takes the bytes a client receives, in order, each once. */
@FunctionalInterface
public interface StreamSink {
    /** {@code len} bytes at {@code off}; the array is only borrowed. */
    void received(byte[] bytes, int off, int len);
}
