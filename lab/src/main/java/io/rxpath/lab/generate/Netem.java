package io.rxpath.lab.generate;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One direction of a link that treats frames as {@link NetemSettings} says. Same seed, same fate of every frame. */
public final class Netem {
    /** Bytes a frame takes on the cable beside its own: preamble, FCS and gap. */
    private static final int WIRE_OVERHEAD = 24;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private record Passing(long at, long order, byte[] frame) {}

    private final NetemSettings settings;
    private final SplittableRandom random;
    private final PriorityQueue<Passing> passing =
            new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
    private long order;
    private long busyUntil;
    private long heldUntil;
    private long offered;
    private long lost;
    private long duplicated;
    private long corrupted;
    private long reordered;

    /** An empty link. */
    public Netem(NetemSettings settings, long seed) {
        this.settings = settings;
        this.random = new SplittableRandom(seed);
    }

    /** A frame enters the link at {@code now}. The array stays the caller's to read; the link never changes it. */
    public void offer(byte[] frame, long now) {
        offered++;
        // The same number of draws for every frame, so that one setting does not shift the fate of all frames.
        boolean loses = random.nextDouble() < settings.loss();
        boolean duplicates = random.nextDouble() < settings.duplicate();
        boolean corrupts = random.nextDouble() < settings.corrupt();
        boolean reorders = random.nextDouble() < settings.reorder();
        double jitter = random.nextDouble();
        int bit = random.nextInt(Math.max(1, frame.length * 8));
        if (loses) {
            lost++;
            return;
        }
        long leaves = now;
        if (settings.bitsPerSecond() > 0) {
            busyUntil = Math.max(busyUntil, now) + onCable(frame);
            leaves = busyUntil;
        }
        long at = leaves + settings.delayNanos() + (long) (jitter * settings.jitterNanos());
        byte[] arrives = frame;
        if (corrupts && frame.length > 0) {
            corrupted++;
            arrives = frame.clone();
            arrives[bit >>> 3] ^= (byte) (1 << (bit & 7));
        }
        if (reorders) {
            reordered++;
            at += settings.holdNanos();
        }
        passing.add(new Passing(at, order++, arrives));
        if (duplicates) {
            duplicated++;
            passing.add(new Passing(at, order++, arrives.clone()));
        }
    }

    /** The next frame that has arrived by {@code now}, or null. */
    public byte @Nullable [] poll(long now) {
        Passing first = passing.peek();
        if (first == null || first.at > now || heldUntil > now) {
            return null;
        }
        passing.remove();
        if (first.at < heldUntil) {
            // What has waited leaves at the link's rate, not at once.
            heldUntil += onCable(first.frame);
        }
        return first.frame;
    }

    private long onCable(byte[] frame) {
        long rate = settings.bitsPerSecond();
        return rate == 0 ? 0 : 8L * (frame.length + WIRE_OVERHEAD) * NANOS_PER_SECOND / rate;
    }

    /** When the next frame arrives, or Long.MAX_VALUE. */
    public long nextNanos() {
        Passing first = passing.peek();
        return first == null ? Long.MAX_VALUE : Math.max(first.at, heldUntil);
    }

    /**
     * Lets no frame out before {@code nanos}: the far end has asked the sender to pause. Frames wait, none is lost, and
     * then leave at the link's rate. An earlier time than before lets them out again.
     */
    public void hold(long nanos) {
        heldUntil = nanos;
    }

    /** Frames on the way. */
    public int inFlight() {
        return passing.size();
    }

    /** Frames that entered. */
    public long offered() {
        return offered;
    }

    /** Frames lost. */
    public long lost() {
        return lost;
    }

    /** Frames that arrive twice. */
    public long duplicated() {
        return duplicated;
    }

    /** Frames with a flipped bit. */
    public long corrupted() {
        return corrupted;
    }

    /** Frames held back. */
    public long reordered() {
        return reordered;
    }
}
