package io.rxpath.lab.peer;

/**
 * How a {@link ModelClient} behaves.
 *
 * @param mss the MSS option it sends, 88..65495
 * @param payload most payload bytes it puts into one segment, 1..65495; the host's MSS limits it further
 * @param windowScale shift of its own windows, 0..14, or -1 to send no window scale option
 * @param sack true to offer SACK; without it, recovery is NewReno's
 * @param timestamps true to offer timestamps
 * @param receiveBuffer bytes of its receive buffer, 1..2^30
 * @param maxFlight most segments in flight, 1..2^20
 * @param minRtoNanos smallest retransmission time-out
 * @param maxRtoNanos largest retransmission time-out
 * @param repacketise true to cut what is sent again differently from the first time, so that segments overlap
 * @param maxRetries time-outs in a row, without any answer, after which it gives up
 */
public record ModelClientSettings(
        int mss,
        int payload,
        int windowScale,
        boolean sack,
        boolean timestamps,
        int receiveBuffer,
        int maxFlight,
        long minRtoNanos,
        long maxRtoNanos,
        boolean repacketise,
        int maxRetries) {
    private static final long MILLIS = 1_000_000L;

    /** Checks every value. */
    public ModelClientSettings {
        range("mss", mss, 88, 65_495);
        range("payload", payload, 1, 65_495);
        range("windowScale", windowScale, -1, 14);
        range("receiveBuffer", receiveBuffer, 1, 1 << 30);
        if (windowScale > 0 && receiveBuffer >> windowScale == 0) {
            throw new IllegalArgumentException("receiveBuffer " + receiveBuffer + ": expected at least "
                    + (1 << windowScale) + ", one unit of a window scaled by " + windowScale);
        }
        range("maxFlight", maxFlight, 1, 1 << 20);
        range("maxRetries", maxRetries, 1, 1000);
        if (minRtoNanos < MILLIS || maxRtoNanos < minRtoNanos) {
            throw new IllegalArgumentException("minRtoNanos " + minRtoNanos + ", maxRtoNanos " + maxRtoNanos
                    + ": expected at least 1 ms, and the second not below the first");
        }
    }

    private static void range(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + " " + value + ": expected " + low + ".." + high);
        }
    }

    /** MSS 1460, window scale 7, SACK, timestamps, 1 MiB receive buffer, RTO 200 ms to 8 s: like a Linux client. */
    public static ModelClientSettings defaults() {
        return new ModelClientSettings(
                1460, 65_495, 7, true, true, 1 << 20, 1024, 200 * MILLIS, 8000 * MILLIS, false, 30);
    }

    /** Other largest payload. */
    public ModelClientSettings withPayload(int value) {
        return new ModelClientSettings(
                mss,
                value,
                windowScale,
                sack,
                timestamps,
                receiveBuffer,
                maxFlight,
                minRtoNanos,
                maxRtoNanos,
                repacketise,
                maxRetries);
    }

    /** Other options on the SYN. */
    public ModelClientSettings withOptions(int newMss, int newWindowScale, boolean newSack, boolean newTimestamps) {
        return new ModelClientSettings(
                newMss,
                payload,
                newWindowScale,
                newSack,
                newTimestamps,
                receiveBuffer,
                maxFlight,
                minRtoNanos,
                maxRtoNanos,
                repacketise,
                maxRetries);
    }

    /** Other receive buffer. */
    public ModelClientSettings withReceiveBuffer(int value) {
        return new ModelClientSettings(
                mss,
                payload,
                windowScale,
                sack,
                timestamps,
                value,
                maxFlight,
                minRtoNanos,
                maxRtoNanos,
                repacketise,
                maxRetries);
    }

    /** Other limit of segments in flight. */
    public ModelClientSettings withMaxFlight(int value) {
        return new ModelClientSettings(
                mss,
                payload,
                windowScale,
                sack,
                timestamps,
                receiveBuffer,
                value,
                minRtoNanos,
                maxRtoNanos,
                repacketise,
                maxRetries);
    }

    /** Other bounds of the retransmission time-out. */
    public ModelClientSettings withRto(long min, long max) {
        return new ModelClientSettings(
                mss,
                payload,
                windowScale,
                sack,
                timestamps,
                receiveBuffer,
                maxFlight,
                min,
                max,
                repacketise,
                maxRetries);
    }

    /** Segments that are sent again overlap those sent before. */
    public ModelClientSettings withRepacketise() {
        return new ModelClientSettings(
                mss,
                payload,
                windowScale,
                sack,
                timestamps,
                receiveBuffer,
                maxFlight,
                minRtoNanos,
                maxRtoNanos,
                true,
                maxRetries);
    }
}
