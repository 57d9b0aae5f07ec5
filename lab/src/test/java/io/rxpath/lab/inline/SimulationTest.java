package io.rxpath.lab.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.generate.Flow;
import io.rxpath.lab.generate.FlowSet;
import io.rxpath.lab.generate.FlowSetSettings;
import io.rxpath.lab.generate.Netem;
import io.rxpath.lab.generate.NetemSettings;
import io.rxpath.lab.peer.ModelClientSettings;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.socket.core.AppConnection;
import io.rxpath.socket.core.SocketStat;
import io.rxpath.softirq.core.SoftirqSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Many flows over bad links, in virtual time: every stream arrives byte for byte, and everything is accounted for. */
class SimulationTest {
    private static final long MILLIS = 1_000_000L;
    private static final NetemSettings NONE = NetemSettings.none();
    private static final NetemSettings BAD = NONE.withLoss(0.02)
            .withDuplicate(0.02)
            .withReorder(0.05, 2 * MILLIS)
            .withDelay(5 * MILLIS, MILLIS / 2);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static FlowSetSettings toSink(int flows, long bytes, long seed) {
        return FlowSetSettings.sink(Lab.PEER, Lab.HOST, Lab.SINK, flows, bytes, seed);
    }

    private static FlowSetSettings toEcho(int flows, long bytes, long seed) {
        return FlowSetSettings.sink(Lab.PEER, Lab.HOST, Lab.ECHO, flows, bytes, seed)
                .withEcho();
    }

    /** One run and what came of it. */
    private static final class Run {
        final InlineStack stack;
        final FlowSet flows;
        final Simulation simulation;
        final Netem toHost;

        Run(InlineSettings settings, FlowSetSettings flowSettings, NetemSettings there, NetemSettings back, long seed) {
            stack = new InlineStack(settings);
            flows = new FlowSet(flowSettings);
            toHost = new Netem(there, seed * 2 + 1);
            simulation = new Simulation(stack, flows, toHost, new Netem(back, seed * 2 + 2));
        }

        Run finish() {
            boolean done = simulation.run(LIMIT);
            assertThat(done).as("%s", this).isTrue();
            return this;
        }

        Map<Integer, AppConnection> connections() {
            Map<Integer, AppConnection> byPort = new HashMap<>();
            for (AppConnection connection : stack.socket().connections()) {
                byPort.put(connection.flow().remotePort(), connection);
            }
            return byPort;
        }

        Map<Integer, String> digests() {
            Map<Integer, String> byPort = new HashMap<>();
            connections().forEach((port, connection) -> byPort.put(port, connection.sha256()));
            return byPort;
        }

        void check(boolean echo) {
            assertThat(flows.complaints()).as("%s", this).isEmpty();
            assertThat(flows.progress().failed()).as("%s", this).isZero();
            Map<Integer, AppConnection> byPort = connections();
            for (Flow flow : flows.flows()) {
                AppConnection connection = byPort.get(flow.client().localPort());
                assertThat(connection).as("%s", flow.client()).isNotNull();
                assertThat(connection.sha256()).as("%s", this).isEqualTo(flow.sha256Sent());
                if (echo) {
                    assertThat(flow.sha256Received()).as("%s", this).isEqualTo(flow.sha256Sent());
                }
            }
            // Sockets would hide it: TCP must hand over every byte once and in order.
            assertThat(stack.socket().stats().get(SocketStat.STREAM_REPEAT)).isZero();
            assertThat(stack.socket().stats().get(SocketStat.STREAM_GAP)).isZero();
            LedgerReport report = stack.ledger();
            assertThat(report.violations()).as("%s", report.toTable()).isEmpty();
        }

