package io.rxpath.nic.wire;

/** A capture file is not what it claims to be, or of a kind that cannot be read. The message names the byte offset. */
public final class PcapFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    /** {@code what} is wrong at byte {@code offset} of the file. */
    public PcapFormatException(long offset, String what) {
        super("byte " + offset + ": " + what);
        this.offset = offset;
    }

    /** Byte offset in the file of the field that is wrong. */
    public long offset() {
        return offset;
    }
}
