package io.rxpath.lab.generate;

/**
 * What a link does to frames (after tc-netem(8)). Probabilities are 0..1 and independent of each other.
 *
 * @param loss probability that a frame is lost
 * @param duplicate probability that a frame arrives twice
 * @param corrupt probability that one random bit of a frame is flipped
 * @param reorder probability that a frame is held back by {@code holdNanos}, so that later ones pass it
 * @param holdNanos how long a reordered frame is held back
 * @param delayNanos how long every frame takes
 * @param jitterNanos at most so much longer, evenly spread; frames may pass one another by it
 * @param bitsPerSecond rate at which frames leave one behind the other, 0 for no limit
 */
public record NetemSettings(
        double loss,
        double duplicate,
        double corrupt,
        double reorder,
        long holdNanos,
        long delayNanos,
        long jitterNanos,
        long bitsPerSecond) {
    private static final long DEFAULT_HOLD = 1_000_000L;

    /** Checks the ranges. */
    public NetemSettings {
        probability("loss", loss);
        probability("duplicate", duplicate);
        probability("corrupt", corrupt);
        probability("reorder", reorder);
        notNegative("holdNanos", holdNanos);
        notNegative("delayNanos", delayNanos);
        notNegative("jitterNanos", jitterNanos);
        notNegative("bitsPerSecond", bitsPerSecond);
    }

    private static void probability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " " + value + ": expected 0..1");
        }
    }

    private static void notNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " " + value + ": expected 0 or more");
        }
    }

    /** A link that does nothing. */
    public static NetemSettings none() {
        return new NetemSettings(0, 0, 0, 0, DEFAULT_HOLD, 0, 0, 0);
    }

    /** Other probability of loss. */
    public NetemSettings withLoss(double value) {
        return new NetemSettings(value, duplicate, corrupt, reorder, holdNanos, delayNanos, jitterNanos, bitsPerSecond);
    }

    /** Other probability of duplication. */
    public NetemSettings withDuplicate(double value) {
        return new NetemSettings(loss, value, corrupt, reorder, holdNanos, delayNanos, jitterNanos, bitsPerSecond);
    }

    /** Other probability of a flipped bit. */
    public NetemSettings withCorrupt(double value) {
        return new NetemSettings(loss, duplicate, value, reorder, holdNanos, delayNanos, jitterNanos, bitsPerSecond);
    }

    /** Other probability and time of being held back. */
    public NetemSettings withReorder(double value, long hold) {
        return new NetemSettings(loss, duplicate, corrupt, value, hold, delayNanos, jitterNanos, bitsPerSecond);
    }

    /** Other delay and jitter. */
    public NetemSettings withDelay(long delay, long jitter) {
        return new NetemSettings(loss, duplicate, corrupt, reorder, holdNanos, delay, jitter, bitsPerSecond);
    }

    /** Other rate. */
    public NetemSettings withRate(long value) {
        return new NetemSettings(loss, duplicate, corrupt, reorder, holdNanos, delayNanos, jitterNanos, value);
    }
}
