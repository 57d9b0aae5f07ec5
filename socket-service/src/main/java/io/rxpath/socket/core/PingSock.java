package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.PingValue;
import io.rxpath.skb.SockCookie;
import io.rxpath.socket.core.state.PartReader;
import io.rxpath.socket.core.state.PartWriter;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;

/** A ping socket with the program {@code ping} that uses it: data only (kernel net/ipv4/ping.c, struct inet_sock). */
final class PingSock {
    /** Answers kept to be shown. */
    static final int MAX_REPLIES = 1024;

    private static final int VERSION = 1;

    final long cookie;

    /** Local end: any address and the identifier; remote end: the target. */
    final FlowKey flow;

    final PingValue settings;

    int sent;

    /** When the next request goes or, when all have gone, when the wait for answers ends, epoch nanoseconds. */
    long timerAt;

    long startedAt;
    long lastAt;
    final BitSet answered = new BitSet();
    final ArrayDeque<PingReply> replies = new ArrayDeque<>();
    int repliesMissing;
    boolean done;
    boolean dirty = true;

    PingSock(long cookie, FlowKey flow, PingValue settings, long now) {
        this.cookie = cookie;
        this.flow = flow;
        this.settings = settings;
        this.timerAt = now;
        this.startedAt = now;
        this.lastAt = now;
    }

    void add(PingReply reply) {
        if (replies.size() == MAX_REPLIES) {
            replies.remove();
            repliesMissing++;
        }
        replies.add(reply);
    }

    PingView show() {
        return new PingView(
                SockCookie.pingIdent(cookie),
                flow.remote().toString(),
                settings.size(),
                settings.count(),
                sent,
                answered.cardinality(),
                done,
                (lastAt - startedAt) / 1_000_000,
                List.copyOf(replies),
                repliesMissing);
    }

    byte[] encode() {
        byte[] to = new byte[FlowKey.ENCODED_LENGTH];
        flow.encode(to, 0);
        byte[] bits = answered.toByteArray();
        PartWriter part = new PartWriter()
                .put8(VERSION)
                .putBytes(to, 0, to.length)
                .put64(settings.encode())
                .put32(sent)
                .put64(timerAt)
                .put64(startedAt)
                .put64(lastAt)
                .put8(done ? 1 : 0)
                .putBytes(bits, 0, bits.length)
                .put32(repliesMissing)
                .put32(replies.size());
        for (PingReply r : replies) {
            part.put32(r.seq())
                    .put64(r.from().hi())
                    .put64(r.from().lo())
                    .put32(r.bytes())
                    .put8(r.ttl())
                    .put64(r.rttNanos())
                    .put8(r.duplicate() ? 1 : 0)
                    .put32(r.errno())
                    .put8(r.icmpType())
                    .put8(r.icmpCode());
        }
        return part.toByteArray();
    }

    static PingSock decode(long cookie, byte[] value) {
        PartReader part = new PartReader(value);
        part.version(VERSION, "ping socket");
        FlowKey flow = FlowKey.decode(part.getBytes(), 0);
        PingSock sk = new PingSock(cookie, flow, PingValue.decode(part.get64()), 0);
        sk.sent = part.get32();
        sk.timerAt = part.get64();
        sk.startedAt = part.get64();
        sk.lastAt = part.get64();
        sk.done = part.get8() != 0;
        sk.answered.or(BitSet.valueOf(part.getBytes()));
        sk.repliesMissing = part.get32();
        for (int n = part.get32(); n > 0; n--) {
            sk.replies.add(new PingReply(
                    part.get32(),
                    new IpAddress(part.get64(), part.get64()),
                    part.get32(),
                    part.get8(),
                    part.get64(),
                    part.get8() != 0,
                    part.get32(),
                    part.get8(),
                    part.get8()));
        }
        if (!part.atEnd()) {
            throw new IllegalStateException("saved ping socket " + cookie + " has bytes nobody reads");
        }
        sk.dirty = false;
        return sk;
    }
}
