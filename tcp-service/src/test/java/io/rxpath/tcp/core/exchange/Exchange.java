package io.rxpath.tcp.core.exchange;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One connection between a model peer and the stack, over a line with delay and loss, in virtual time. */
final class Exchange {
    static final long EPOCH = 1_700_000_000_000_000_000L;

    final Host host;
    final ModelPeer peer;
    final ByteArrayOutputStream appReceived = new ByteArrayOutputStream();
    final byte[] download;
    long now = EPOCH;

    @Nullable
    SockEvent error;

    boolean appClosed;
    boolean closedEvent;
    private final SplittableRandom random;
    private final long delay;
    private final int lossPerMille;
    private final boolean reorder;
    private final PriorityQueue<Arrival> line = new PriorityQueue<>();
    private long order;
    private @Nullable SockEvent connection;
    private long written;
    private long space;
    private boolean eof;

    private record Arrival(long at, long order, boolean toHost, SkBuff skb) implements Comparable<Arrival> {
        @Override
        public int compareTo(Arrival o) {
            return at != o.at ? Long.compare(at, o.at) : Long.compare(order, o.order);
        }
    }

    Exchange(Host host, ModelPeer peer, long seed, long rttMillis, int lossPerMille, boolean reorder, int download) {
        this.host = host;
        this.peer = peer;
        this.lossPerMille = lossPerMille;
        this.reorder = reorder;
        random = new SplittableRandom(seed);
        delay = rttMillis * 500_000;
        this.download = bytes(download, 3);
    }

    static byte[] bytes(int n, int salt) {
        byte[] bytes = new byte[n];
        for (int i = 0; i < n; i++) {
            bytes[i] = (byte) ((i * 31L + i / 256 + salt) % 251);
        }
        return bytes;
    }

    /** Runs until the peer is done or so much virtual time has passed. */
    void run(long limitMillis) {
        long end = EPOCH + limitMillis * 1_000_000;
        peer.connect(now);
        flush();
        while (!peer.done() && !peer.reset && error == null && step(end)) {
            // on
        }
    }

    /** One event. False when nothing is left before {@code end}. */
    boolean step(long end) {
        Arrival first = line.peek();
        long at = Math.min(Math.min(first == null ? Long.MAX_VALUE : first.at, peer.timer), host.next());
        if (at > end) {
            now = end;
            return false;
        }
        now = Math.max(now, at);
        if (first != null && first.at <= now) {
            line.poll();
            if (first.toHost) {
                host.receive(first.skb, now);
            } else {
                peer.receive(first.skb, now);
            }
        } else if (host.next() <= now) {
            host.onTimeout(now);
        } else {
            peer.onTimer(now);
        }
        flush();
        return true;
    }

    private void flush() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (SkBuff skb : List.copyOf(host.output.segments)) {
                send(skb, false);
            }
            host.output.segments.clear();
            List<SockEvent> events = List.copyOf(host.output.events);
            host.output.events.clear();
            host.output.drops.clear();
            for (SockEvent e : events) {
                event(e);
                moved = true;
            }
            for (SkBuff skb : peer.sent) {
                send(skb, true);
            }
            peer.sent.clear();
            moved |= !host.output.segments.isEmpty() || !host.output.events.isEmpty();
        }
    }

    private void send(SkBuff skb, boolean toHost) {
        if (random.nextInt(1000) < lossPerMille) {
            return;
        }
        long jitter = reorder && random.nextInt(20) == 0 ? delay / 2 + random.nextInt(2_000_000) : 0;
        line.add(new Arrival(now + delay + jitter, order++, toHost, skb));
    }

    private void event(SockEvent e) {
        switch (e.kind()) {
            case NEW -> {
                connection = e;
                command(SockCommand.Kind.ACCEPT, 0);
            }
            case DATA -> {
                byte[] bytes = Objects.requireNonNull(e.skb()).toByteArray();
                if (e.value() != appReceived.size()) {
                    throw new AssertionError("bytes at " + e.value() + " after " + appReceived.size());
                }
                appReceived.writeBytes(bytes);
                command(SockCommand.Kind.COPIED, appReceived.size());
            }
            case WRITE_SPACE -> {
                space = e.value();
                write();
            }
            case FIN -> {
                eof = true;
                if (e.value() != appReceived.size()) {
                    throw new AssertionError("FIN at " + e.value() + " after " + appReceived.size());
                }
                closeIfDone();
            }
            case ERROR -> error = e;
            case CLOSED -> closedEvent = true;
            case URGENT -> throw new IllegalArgumentException("the model peer sends no urgent data");
            case TX_NOTE -> throw new IllegalArgumentException("nobody has asked for notes");
            case WROTE -> throw new IllegalArgumentException("nobody has asked how much was written");
            case CONNECTED, DEFERRED -> throw new IllegalArgumentException("nobody has called connect()");
            case DATAGRAM, ICMP_ERROR, PING ->
                throw new IllegalArgumentException("TCP tells a socket nothing of " + e.kind());
        }
    }

    private void write() {
        while (written < space && written < download.length) {
            int n = (int) Math.min(Math.min(space, download.length) - written, 1 + random.nextInt(8000));
            SockEvent c = Objects.requireNonNull(connection);
            byte[] bytes = Arrays.copyOfRange(download, (int) written, (int) written + n);
            host.command(new SockCommand(SockCommand.Kind.WRITE, c.hash(), c.cookie(), c.flow(), written, bytes), now);
            written += n;
        }
        closeIfDone();
    }

    private void closeIfDone() {
        if (eof && written == download.length && !appClosed) {
            appClosed = true;
            command(SockCommand.Kind.COPIED, appReceived.size());
            command(SockCommand.Kind.CLOSE, 0);
        }
    }

    void command(SockCommand.Kind kind, long value) {
        SockEvent c = Objects.requireNonNull(connection);
        host.command(SockCommand.of(kind, c.hash(), c.cookie(), c.flow(), value), now);
    }
}
