package io.rxpath.lab.peer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A peer that does what a script says, frame by frame, and checks the host's answers. It answers ARP by itself; everything
 * else is the script's business. A failed expectation throws an AssertionError that shows the whole {@link Timeline}.
 */
public final class ScriptedPeer {
    private final Cable cable;
    private final Station self;
    private final Station host;
    private final PeerHost station;
    private final Timeline timeline;
    private final List<ScriptedConnection> connections = new ArrayList<>();
    private final ArrayDeque<TimedFrame> others = new ArrayDeque<>();
    private final List<byte[]> outbox = new ArrayList<>();
    private @Nullable List<byte[]> burst;

    /** A peer at {@code self} that talks to {@code host} over {@code cable}. */
    public ScriptedPeer(Cable cable, Station self, Station host) {
        this.cable = cable;
        this.self = self;
        this.host = host;
        this.timeline = new Timeline(cable.now());
        this.station = new PeerHost(self, outbox::add);
    }

    /** Its own addresses. */
    public Station self() {
        return self;
    }

    /** The host's addresses. */
    public Station host() {
        return host;
    }

    /** The station behind the script: pings and ARP. Call {@link #pump} after using it. */
    public PeerHost station() {
        return station;
    }

    /** The script's side of a connection; nothing is sent yet. */
    public ScriptedConnection connection(int sport, int dport) {
        ScriptedConnection connection = new ScriptedConnection(this, sport, dport);
        connections.add(connection);
        return connection;
    }

    /** Sends a whole frame, or keeps it while a {@link #burst} is being built. */
    public void send(byte[] frame) {
        if (burst != null) {
            burst.add(frame);
            return;
        }
        timeline.sent(frame, cable.now());
        cable.inject(frame);
        pump();
    }

    /** All frames the script sends inside {@code steps} reach the card before the softirq runs. */
    public void burst(Runnable steps) {
        List<byte[]> frames = new ArrayList<>();
        burst = frames;
        try {
            steps.run();
        } finally {
            burst = null;
        }
        for (byte[] frame : frames) {
            timeline.sent(frame, cable.now());
        }
        cable.injectBurst(frames);
        pump();
    }

    /** Takes what the host has sent and answers its ARP requests, until neither has anything to say. */
    public void pump() {
        boolean busy = true;
        while (busy) {
            busy = false;
            for (TimedFrame heard : cable.take()) {
                busy = true;
                timeline.heard(heard.frame(), heard.nanos());
                hear(heard);
            }
            List<byte[]> frames = List.copyOf(outbox);
            outbox.clear();
            for (byte[] frame : frames) {
                busy = true;
                timeline.sent(frame, cable.now());
                cable.inject(frame);
            }
        }
    }

    private void hear(TimedFrame heard) {
        ParsedFrame parsed = ParsedFrame.of(heard.frame());
        if (parsed.kind() == ParsedFrame.Kind.TCP) {
            for (ScriptedConnection connection : connections) {
                if (connection.hear(parsed, heard.nanos())) {
                    return;
                }
            }
        }
        if (!station.receive(heard.frame(), heard.nanos())) {
            others.add(heard);
        }
    }

    /** Lets time pass; the host's timers run at their times. */
    public void advance(Duration duration) {
        advanceTo(cable.now() + duration.toNanos());
    }

    private void advanceTo(long limit) {
        while (cable.advanceToNextEvent(limit)) {
            pump();
        }
        pump();
    }

    /** Lets time pass until {@code done} or until {@code limit} from now is over; returns whether it is done. */
    boolean advanceUntil(Duration within, java.util.function.BooleanSupplier done) {
        long limit = cable.now() + within.toNanos();
        pump();
        while (!done.getAsBoolean()) {
            boolean more = cable.advanceToNextEvent(limit);
            pump();
            if (!more) {
                return done.getAsBoolean();
            }
        }
        return true;
    }

    /** The next frame from the host that belongs to no connection and was not ARP or an answer to a ping, or null. */
    public @Nullable TimedFrame otherFrame() {
        return others.poll();
    }

    /** Fails if the host has sent anything the script has not asked for. */
    public void expectNothingMore() {
        pump();
        for (ScriptedConnection connection : connections) {
            connection.expectNothing();
        }
        if (!others.isEmpty()) {
            throw failure("a frame was not expected: "
                    + ParsedFrame.of(others.element().frame()).kind());
        }
    }

    /** Virtual time, epoch nanoseconds. */
    public long now() {
        return cable.now();
    }

    /** What happened so far. */
    public Timeline timeline() {
        return timeline;
    }

    AssertionError failure(String what) {
        return new AssertionError(what + "\n" + timeline);
    }
}
