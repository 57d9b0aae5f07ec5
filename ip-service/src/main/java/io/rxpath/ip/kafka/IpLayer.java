package io.rxpath.ip.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.rxpath.ip.core.IpOutput;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.IpStack;
import io.rxpath.ip.core.Neighbour;
import io.rxpath.ip.core.console.NetfilterConsole;
import io.rxpath.kit.ConfigReader;
import io.rxpath.kit.CoreTicker;
import io.rxpath.kit.DeadLetters;
import io.rxpath.kit.LayerMeters;
import io.rxpath.kit.LayerView;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Hop;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.MalformedRecordException;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.StateWriter;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.Topic;
import io.rxpath.skb.UdpHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.support.Acknowledgment;

/** The IP layer between its core and the topics. */
public final class IpLayer implements IpOutput, LayerView, CoreTicker.Timed {
    /** Room for an IP and an Ethernet header in front of a segment from TCP. */
    private static final int TX_HEADROOM = 64;

    private static final Logger KERNEL_LOG = LoggerFactory.getLogger("kernel");

    /** Kernel KERN_WARNING; what is more serious is lower. */
    private static final int KERN_WARNING = 4;

    private final IpStack stack;
    private final NetfilterConsole netfilter;
    private final RecordPublisher publisher;
    private final LongSupplier clock;
    private final LayerMeters.HopTimer hop;
    private final ReentrantLock lock = new ReentrantLock();
    /** Connections that changed go to their topic with the batch that changed them. */
    private final StateWriter connections = new StateWriter() {
        @Override
        public void put(byte[] key, byte[] value) {
            publisher.send(new ProducerRecord<>(Topic.IP_CONNTRACK.topicName(), 0, key, value));
        }

        @Override
        public void delete(byte[] key) {
            publisher.send(new ProducerRecord<>(Topic.IP_CONNTRACK.topicName(), 0, key, null));
        }
    };

    /** A layer with these settings. */
    public IpLayer(IpSettings settings, RecordPublisher publisher, LongSupplier clock, MeterRegistry registry) {
        this.stack = new IpStack(settings, this, clock.getAsLong());
        this.netfilter = new NetfilterConsole(stack);
        this.publisher = publisher;
        this.clock = clock;
        this.hop = LayerMeters.hop(registry, Hop.GRO, Hop.IP);
    }

