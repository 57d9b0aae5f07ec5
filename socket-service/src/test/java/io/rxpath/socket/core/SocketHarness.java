package io.rxpath.socket.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbFrag;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.StateWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A socket layer with a scripted TCP below it. After every call the ledger must balance. */
final class SocketHarness implements SocketOutput, StateWriter {
    static final int SINK = 9;
    static final int ECHO = 7;
    static final int HTTP = 80;
    static final int SLOW = 5000;
    static final int SMALL_ECHO = 5001;
    static final int SMALL_HTTP = 5002;
    static final long MS = 1_000_000;
    static final SocketSettings SETTINGS = new SocketSettings(List.of(
            App.sink(SINK),
            App.echo(ECHO),
            App.http(HTTP),
            App.slow(SLOW, 100, 20 * MS),
            App.echo(SMALL_ECHO).withSndbuf(10),
            App.http(SMALL_HTTP).withSndbuf(16)));

    /** Commands and drops as text, in order; those of cookie 1 without the cookie. */
    final List<String> log = new ArrayList<>();

    final List<SkBuff> received = new ArrayList<>();
    final List<Long> receivedAt = new ArrayList<>();
    final List<DropEvent> drops = new ArrayList<>();
    final List<SkBuff> sent = new ArrayList<>();
    final Map<Long, ByteArrayOutputStream> written = new TreeMap<>();
    final Map<String, byte[]> store = new TreeMap<>();
    final List<String> storeLog = new ArrayList<>();
    SocketStack stack;
    long now = 1_000_000_000_000_000_000L;
    private final Map<Long, Long> streamed = new TreeMap<>();

    private final SocketSettings settings;

    SocketHarness() {
        this(SETTINGS);
    }

    SocketHarness(SocketSettings settings) {
        this.settings = settings;
        stack = new SocketStack(settings, this);
    }

    /** An event that is not of TCP. */
    SocketHarness receive(SockEvent event) {
        stack.receive(event, now);
        return balanced();
    }

    static FlowKey flow(long cookie) {
        return FlowKey.v4(0x0a090002, 80, 0x0a090001, 40_000 + (int) cookie);
    }

