package io.rxpath.conformance.system;

import io.rxpath.lab.peer.HeardSegment;
import io.rxpath.lab.peer.ScriptedConnection;
import io.rxpath.lab.peer.ScriptedPeer;
import io.rxpath.lab.peer.TcpOptionList;
import io.rxpath.skb.TcpHeader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Flows that send their bytes in every order there is, with a fixed seed: in order, ahead, again, overlapping, damaged, out
 * of the window. In one round each flow sends one segment, so that no two of one flow can be merged in one host and not in
 * the other.
 */
final class MixedTraffic {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int SINK = 9000;
    private static final int FIRST_PORT = 40_000;
    private static final int MSS = 1460;

    private record Range(int from, int to) {}

    private static final class Flow {
        final ScriptedConnection connection;
        final int port;
        final Deque<Range> holes = new ArrayDeque<>();
        Range last = new Range(1, 1);
        int next = 1;

        Flow(ScriptedConnection connection, int port) {
            this.connection = connection;
            this.port = port;
        }
    }

    private final ScriptedPeer peer;
    private final Random random;
    private final List<Flow> flows = new ArrayList<>();
    private final Map<Integer, Integer> sent = new HashMap<>();
    private int nextPort = FIRST_PORT;

    MixedTraffic(ScriptedPeer peer, long seed, int count) {
        this.peer = peer;
        this.random = new Random(seed);
        for (int i = 0; i < count; i++) {
            flows.add(open());
        }
    }

    private Flow open() {
        int port = nextPort++;
        ScriptedConnection connection = peer.connection(port, SINK)
                .isn(random.nextInt())
                .synOptions(new TcpOptionList().mss(MSS).sackOk());
        return new Flow(connection, port);
    }

    /** Bytes of payload each port's stream has, once it is complete. */
    Map<Integer, Integer> sent() {
        return sent;
    }

    /** Everything: handshakes, {@code rounds} rounds, what is missing, the ends. */
    void run(int rounds) {
        connect(flows);
        for (int round = 0; round < rounds; round++) {
            peer.burst(() -> flows.forEach(this::step));
        }
        while (flows.stream().anyMatch(flow -> !flow.holes.isEmpty())) {
            peer.burst(() -> flows.forEach(this::fill));
        }
        bulk(flows.get(0), 40);
        finish(flows);
        reset();
    }

    private void connect(List<Flow> opening) {
        peer.burst(() -> opening.forEach(flow -> flow.connection.tcp("S").send()));
        opening.forEach(flow -> flow.connection.expect("SA", ANSWER).seq(0).ack(1));
        peer.burst(() -> opening.forEach(flow -> flow.connection.tcp("A").send()));
    }

    private void step(Flow flow) {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> fresh(flow, size());
            case 4, 5 -> {
                int hole = size();
                flow.holes.add(new Range(flow.next, flow.next + hole));
                flow.next += hole;
                fresh(flow, size());
            }
            case 6 -> send(flow, flow.last);
            case 7 -> {
                int from = Math.max(1, flow.next - size());
                int to = flow.next + size();
                flow.next = to;
                send(flow, new Range(from, Math.min(to, from + MSS)));
                if (from + MSS < to) {
                    flow.holes.add(new Range(from + MSS, to));
                }
            }
            case 8 -> fill(flow);
            case 9 ->
                flow.connection
                        .tcp("A")
                        .seq(flow.next)
                        .data(size())
                        .badChecksum()
                        .send();
            case 10 ->
                flow.connection.tcp("A").seq(flow.next + 3_000_000).data(size()).send();
            default -> flow.connection.tcp("A").seq(flow.next).send();
        }
    }

    private int size() {
        return 1 + random.nextInt(MSS / 2);
    }

    private void fresh(Flow flow, int length) {
        Range range = new Range(flow.next, flow.next + length);
        flow.next = range.to();
        send(flow, range);
    }

    private void fill(Flow flow) {
        Range hole = flow.holes.poll();
        if (hole != null) {
            send(flow, hole);
        }
    }

    private void send(Flow flow, Range range) {
        flow.last = range;
        flow.connection
                .tcp("A")
                .seq(range.from())
                .data(range.to() - range.from())
                .send();
    }

    /** In one go: each host merges it as it likes. */
    private void bulk(Flow flow, int segments) {
        peer.burst(() -> {
            for (int i = 0; i < segments; i++) {
                fresh(flow, MSS);
            }
        });
    }

    private void finish(List<Flow> closing) {
        closing.forEach(flow -> flow.connection.ignoreAll());
        peer.burst(() ->
                closing.forEach(flow -> flow.connection.tcp("FA").seq(flow.next).send()));
        closing.forEach(MixedTraffic::awaitFin);
        peer.burst(() -> closing.forEach(
                flow -> flow.connection.tcp("A").seq(flow.next + 1).send()));
        // Too late: nobody, or TIME_WAIT, is there.
        peer.burst(() -> closing.forEach(
                flow -> flow.connection.tcp("A").seq(flow.next + 1).data(10).send()));
        closing.forEach(flow -> sent.put(flow.port, flow.next - 1));
    }

    private static void awaitFin(Flow flow) {
        HeardSegment heard = flow.connection.expectAny(ANSWER);
        while ((heard.flags() & TcpHeader.FIN) == 0) {
            heard = flow.connection.expectAny(ANSWER);
        }
    }

    /** Connections that end in other ways. */
    private void reset() {
        Flow exact = open();
        Flow inWindow = open();
        Flow synAgain = open();
        Flow halfOpen = open();
        connect(List.of(exact, inWindow, synAgain));
        peer.burst(() -> {
            for (Flow flow : List.of(exact, inWindow, synAgain)) {
                fresh(flow, 500);
            }
        });
        peer.burst(() -> {
            exact.connection.tcp("R").seq(exact.next).send();
            inWindow.connection.tcp("R").seq(inWindow.next + 100).send();
            synAgain.connection.tcp("S").seq(synAgain.next).send();
            halfOpen.connection.tcp("S").send();
        });
        halfOpen.connection.expect("SA", ANSWER);
        peer.burst(() -> {
            exact.connection.tcp("A").seq(exact.next).data(300).send();
            halfOpen.connection.tcp("R").seq(1).send();
        });
        finish(List.of(inWindow, synAgain));
        sent.put(exact.port, exact.next - 1);
    }
}
