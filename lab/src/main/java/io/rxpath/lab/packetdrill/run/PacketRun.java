package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.lab.packetdrill.script.Event;
import io.rxpath.lab.packetdrill.script.EventTime;
import io.rxpath.skb.TcpHeader;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Packets of a script: injects the peer's, waits for the host's and compares them. */
final class PacketRun {
    /** How long a packet whose time is known is waited for beyond that time. */
    private static final long LATE_NANOS = 2_000_000_000L;

    /** How long a packet is waited for that may come at any time. */
    private static final long ANY_NANOS = 300_000_000_000L;

    private final HostUnderTest host;
    private final Sockets sockets;
    private final RunOptions options;
    private final ScriptRun run;
    private final PacketCheck check;
    private final Deque<LivePacket> seen = new ArrayDeque<>();

    PacketRun(HostUnderTest host, Sockets sockets, RunOptions options, ScriptRun run) {
        this.host = host;
        this.sockets = sockets;
        this.options = options;
        this.run = run;
        check = new PacketCheck(options);
    }

    /** Sends a segment of the peer. */
    void inject(Action.Tcp spec) {
        Connection socket = sockets.forInbound(spec);
        try {
            host.inject(socket.live(spec, options.tsEcrScaled), options.mss, spec.payload());
        } catch (IllegalStateException e) {
            throw new IllegalStateException("error handling packet: " + e.getMessage(), e);
        }
    }

    /** Sends an ICMP error about a segment of the host. */
    void inject(Action.Icmp spec) {
        Connection socket = sockets.checked(sockets.underTest());
        IcmpKind kind = IcmpKind.of(spec.type(), spec.code(), socket.remote.isV4());
        host.inject(
                PacketBuilder.icmp(
                        kind,
                        spec,
                        socket.remote,
                        socket.local,
                        socket.remotePort,
                        socket.localPort,
                        socket.liveSeqOfHost(spec.seq())),
                0,
                0);
    }

    /** Waits for the segment of {@code event}, expected at microsecond {@code at}; returns when it was sent. */
    long expect(Event event, long at) {
        if (!(event.action() instanceof Action.Tcp spec)) {
            throw new IllegalArgumentException("outbound ICMP packets are not supported, expected TCP");
        }
        Connection socket = sockets.forOutbound(spec);
        EventTime time = event.time();
        long end = at + time.endUsecs() - time.usecs();
        long limit = time.kind() == EventTime.Kind.ANY
                ? host.now() + ANY_NANOS
                : Math.max(host.now(), run.nanos(end)) + LATE_NANOS;
        LivePacket live = sniff(socket, limit);
        if (live == null) {
            throw failure(event, spec, at, null, "Timed out waiting for packet");
        }
        LivePacket joined = live;
        while (joined.payload().length < spec.payload() && live.payload().length > 0 && !options.strictSegments) {
            LivePacket next = sniff(socket, limit);
            if (next == null || !follows(live, next, spec, joined.payload().length)) {
                String found = next == null ? "" : "; then " + PacketText.of(socket.scripted(next), spec);
                throw failure(event, spec, at, socket.scripted(joined), payload(spec, joined) + found);
            }
            joined = joined.joined(next);
            live = next;
        }
        return compare(event, spec, at, socket, joined);
    }

    private long compare(Event event, Action.Tcp spec, long at, Connection socket, LivePacket joined) {
        LivePacket actual = socket.timestamped(socket.scripted(joined), spec.options());
        if (actual.payload().length != spec.payload()) {
            return differs(event, spec, at, actual, payload(spec, actual));
        }
        String difference = check.difference(spec, actual);
        if (difference != null) {
            return differs(event, spec, at, actual, difference);
        }
        long usecs = run.usecs(actual.nanos());
        String timing = run.timing(event.time(), at, usecs, "outbound packet");
        if (!timing.isEmpty()) {
            return differs(event, spec, at, actual, timing);
        }
        return event.time().kind() == EventTime.Kind.ANY || event.time().range() ? usecs : at;
    }

    private static String payload(Action.Tcp spec, LivePacket actual) {
        return "live packet payload: expected " + spec.payload() + " bytes vs actual " + actual.payload().length
                + " bytes";
    }

    private long differs(Event event, Action.Tcp spec, long at, LivePacket actual, String what) {
        if (!options.nonFatalPacket) {
            throw failure(event, spec, at, actual, what);
        }
        run.warn(event.line(), text(event, spec, at, actual, what));
        return at;
    }

    private RuntimeException failure(Event event, Action.Tcp spec, long at, @Nullable LivePacket actual, String what) {
        return run.fail(event.line(), "error " + text(event, spec, at, actual, what));
    }

    private String text(Event event, Action.Tcp spec, long at, @Nullable LivePacket actual, String what) {
        long when = event.time().kind() == EventTime.Kind.ANY ? run.usecs(host.now()) : at;
        String text = "handling packet: " + what + PacketText.line("script", when, PacketText.of(spec));
        return actual == null
                ? text
                : text + PacketText.line("actual", run.usecs(actual.nanos()), PacketText.of(actual, spec));
    }

    /** Two segments of one write: the card of a sender cuts what TCP gives it as one. */
    private boolean follows(LivePacket last, LivePacket next, Action.Tcp spec, int joined) {
        boolean sequence = next.seq() == last.seq() + last.payload().length;
        int missing = spec.payload() - joined;
        return sequence
                && next.ack() == last.ack()
                && next.window() == last.window()
                && (last.flags() & ~(TcpHeader.PSH | TcpHeader.CWR))
                        == (next.flags() & ~(TcpHeader.PSH | TcpHeader.FIN | TcpHeader.CWR))
                && (next.payload().length >= missing || next.payload().length == last.payload().length);
    }

    /** The next segment the host sends on this connection, at most at {@code limit}; null if there is none. */
    private @Nullable LivePacket sniff(Connection socket, long limit) {
        while (true) {
            seen.addAll(host.sent());
            while (!seen.isEmpty()) {
                LivePacket packet = seen.poll();
                if (sockets.sentBy(socket, packet)) {
                    return packet;
                }
            }
            if (host.now() >= limit || host.nextTimeoutNanos() > limit) {
                return null;
            }
            host.advanceToNextEvent(limit);
        }
    }
}
