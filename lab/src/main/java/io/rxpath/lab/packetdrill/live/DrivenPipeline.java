package io.rxpath.lab.packetdrill.live;

import io.rxpath.kit.ClockController;
import io.rxpath.lab.demo.WireLink;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.Pipeline;
import io.rxpath.lab.run.ServicePages;
import io.rxpath.lab.run.ServicePages.Reply;
import io.rxpath.skb.Topic;
import io.rxpath.skb.WireFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Five services over Kafka in virtual time: their clocks stand still until all that follows at this moment has happened,
 * and then go on together to the next timer of any of them.
 *
 * <p>All has happened when every record sent to a topic is worked off and no timer is due, twice in a row with the same
 * counts: a count of what was worked off is never ahead of what it led to.
 */
final class DrivenPipeline implements AutoCloseable {
    private static final int WIRE_PORT = 0;
    private static final Duration LOOK = Duration.ofMillis(2);
    private static final Duration NO_WAIT = Duration.ZERO;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Topics whose records every reader works off; drops, settings and saved connections are read by nobody here. */
    private static final List<Topic> TOPICS = List.of(
            Topic.WIRE_RX,
            Topic.NIC_RX,
            Topic.NIC_IRQ,
            Topic.NIC_MMIO,
            Topic.IP_RX,
            Topic.TCP_RX,
            Topic.SOCKET_RX,
            Topic.SOCKET_CTL,
            Topic.IP_TX,
            Topic.NIC_TX,
            Topic.WIRE_TX);

    private final Pipeline pipeline;
    private final WireLink link;
    private final Deque<WireFrame> heard = new ArrayDeque<>();
    private long now;
    private long nextTimeout = Long.MAX_VALUE;

    /** Takes over the clocks of {@code pipeline}, which stand at {@code now}, epoch nanoseconds. */
    DrivenPipeline(Pipeline pipeline, long now) {
        this.pipeline = pipeline;
        this.now = now;
        link = new WireLink(pipeline.bootstrap(), pipeline.settings().partitions(), WIRE_PORT);
        settle();
    }

    /** What the services say of themselves. */
    ServicePages pages() {
        return pipeline.pages();
    }

    /** The time of all five, epoch nanoseconds. */
    long now() {
        return now;
    }

    /** When the next timer of any of them is due, epoch nanoseconds; Long.MAX_VALUE for never. */
    long nextTimeoutNanos() {
        return nextTimeout;
    }

    /** Puts frames on the cable, and lets happen what follows. */
    void send(List<byte[]> frames) {
        List<WireFrame> wire = new ArrayList<>();
        frames.forEach(frame -> wire.add(WireFrame.of(WIRE_PORT, now, frame)));
        link.send(wire);
        link.flush();
        settle();
    }

    /** Frames of the host since the last call. */
    List<WireFrame> heard() {
        List<WireFrame> all = new ArrayList<>(heard);
        heard.clear();
        return all;
    }

    /** Lets time pass to the next timer, at most to {@code limit}. */
    void advanceToNextEvent(long limit) {
        drive(Math.max(now, Math.min(nextTimeout, limit)));
        settle();
    }

    /** Lets time pass to {@code nanos}, timer by timer. */
    void runUntil(long nanos) {
        while (nextTimeout <= nanos) {
            advanceToNextEvent(nanos);
        }
        if (nanos > now) {
            drive(nanos);
            settle();
        }
    }

    private void drive(long nanos) {
        now = nanos;
        for (LabService service : LabService.all()) {
            Reply reply = pages().post(service, "/clock?nanos=" + nanos);
            if (reply.status() != 200) {
                throw LabException.failed(service.label() + "-service's clock: " + reply.body());
            }
        }
    }

    /** Waits until all that follows at this moment has happened. */
    void settle() {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        Map<String, Long> last = Map.of();
        while (true) {
            heard.addAll(link.receive(NO_WAIT));
            Map<String, Long> sent = new TreeMap<>();
            String busy = look(sent);
            if (busy == null) {
                if (sent.equals(last)) {
                    return;
                }
                last = sent;
            } else {
                last = Map.of();
                heard.addAll(link.receive(LOOK));
            }
            if (System.nanoTime() > deadline) {
                throw LabException.failed("the pipeline has not come to rest within 60 s: " + busy);
            }
        }
    }

    /** Fills in what was sent by topic; what goes on still, or null if nothing does. */
    private @Nullable String look(Map<String, Long> sent) {
        Map<String, Long> received = new TreeMap<>();
        long next = Long.MAX_VALUE;
        // Downwards: what a layer has worked off is looked at before what those beside it have sent.
        for (LabService service : LabService.all()) {
            ClockController.View view = pages().read(service, "/clock", ClockController.View.class);
            view.received().forEach((topic, n) -> received.merge(topic, n, Long::sum));
            view.sent().forEach((topic, n) -> sent.merge(topic, n, Long::sum));
            if (view.now() != now) {
                return service.label() + "-service's clock stands at " + view.now() + ", not at " + now;
            }
            if (view.nextTimeout() <= now) {
                return service.label() + "-service has work to do";
            }
            next = Math.min(next, view.nextTimeout());
        }
        sent.merge(Topic.WIRE_RX.topicName(), link.sentRecords(), Long::sum);
        received.merge(Topic.WIRE_TX.topicName(), link.receivedRecords(), Long::sum);
        for (Topic topic : TOPICS) {
            long to = sent.getOrDefault(topic.topicName(), 0L);
            long from = received.getOrDefault(topic.topicName(), 0L);
            if (to != from) {
                return topic.topicName() + ": " + to + " records sent, " + from + " worked off";
            }
        }
        nextTimeout = next;
        return null;
    }

    @Override
    public void close() {
        link.close();
        pipeline.close();
    }
}
