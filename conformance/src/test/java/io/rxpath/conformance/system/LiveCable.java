package io.rxpath.conformance.system;

import io.rxpath.lab.demo.WireLink;
import io.rxpath.lab.peer.Cable;
import io.rxpath.lab.peer.TimedFrame;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** The cable of a live pipeline: the topics wire.rx and wire.tx, in real time. It remembers what was put on it, and when. */
final class LiveCable implements Cable, AutoCloseable {
    /**
     * Frames that were put on the wire together.
     *
     * @param nanos when, on this cable's clock
     * @param frames they
     */
    record Burst(long nanos, List<WireFrame> frames) {}

    private static final long EPOCH = 1_735_689_600_000_000_000L;
    private static final Duration WAIT = Duration.ofMillis(100);

    private final long start = System.nanoTime();
    private final WireLink link;
    private final LedgerWatch watch;
    private final List<Burst> recording = new ArrayList<>();
    private final List<TimedFrame> heard = new ArrayList<>();

    /** The cable of the pipeline on {@code bootstrap}, whose layers say what they have counted. */
    LiveCable(String bootstrap, int partitions, Supplier<List<LedgerSnapshot>> ledgers) {
        this.watch = new LedgerWatch(ledgers);
        this.link = new WireLink(bootstrap, partitions, 0);
    }

    @Override
    public long now() {
        return EPOCH + System.nanoTime() - start;
    }

    @Override
    public void inject(byte[] frame) {
        injectBurst(List.of(frame));
    }

    @Override
    public void injectBurst(List<byte[]> frames) {
        List<WireFrame> wire = new ArrayList<>();
        frames.forEach(frame -> wire.add(WireFrame.of(0, 0, frame)));
        injectWire(wire);
    }

    /** Frames with all they carry; returns when each of them has ended somewhere. */
    void injectWire(List<WireFrame> frames) {
        recording.add(new Burst(now(), List.copyOf(frames)));
        link.send(frames);
        link.flush();
        awaitRest();
    }

    /** Waits until every frame put on this cable has ended somewhere; returns what each layer has counted for it. */
    List<LedgerSnapshot> awaitRest() {
        return watch.awaitRest(link.sent());
    }

    @Override
    public List<TimedFrame> take() {
        hear(Duration.ofMillis(1));
        List<TimedFrame> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    @Override
    public boolean advanceToNextEvent(long limit) {
        while (heard.isEmpty()) {
            long left = limit - now();
            if (left <= 0) {
                return false;
            }
            hear(Duration.ofNanos(Math.min(left, WAIT.toNanos())));
        }
        return true;
    }

    private void hear(Duration wait) {
        for (WireFrame frame : link.receive(wait)) {
            byte[] bytes = frame.frame();
            heard.add(new TimedFrame(
                    now(), frame.hasFcs() ? Arrays.copyOf(bytes, bytes.length - 4) : bytes, frame.port()));
        }
    }

    /** Everything that was put on this cable. */
    List<Burst> recording() {
        return List.copyOf(recording);
    }

    @Override
    public void close() {
        link.close();
    }
}
