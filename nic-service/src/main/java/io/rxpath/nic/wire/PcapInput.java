package io.rxpath.nic.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A capture file's bytes with the offset at which we are, for messages. Reads forward only. */
final class PcapInput implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private long offset;

    /** Byte order of the file, or of the current section. */
    ByteOrder order = ByteOrder.BIG_ENDIAN;

    PcapInput(Path file) throws IOException {
        in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    }

    long offset() {
        return offset;
    }

    /** True if the file ends here. */
    boolean atEnd() {
        try {
            in.mark(1);
            int next = in.read();
            in.reset();
            return next < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next {@code n} bytes in the current byte order; {@code what} they are, for the message if they are not there. */
    ByteBuffer read(int n, String what) {
        return ByteBuffer.wrap(bytes(n, what)).order(order);
    }

    byte[] bytes(int n, String what) {
        try {
            byte[] bytes = in.readNBytes(n);
            if (bytes.length < n) {
                throw new PcapFormatException(
                        offset, "the file ends after " + bytes.length + " of the " + n + " bytes of " + what);
            }
            offset += n;
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