    /** Works off one poll of ip.rx and ip.tx; acknowledges it when all that came of it has arrived. */
    void onBatch(ConsumerRecords<byte[], byte[]> records, Acknowledgment acknowledgment) {
        lock.lock();
        try {
            publisher.check();
            for (ConsumerRecord<byte[], byte[]> in : records) {
                try {
                    read(in);
                } catch (MalformedRecordException fault) {
                    publisher.send(DeadLetters.of(
                            Layer.IP.label(), in.topic(), in.partition(), in.offset(), in.value(), fault));
                }
            }
            stack.conntrack().writeChanges(connections);
            publisher.endBatch(acknowledgment::acknowledge);
        } finally {
            lock.unlock();
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> in) {
        if (in.topic().equals(Topic.IP_RX.topicName())) {
            List<SkBuff> skbs = RecordListReader.skbs(in.value(), 0);
            long now = clock.getAsLong();
            skbs.forEach(skb -> stack.receive(skb, now));
        } else {
            List<SkBuff> segments = segments(in.value());
            long now = clock.getAsLong();
            segments.forEach(segment -> stack.output(segment, now));
        }
    }

    /** Segments as TCP sends them: where to is part of the record, and without it there is nothing to send. */
    private static List<SkBuff> segments(byte @Nullable [] value) {
        List<SkBuff> segments = RecordListReader.skbs(value, TX_HEADROOM);
        for (SkBuff segment : segments) {
            int header = segment.ipProtocol == IpProtocol.TCP ? TcpHeader.LENGTH : UdpHeader.LENGTH;
            if (segment.flow == null || segment.len() < header) {
                throw new MalformedRecordException(
                        0, "a packet to send needs a flow and a transport header, this is " + segment);
            }
        }
        return segments;
    }

    /**
     * The connections of an earlier life, before this one begins.
     *
     * @param connections hands over every record of their topic
     */
    public void restore(Consumer<BiConsumer<byte[], byte @Nullable []>> connections) {
        lock.lock();
        try {
            connections.accept((key, value) -> stack.conntrack().restore(key, value, clock.getAsLong()));
            stack.conntrack().recordChanges();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A line of one of netfilter's programs; returns what it prints.
     *
     * @throws IllegalArgumentException if the program refuses
     */
    public String netfilter(String line) {
        lock.lock();
        try {
            String output = netfilter.run(line, clock.getAsLong());
            stack.conntrack().writeChanges(connections);
            publisher.flush();
            return output;
        } finally {
            lock.unlock();
        }
    }

    /** The devices come up. */
    public void up() {
        lock.lock();
        try {
            stack.up(clock.getAsLong());
            publisher.flush();
        } finally {
            lock.unlock();
        }
    }

    /** Other settings from now on. */
    public void settings(IpSettings next) {
        lock.lock();
        try {
            stack.settings(next);
            publisher.flush();
        } finally {
            lock.unlock();
        }
    }

    /** A neighbour another instance has learnt. */
    public void learn(Neighbour neighbour) {
        lock.lock();
        try {
            stack.learn(neighbour, clock.getAsLong());
            publisher.flush();
        } finally {
            lock.unlock();
        }
    }

    /** The neighbours known. */
    public List<Neighbour> neighbours() {
        lock.lock();
        try {
            return new ArrayList<>(stack.neighbours());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nextTimeoutNanos() {
        lock.lock();
        try {
            return stack.nextTimeoutNanos();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void tick() {
        lock.lock();
        try {
            stack.onTimeout(clock.getAsLong());
            stack.conntrack().writeChanges(connections);
            publisher.flush();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void deliverTcp(SkBuff skb) {
        hop.record(skb);
        publisher
                .list(Topic.TCP_RX, Topic.partition(skb.hash, publisher.partitions()))
                .add(skb);
    }

    @Override
    public void deliverSocket(SockEvent event) {
        SkBuff skb = event.skb();
        if (skb != null) {
            hop.record(skb);
        }
        publisher
                .list(Topic.SOCKET_RX, Topic.partition(event.hash(), publisher.partitions()))
                .add(event);
    }

    @Override
    public void transmit(SkBuff frame) {
        publisher
                .list(Topic.NIC_TX, Topic.partition(frame.queueMapping, publisher.partitions()))
                .add(frame);
    }

    @Override
    public void neighbourChanged(Neighbour neighbour) {
        publisher.send(ConfigReader.setting(NeighbourSetting.key(neighbour), NeighbourSetting.value(neighbour)));
    }

    /** Rules with a log statement write to the logger "kernel", as they would to the kernel's log. */
    @Override
    public void log(int level, String line) {
        if (level <= KERN_WARNING) {
            KERNEL_LOG.warn("{}", line);
        } else {
            KERNEL_LOG.info("{}", line);
        }
    }

    @Override
    public void drop(DropEvent event) {
        publisher
                .list(Topic.SKB_DROP, Topic.partition(Layer.IP.ordinal(), publisher.partitions()))
                .add(event);
    }

    @Override
    public Layer layer() {
        return Layer.IP;
    }

    @Override
    public LedgerSnapshot ledger() {
        lock.lock();
        try {
            return stack.ledger().snapshot(stack.heldSegments());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> all = new TreeMap<>(stack.ip().nonZero());
        all.putAll(stack.udp().nonZero());
        all.putAll(stack.link().nonZero());
        all.putAll(stack.ipExt().nonZero());
        all.putAll(stack.icmp().nonZero());
        all.putAll(stack.ip6().counters());
        return all;
    }
}
