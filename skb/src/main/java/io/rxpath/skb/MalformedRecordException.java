package io.rxpath.skb;

/**
 * A Kafka record that is not what its topic carries. The message names the byte and what was expected there. The record
 * goes to the dead-letter topic as a whole; nothing of it is processed.
 */
public final class MalformedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A fault at byte {@code offset} of the Kafka record's value. */
    public MalformedRecordException(int offset, String fault) {
        super("byte " + offset + ": " + fault);
    }
}
