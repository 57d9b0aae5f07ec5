package io.rxpath.lab.packetdrill.script;

/**
 * The time of an event.
 *
 * @param kind what the numbers count from
 * @param usecs microseconds; the earliest one of a range; 0 for any time
 * @param endUsecs the latest microsecond of a range, otherwise {@code usecs}
 */
public record EventTime(Kind kind, long usecs, long endUsecs) {
    /** What a time counts from. */
    public enum Kind {
        /** The start of the script. */
        ABSOLUTE,
        /** The event before. */
        RELATIVE,
        /** It does not matter. */
        ANY,
        /** A range from the start of the script. */
        ABSOLUTE_RANGE,
        /** A range from the event before. */
        RELATIVE_RANGE
    }

    /** True for both kinds of ranges. */
    public boolean range() {
        return kind == Kind.ABSOLUTE_RANGE || kind == Kind.RELATIVE_RANGE;
    }

    /** True if it counts from the event before. */
    public boolean relative() {
        return kind == Kind.RELATIVE || kind == Kind.RELATIVE_RANGE;
    }
}