    static byte[] bytes(String s) {
        return s.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The bytes i, i + 1, ... of an endless pattern, so that a shift by one shows. */
    static byte[] pattern(long from, int n) {
        byte[] a = new byte[n];
        for (int i = 0; i < n; i++) {
            a[i] = (byte) ((from + i) * 31 >> 3);
        }
        return a;
    }

    static SkBuff skb(byte[] payload, int segments) {
        SkBuff skb = SkBuff.wrap(payload);
        skb.gsoSegs = segments > 1 ? segments : 0;
        return skb;
    }

    /** An skb with the payload split into a linear part and fragments of {@code size} bytes. */
    static SkBuff fragmented(byte[] payload, int linear, int size) {
        SkBuff skb = SkBuff.alloc(linear);
        System.arraycopy(payload, 0, skb.buf(), skb.put(linear), linear);
        for (int at = linear; at < payload.length; at += size) {
            skb.addFrag(new SkbFrag(payload, at, Math.min(size, payload.length - at)));
        }
        return skb;
    }

    SocketHarness event(SockEvent.Kind kind, long cookie, long value, @Nullable SkBuff skb) {
        stack.receive(new SockEvent(kind, 77, cookie, flow(cookie), value, skb), now);
        return balanced();
    }

    SocketHarness run() {
        stack.run(now);
        return balanced();
    }

    SocketHarness open(long cookie, int port) {
        return event(SockEvent.Kind.NEW, cookie, port, null);
    }

    /** Queues the next bytes of the stream, but lets nobody run. */
    SocketHarness queue(long cookie, byte[] payload) {
        return queue(cookie, skb(payload, 1));
    }

    SocketHarness queue(long cookie, SkBuff skb) {
        long at = streamed.merge(cookie, (long) skb.len(), Long::sum) - skb.len();
        return event(SockEvent.Kind.DATA, cookie, at, skb);
    }

    SocketHarness data(long cookie, byte[] payload) {
        return queue(cookie, payload).run();
    }

    SocketHarness data(long cookie, String payload) {
        return data(cookie, bytes(payload));
    }

    SocketHarness fin(long cookie) {
        return event(SockEvent.Kind.FIN, cookie, streamed.getOrDefault(cookie, 0L), null);
    }

    SocketHarness error(long cookie, int errno) {
        return event(SockEvent.Kind.ERROR, cookie, errno, null);
    }

    SocketHarness writeSpace(long cookie, long total) {
        return event(SockEvent.Kind.WRITE_SPACE, cookie, total, null).run();
    }

    /** Lets time pass, timers included, up to {@code nanos} from now. */
    SocketHarness pass(long nanos) {
        long end = now + nanos;
        while (stack.nextTimeoutNanos() <= end) {
            now = Math.max(now, stack.nextTimeoutNanos());
            stack.onTimeout(now);
            balanced();
        }
        now = end;
        return this;
    }

    private SocketHarness balanced() {
        assertThat(stack.ledger().snapshot(stack.heldSegments()).imbalance())
                .as("ledger %s", stack.ledger().snapshot(stack.heldSegments()))
                .isZero();
        return this;
    }

    AppConnection connection(long cookie) {
        return stack.connections().stream()
                .filter(c -> c.cookie() == cookie)
                .findFirst()
                .orElseThrow();
    }

    byte[] written(long cookie) {
        ByteArrayOutputStream out = written.get(cookie);
        return out == null ? new byte[0] : out.toByteArray();
    }

    String text(long cookie) {
        return new String(written(cookie), StandardCharsets.ISO_8859_1);
    }

    /** The log since the last call. */
    List<String> takeLog() {
        List<String> taken = new ArrayList<>(log);
        log.clear();
        return taken;
    }

    long stat(SocketStat stat) {
        return stack.stats().get(stat);
    }

    /** Saves what changed. */
    SocketHarness save() {
        stack.saveDirty(this);
        return this;
    }

    /** The process dies and another begins with what was saved. */
    SocketHarness restart() {
        stack = new SocketStack(settings, this);
        List<Map.Entry<String, byte[]>> parts = new ArrayList<>(store.entrySet());
        // Any order must do.
        java.util.Collections.shuffle(parts, new java.util.Random(parts.size()));
        parts.forEach(e ->
                stack.load(HexFormat.of().parseHex(e.getKey()), e.getValue().clone()));
        stack.loaded(now);
        return balanced();
    }

    @Override
    public void command(SockCommand command) {
        assertThat(command.hash()).isEqualTo(77);
        assertThat(command.flow()).isEqualTo(flow(command.cookie()));
        String who = command.cookie() == 1 ? "" : command.cookie() + ": ";
        if (command.kind() == SockCommand.Kind.WRITE) {
            ByteArrayOutputStream out = written.computeIfAbsent(command.cookie(), c -> new ByteArrayOutputStream());
            assertThat(command.value()).as("offset of a WRITE").isEqualTo(out.size());
            out.writeBytes(command.bytes());
            log.add(who + "WRITE " + command.value() + "+" + command.bytes().length);
        } else {
            log.add(who + command.kind() + " " + command.value());
        }
    }

    @Override
    public void transmit(SkBuff datagram) {
        sent.add(datagram);
    }

    @Override
    public void received(SkBuff skb, long at) {
        received.add(skb);
        receivedAt.add(at);
    }

    @Override
    public void drop(DropEvent event) {
        drops.add(event);
        log.add("drop " + event.segments() + " " + event.reason() + "@" + event.place());
    }

    @Override
    public void put(byte[] key, byte[] value) {
        store.put(HexFormat.of().formatHex(key), value);
        storeLog.add("put " + key[0]);
    }

    @Override
    public void delete(byte[] key) {
        assertThat(store.remove(HexFormat.of().formatHex(key)))
                .as("deleted part")
                .isNotNull();
        storeLog.add("delete " + key[0]);
    }
}
