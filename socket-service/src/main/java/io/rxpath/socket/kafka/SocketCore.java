package io.rxpath.socket.kafka;

import io.micrometer.core.instrument.Timer;
import io.rxpath.kit.LayerMeters;
import io.rxpath.kit.streams.StatefulCore;
import io.rxpath.kit.streams.TaskLists;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Hop;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.StateWriter;
import io.rxpath.skb.Topic;
import io.rxpath.socket.core.AppConnection;
import io.rxpath.socket.core.PingView;
import io.rxpath.socket.core.SocketOutput;
import io.rxpath.socket.core.SocketSettings;
import io.rxpath.socket.core.SocketStack;
import io.rxpath.socket.core.UdpSockView;
import io.rxpath.socket.core.syscall.Kernel;
import io.rxpath.socket.core.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** The sockets of one partition between their core and the task. */
public final class SocketCore implements StatefulCore, SocketOutput {
    private final SocketStack stack;
    private final TaskLists lists;
    private final int partitions;
    private final LayerMeters.HopTimer hop;
    private final Timer wireToRecv;
    /** What others want done on the task's own thread, which alone may send. */
    private final Queue<LongConsumer> errands = new ConcurrentLinkedQueue<>();

    private int processes;

    /** Sockets that send into {@code lists}, in one of {@code partitions} partitions. */
    public SocketCore(
            SocketSettings settings, TaskLists lists, int partitions, LayerMeters.HopTimer hop, Timer wireToRecv) {
        this.partitions = partitions;
        this.stack = new SocketStack(settings, this);
        this.lists = lists;
        this.hop = hop;
        this.wireToRecv = wireToRecv;
    }

    @Override
    public void receive(Topic topic, byte[] value, long now) {
        for (SockEvent event : RecordListReader.sockEvents(value)) {
            SkBuff skb = event.skb();
            if (skb != null) {
                skb.passed(Hop.QUEUED, now);
                if (event.kind() == SockEvent.Kind.DATA) {
                    hop.record(skb);
                }
            }
            stack.receive(event, now);
        }
        for (LongConsumer errand = errands.poll(); errand != null; errand = errands.poll()) {
            errand.accept(now);
        }
        stack.run(now);
    }

    /** Has something done, at a time in epoch nanoseconds, when the task's next record comes; any record will do. */
    public void errand(LongConsumer errand) {
        errands.add(errand);
    }

    /** A new process on this host; its system calls are errands. It ends with this object. */
    public Syscalls process(Kernel kernel) {
        return new Syscalls(stack, kernel, processes++);
    }

    @Override
    public void command(SockCommand command) {
        lists.list(Topic.SOCKET_CTL).add(command);
    }

    @Override
    public void transmit(SkBuff datagram) {
        lists.list(Topic.IP_TX, datagram.hash).add(datagram);
    }

    @Override
    public void received(SkBuff skb, long now) {
        long start = skb.hop(Hop.WIRE);
        if (start != 0) {
            wireToRecv.record(Math.max(0, now - start), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void drop(DropEvent event) {
        lists.list(Topic.SKB_DROP).add(event);
    }

    @Override
    public long nextTimeoutNanos() {
        return stack.nextTimeoutNanos();
    }

    @Override
    public void onTimeout(long now) {
        stack.onTimeout(now);
    }

    @Override
    public void saveDirty(StateWriter writer) {
        stack.saveDirty(writer);
    }

    @Override
    public void load(byte[] key, byte[] value) {
        stack.load(key, value);
    }

    @Override
    public void loaded(long now) {
        stack.loaded(now);
    }

    @Override
    public LedgerSnapshot ledger() {
        return stack.ledger().snapshot(stack.heldSegments());
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> all = new TreeMap<>(stack.stats().nonZero());
        all.putAll(stack.udp().nonZero());
        stack.udp6().nonZero().forEach((name, value) -> all.put(name.replace("Udp.", "Udp6"), value));
        return all;
    }

    /** The UDP sockets that have their home in this partition. */
    public List<UdpSockView> udpSockets() {
        return stack.udpSockets().stream()
                .filter(sk -> Topic.partition(SockCookie.home(sk.cookie()), partitions) == lists.partition())
                .toList();
    }

    /** The ping sockets that have their home in this partition. */
    public List<PingView> pings() {
        return stack.pings();
    }

    /** The partition's connections. */
    public List<AppConnection> connections() {
        return new ArrayList<>(stack.connections());
    }
}