        @Override
        public String toString() {
            StringBuilder text =
                    new StringBuilder("after ").append(simulation.elapsed()).append('\n');
            for (Flow flow : flows.flows()) {
                if (!flow.client().isFinished()) {
                    text.append(flow.client()).append('\n');
                }
            }
            return text.append(flows.progress())
                    .append('\n')
                    .append(stack.ledger().toTable())
                    .toString();
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest(name = "8 flows of 100 KB to a sink, seed {0}")
    @MethodSource("seeds")
    void shouldDeliverToASink(long seed) {
        new Run(Lab.settings(), toSink(8, 100_000, seed), BAD, BAD, seed)
                .finish()
                .check(false);
    }

    @ParameterizedTest(name = "8 flows of 50 KB echoed, seed {0}")
    @MethodSource("seeds")
    void shouldEcho(long seed) {
        new Run(Lab.settings(), toEcho(8, 50_000, seed), BAD, BAD, seed)
                .finish()
                .check(true);
    }

    static Stream<Arguments> links() {
        ModelClientSettings client = ModelClientSettings.defaults();
        return Stream.of(
                Arguments.of("perfect, RTT 0", NONE, NONE, client, 1),
                Arguments.of(
                        "RTT 200 ms", NONE.withDelay(100 * MILLIS, 0), NONE.withDelay(100 * MILLIS, 0), client, 20),
                Arguments.of("loss on the way there", NONE.withLoss(0.1), NONE, client, 60),
                Arguments.of("loss on the way back", NONE, NONE.withLoss(0.1), client, 60),
                Arguments.of("duplicates both ways", NONE.withDuplicate(0.5), NONE.withDuplicate(0.5), client, 5),
                Arguments.of(
                        "reordering both ways",
                        NONE.withReorder(0.3, MILLIS),
                        NONE.withReorder(0.3, MILLIS),
                        client,
                        20),
                Arguments.of("corruption there", NONE.withCorrupt(0.03).withDelay(MILLIS, 0), NONE, client, 60),
                Arguments.of("1 Gb/s", NONE.withRate(1_000_000_000), NONE.withRate(1_000_000_000), client, 5),
                Arguments.of("no options", BAD, BAD, client.withOptions(1460, -1, false, false), 200),
                Arguments.of("overlapping retransmissions", BAD.withLoss(0.1), BAD, client.withRepacketise(), 200),
                Arguments.of(
                        "overlapping retransmissions, no SACK",
                        BAD.withLoss(0.1),
                        BAD,
                        client.withOptions(1460, 7, false, true).withRepacketise(),
                        250),
                Arguments.of("no SACK", BAD, BAD, client.withOptions(1460, 7, false, true), 200),
                Arguments.of("no timestamps", BAD, BAD, client.withOptions(1460, 7, true, false), 100),
                Arguments.of("small MSS", BAD, BAD, client.withOptions(536, 7, true, true), 200),
                Arguments.of("small client buffer", BAD, BAD, client.withReceiveBuffer(4000), 250));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("links")
    void shouldSurvive(String name, NetemSettings there, NetemSettings back, ModelClientSettings client, int seconds) {
        Run run = new Run(Lab.settings(), toEcho(4, 100_000, 7).withClient(client), there, back, 7).finish();
        run.check(true);
        assertThat(run.simulation.elapsed()).isLessThan(Duration.ofSeconds(seconds));
    }

    @Test
    void shouldCarryTinySegments() {
        ModelClientSettings tiny = ModelClientSettings.defaults().withPayload(10);
        new Run(Lab.settings(), toSink(2, 20_000, 3).withClient(tiny), BAD, BAD, 3)
                .finish()
                .check(false);
    }

    @Test
    void shouldCarryOneLongStream() {
        Run run = new Run(Lab.settings(), toSink(1, 10_000_000, 5), NONE, NONE, 5).finish();
        run.check(false);
        assertThat(run.stack.softirq().gro().superPackets()).isPositive();
    }

    @Test
    void shouldGiveTheSameTimelineForTheSameSeed() {
        Run first = new Run(Lab.settings(), toEcho(3, 30_000, 11), BAD, BAD, 11).finish();
        Run second = new Run(Lab.settings(), toEcho(3, 30_000, 11), BAD, BAD, 11).finish();
        assertThat(second.simulation.timeline().lines())
                .containsExactlyElementsOf(first.simulation.timeline().lines());
        assertThat(second.stack.ledger()).isEqualTo(first.stack.ledger());
    }

    @Test
    void shouldGiveAnotherTimelineForAnotherSeed() {
        Run first = new Run(Lab.settings(), toSink(3, 30_000, 11), BAD, BAD, 11).finish();
        Run second = new Run(Lab.settings(), toSink(3, 30_000, 11), BAD, BAD, 12).finish();
        assertThat(second.simulation.timeline().lines())
                .isNotEqualTo(first.simulation.timeline().lines());
    }

    @ParameterizedTest(name = "records and direct agree, seed {0}")
    @MethodSource("fewSeeds")
    void shouldNeedNothingBeyondTheRecords(long seed) {
        Run direct = new Run(Lab.settings(), toEcho(4, 40_000, seed), BAD, BAD, seed).finish();
        InlineSettings recorded = Lab.settings().withThroughRecords(true);
        Run records = new Run(recorded, toEcho(4, 40_000, seed), BAD, BAD, seed).finish();
        records.check(true);
        assertThat(records.simulation.timeline().lines())
                .containsExactlyElementsOf(direct.simulation.timeline().lines());
        assertThat(records.stack.ledger()).isEqualTo(direct.stack.ledger());
        assertThat(records.stack.tcp().linux().nonZero())
                .isEqualTo(direct.stack.tcp().linux().nonZero());
    }

    static LongStream fewSeeds() {
        return LongStream.rangeClosed(1, 5);
    }

    @ParameterizedTest(name = "GRO on and off agree, seed {0}")
    @MethodSource("fewSeeds")
    void shouldDeliverTheSameBytesWithoutGro(long seed) {
        InlineSettings settings = Lab.settings();
        SoftirqSettings off = settings.softirq().withGro(false, 8);
        Run with = new Run(settings, toSink(4, 200_000, seed), NONE, NONE, seed).finish();
        Run without = new Run(settings.withSoftirq(off), toSink(4, 200_000, seed), NONE, NONE, seed).finish();
        with.check(false);
        without.check(false);
        assertThat(with.stack.softirq().gro().superPackets()).isPositive();
        assertThat(without.stack.softirq().gro().superPackets()).isZero();
        assertThat(without.digests()).isEqualTo(with.digests());
    }

    @Test
    void shouldAccountForARingThatOverflows() {
        InlineSettings settings = Lab.settings();
        settings = settings.withNic(settings.nic().withRing(64).withFifoBytes(0));
        ModelClientSettings client = ModelClientSettings.defaults();
        Run run = new Run(settings, toSink(32, 60_000, 1).withClient(client), NONE, NONE, 1).finish();
        run.check(false);
        LedgerSnapshot nic = run.stack.ledger().layers().get(0);
        assertThat(nic.totalDropped()).as("%s", run).isPositive();
    }

    @ParameterizedTest(name = "restarts amid the streams, seed {0}")
    @MethodSource("fewSeeds")
    void shouldGoOnWhenTcpAndSocketsAreKilled(long seed) {
        Run run = new Run(Lab.settings(), toEcho(4, 100_000, seed), BAD, BAD, seed);
        long limit = run.stack.now() + LIMIT.toNanos();
        int restarts = 0;
        for (int steps = 1; !run.flows.isDone(); steps++) {
            assertThat(run.simulation.step(limit)).as("%s", run).isTrue();
            run.stack.commit();
            if (steps % 25 == 0) {
                run.stack.restartTcp();
                restarts++;
            }
            if (steps % 40 == 0) {
                run.stack.restartSocket();
                restarts++;
            }
        }
        assertThat(restarts).isGreaterThan(10);
        run.check(true);
    }
}
