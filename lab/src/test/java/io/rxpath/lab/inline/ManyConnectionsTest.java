package io.rxpath.lab.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.generate.Flow;
import io.rxpath.lab.generate.FlowSet;
import io.rxpath.lab.generate.FlowSetSettings;
import io.rxpath.lab.generate.Netem;
import io.rxpath.lab.generate.NetemSettings;
import io.rxpath.lab.peer.ModelClientSettings;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.TcpMib;
import io.rxpath.socket.core.AppConnection;
import io.rxpath.tcp.core.TcpSockInfo;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten thousand connections, 500 in a run, over links that lose, repeat, reorder and damage frames, to applications that
 * read at once, slowly, or echo, while TCP and the socket layer are killed again and again: every stream arrives byte for
 * byte, none is stuck, and when all is over nothing is held anywhere. All in virtual time, by seed.
 */
class ManyConnectionsTest {
    private static final int CONNECTIONS = 500;
    private static final int RUNS = 20;
    private static final long MILLIS = 1_000_000L;
    private static final NetemSettings LINK = NetemSettings.none()
            .withLoss(0.02)
            .withDuplicate(0.02)
            .withReorder(0.03, 3 * MILLIS)
            .withCorrupt(0.005)
            .withDelay(4 * MILLIS, MILLIS);
    private static final Duration LIMIT = Duration.ofMinutes(20);

    /** The longest a connection may live on after its streams ended: retransmission of a FIN, FIN_WAIT2, TIME_WAIT. */
    private static final Duration AFTERWARDS = Duration.ofMinutes(20);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, RUNS);
    }

    /** Who reads, how much each sends, and how the peer behaves: all by the seed. */
    private static FlowSetSettings flows(long seed, boolean echo, boolean slow) {
        SplittableRandom random = new SplittableRandom(seed);
        int port = echo ? Lab.ECHO : slow ? Lab.SLOW : Lab.SINK;
        ModelClientSettings client = ModelClientSettings.defaults()
                .withOptions(
                        random.nextBoolean() ? 1460 : 536,
                        random.nextInt(9),
                        random.nextInt(4) > 0,
                        random.nextBoolean());
        if (random.nextInt(3) == 0) {
            client = client.withRepacketise();
        }
        if (random.nextInt(3) == 0) {
            client = client.withReceiveBuffer(8_000);
        }
        FlowSetSettings settings = FlowSetSettings.sink(
                        Lab.PEER, Lab.HOST, port, CONNECTIONS, 2_000 + random.nextInt(slow ? 8_000 : 30_000), seed)
                .withClient(client)
                .withStartNanos(MILLIS / 4);
        return echo ? settings.withEcho() : settings;
    }

    @ParameterizedTest(name = "500 connections, seed {0}")
    @MethodSource("seeds")
    void everyStreamArrivesAndNothingStays(long seed) {
        boolean echo = seed % 3 == 0;
        InlineStack stack = new InlineStack(Lab.settings());
        FlowSet flows = new FlowSet(flows(seed, echo, seed % 3 == 1));
        Simulation simulation =
                new Simulation(stack, flows, new Netem(LINK, seed * 2 + 1), new Netem(LINK, seed * 2 + 2));
        SplittableRandom kills = new SplittableRandom(~seed);
        long limit = stack.now() + LIMIT.toNanos();
        long nextKill = 500;
        int killed = 0;
        for (long steps = 1; !flows.isDone(); steps++) {
            assertThat(simulation.step(limit))
                    .as("no end after %s: %s", simulation.elapsed(), flows.progress())
                    .isTrue();
            if (steps == nextKill) {
                if (kills.nextBoolean()) {
                    stack.restartTcp();
                } else {
                    stack.restartSocket();
                }
                killed++;
                nextKill += 500 + kills.nextInt(2_000);
            }
        }
        assertThat(killed).as("kills").isPositive();
        check(stack, flows, echo);
        assertThat(stack.tcp().tcp().get(TcpMib.IN_CSUM_ERRORS)).isPositive();
        assertThat(stack.tcp().linux().get(LinuxMib.TCP_OFO_QUEUE)).isPositive();
        assertIdle(stack);
    }

    private static void check(InlineStack stack, FlowSet flows, boolean echo) {
        assertThat(flows.complaints()).isEmpty();
        assertThat(flows.progress().failed()).isZero();
        Map<Integer, AppConnection> byPort = new HashMap<>();
        for (AppConnection connection : stack.socket().connections()) {
            byPort.put(connection.flow().remotePort(), connection);
        }
        assertThat(byPort).hasSize(CONNECTIONS);
        for (Flow flow : flows.flows()) {
            AppConnection connection = byPort.get(flow.client().localPort());
            assertThat(connection).as("%s", flow.client()).isNotNull();
            assertThat(connection.sha256()).as("%s", flow.client()).isEqualTo(flow.sha256Sent());
            if (echo) {
                assertThat(flow.sha256Received()).as("%s", flow.client()).isEqualTo(flow.sha256Sent());
            }
        }
    }

    /** Nobody is there any more to answer: what TCP still keeps must end by its timers. */
    private static void assertIdle(InlineStack stack) {
        stack.advance(AFTERWARDS);
        for (TcpSockInfo sock : stack.tcp().sockets()) {
            assertThat(sock.state()).as("%s", sock.flow()).isEqualTo("LISTEN");
        }
        LedgerReport report = stack.ledger();
        assertThat(report.violations()).as("%s", report.toTable()).isEmpty();
        for (LedgerSnapshot layer : report.layers()) {
            assertThat(layer.held()).as("%s", report.toTable()).isZero();
        }
    }
}
