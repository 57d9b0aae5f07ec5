package io.rxpath.kit.streams;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.StateWriter;
import io.rxpath.skb.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A small layer between socket.ctl and socket.rx: it sums what each cookie has copied and answers with the sum, passes
 * tcp.rx on to ip.tx, fires a timer where a WRITE says, and forgets a cookie at CLOSE.
 */
final class CountingCore implements StatefulCore {
    static final FlowKey FLOW = FlowKey.v4(1, 2, 3, 4);

    private final TaskLists lists;
    private final Map<Long, Long> sums = new TreeMap<>();
    private final TreeSet<Long> dirty = new TreeSet<>();
    private final TreeSet<Long> timers = new TreeSet<>();
    private final Ledger ledger = new Ledger(Layer.TCP);

    /** What Streams called, in order. */
    final List<String> calls = new ArrayList<>();

    CountingCore(TaskLists lists) {
        this.lists = lists;
    }

    static SockCommand copied(long cookie, long bytes) {
        return SockCommand.of(SockCommand.Kind.COPIED, 0, cookie, FLOW, bytes);
    }

    static SockCommand timer(long at) {
        return SockCommand.of(SockCommand.Kind.WRITE, 0, 0, FLOW, at);
    }

    static SockCommand close(long cookie) {
        return SockCommand.of(SockCommand.Kind.CLOSE, 0, cookie, FLOW, 0);
    }

    static SockEvent sum(long cookie, long bytes) {
        return new SockEvent(SockEvent.Kind.WRITE_SPACE, 0, cookie, FLOW, bytes, null);
    }

    static SockEvent fired(long at) {
        return new SockEvent(SockEvent.Kind.CLOSED, 0, 0, FLOW, at, null);
    }

    @Override
    public void receive(Topic topic, byte[] value, long now) {
        if (topic == Topic.TCP_RX) {
            for (SkBuff skb : RecordListReader.skbs(value, 0)) {
                ledger.received(1);
                ledger.delivered(1);
                lists.list(Topic.IP_TX).add(skb);
            }
            return;
        }
        for (SockCommand command : RecordListReader.sockCommands(value)) {
            switch (command.kind()) {
                case WRITE -> timers.add(command.value());
                case CLOSE -> {
                    sums.remove(command.cookie());
                    dirty.add(command.cookie());
                }
                default -> {
                    long sum = sums.merge(command.cookie(), command.value(), Long::sum);
                    dirty.add(command.cookie());
                    lists.list(Topic.SOCKET_RX).add(sum(command.cookie(), sum));
                }
            }
        }
    }

    @Override
    public long nextTimeoutNanos() {
        return timers.isEmpty() ? Long.MAX_VALUE : timers.first();
    }

    @Override
    public void onTimeout(long now) {
        calls.add("timeout at " + now);
        while (!timers.isEmpty() && timers.first() <= now) {
            lists.list(Topic.SOCKET_RX).add(fired(timers.pollFirst()));
        }
    }

    @Override
    public void saveDirty(StateWriter writer) {
        calls.add("save " + dirty);
        for (long cookie : dirty) {
            byte[] key = ByteBuffer.allocate(8).putLong(cookie).array();
            Long sum = sums.get(cookie);
            if (sum == null) {
                writer.delete(key);
            } else {
                writer.put(key, ByteBuffer.allocate(8).putLong(sum).array());
            }
        }
        dirty.clear();
    }

    @Override
    public void load(byte[] key, byte[] value) {
        calls.add("load " + ByteBuffer.wrap(key).getLong());
        sums.put(ByteBuffer.wrap(key).getLong(), ByteBuffer.wrap(value).getLong());
    }

    @Override
    public void loaded(long now) {
        calls.add("loaded at " + now);
    }

    @Override
    public LedgerSnapshot ledger() {
        return ledger.snapshot(0);
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        sums.forEach((cookie, sum) -> counters.put("cookie" + cookie, sum));
        return counters;
    }
}
