package io.rxpath.lab.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.lab.peer.ClientState;
import io.rxpath.lab.peer.FlightLimit;
import io.rxpath.lab.peer.ModelClient;
import io.rxpath.lab.peer.ModelClientSettings;
import io.rxpath.lab.peer.SeededPayload;
import io.rxpath.lab.peer.SplicedPair;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.peer.Timeline;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two model clients, spliced together behind their handshakes, over links of every kind. */
class ModelClientTest {
    private static final Station A = Station.of("02:00:00:00:00:0a", "10.9.0.10");
    private static final Station B = Station.of("02:00:00:00:00:0b", "10.9.0.11");
    private static final long MILLIS = 1_000_000L;
    private static final ModelClientSettings DEFAULTS = ModelClientSettings.defaults();

    /** Two clients and the links between them. */
    private static final class Pair {
        final ByteArrayOutputStream atA = new ByteArrayOutputStream();
        final ByteArrayOutputStream atB = new ByteArrayOutputStream();
        final List<byte[]> outA = new ArrayList<>();
        final List<byte[]> outB = new ArrayList<>();
        final Timeline timeline = new Timeline(0);
        final SeededPayload payloadA;
        final SeededPayload payloadB;
        final ModelClient a;
        final ModelClient b;
        final Netem toA;
        final Netem toB;
        long now;

        Pair(ModelClientSettings settings, long bytesA, long bytesB, NetemSettings link, long seed) {
            payloadA = new SeededPayload(seed, bytesA);
            payloadB = new SeededPayload(~seed, bytesB);
            a = new ModelClient(
                    settings, A, 1, B, 2, (int) (seed * 31), payloadA, atA::write, FlightLimit.none(), outA::add);
            b = new ModelClient(
                    settings, B, 2, A, 1, (int) (seed * -77), payloadB, atB::write, FlightLimit.none(), outB::add);
            toA = new Netem(link, seed + 1);
            toB = new Netem(link, seed + 2);
        }

        Pair open() {
            SplicedPair.open(a, outA, b, outB, now);
            return this;
        }

        /** Runs until neither has a timer or a frame, or until {@code limit}. */
        Pair run(long limit) {
            while (true) {
                boolean busy = true;
                while (busy) {
                    busy = !outA.isEmpty() || !outB.isEmpty();
                    for (byte[] frame : outA) {
                        timeline.sent(frame, now);
                        toB.offer(frame, now);
                    }
                    outA.clear();
                    for (byte[] frame : outB) {
                        timeline.heard(frame, now);
                        toA.offer(frame, now);
                    }
                    outB.clear();
                    for (byte[] f = toB.poll(now); f != null; f = toB.poll(now)) {
                        b.receive(f, now);
                    }
                    for (byte[] f = toA.poll(now); f != null; f = toA.poll(now)) {
                        a.receive(f, now);
                    }
                    busy |= !outA.isEmpty() || !outB.isEmpty();
                }
                long next = Math.min(a.nextTimeoutNanos(), b.nextTimeoutNanos());
                next = Math.min(next, Math.min(toA.nextNanos(), toB.nextNanos()));
                if (next > limit) {
                    now = Math.max(now, limit);
                    return this;
                }
                now = Math.max(now, next);
                if (a.nextTimeoutNanos() <= now) {
                    a.onTimeout(now);
                }
                if (b.nextTimeoutNanos() <= now) {
                    b.onTimeout(now);
                }
            }
        }

        void check() {
            assertThat(a.complaints()).as("%s", timeline).isEmpty();
            assertThat(b.complaints()).as("%s", timeline).isEmpty();
            assertThat(atB.toByteArray()).as("a to b: %s / %s", a, b).isEqualTo(bytes(payloadA));
            assertThat(atA.toByteArray()).as("b to a: %s / %s", a, b).isEqualTo(bytes(payloadB));
        }

        private static byte[] bytes(SeededPayload payload) {
            byte[] bytes = new byte[(int) payload.length()];
            payload.copy(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    static Stream<Arguments> links() {
        NetemSettings none = NetemSettings.none();
        NetemSettings bad = none.withLoss(0.05)
                .withDuplicate(0.05)
                .withReorder(0.1, 3 * MILLIS)
                .withDelay(10 * MILLIS, MILLIS);
        ModelClientSettings plain = DEFAULTS.withOptions(1460, -1, false, false);
        return Stream.of(
                Arguments.of("perfect, RTT 0", DEFAULTS, none, 10),
                Arguments.of("RTT 200 ms", DEFAULTS, none.withDelay(100 * MILLIS, 0), 10_000),
                Arguments.of("loss 1%", DEFAULTS, none.withLoss(0.01).withDelay(MILLIS, 0), 10_000),
                Arguments.of("loss 20%", DEFAULTS, none.withLoss(0.2).withDelay(5 * MILLIS, 0), 300_000),
                Arguments.of("duplicates", DEFAULTS, none.withDuplicate(0.3), 1_000),
                Arguments.of("reordering", DEFAULTS, none.withReorder(0.3, 2 * MILLIS), 10_000),
                Arguments.of("corruption", DEFAULTS, none.withCorrupt(0.05).withDelay(MILLIS, 0), 60_000),
                Arguments.of("everything", DEFAULTS, bad, 120_000),
                Arguments.of("everything, 100 Mb/s", DEFAULTS, bad.withRate(100_000_000), 120_000),
                Arguments.of("everything, no options", plain, bad, 300_000),
                Arguments.of("everything, no timestamps", DEFAULTS.withOptions(1460, 7, true, false), bad, 120_000),
                Arguments.of("everything, no SACK", DEFAULTS.withOptions(1460, 7, false, true), bad, 300_000),
                Arguments.of("small receive buffer", DEFAULTS.withReceiveBuffer(5000), bad, 300_000),
                Arguments.of("overlapping retransmissions", DEFAULTS.withRepacketise(), bad, 120_000),
                Arguments.of("one segment in flight", DEFAULTS.withMaxFlight(1), bad, 300_000),
                Arguments.of("10 byte segments", DEFAULTS.withPayload(10), bad.withLoss(0.01), 300_000));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("links")
    void shouldCarryBothStreamsWhole(String name, ModelClientSettings settings, NetemSettings link, long maxMillis) {
        for (long seed = 1; seed <= 5; seed++) {
            Pair pair = new Pair(settings, 100_000, 30_000, link, seed).open();
            pair.a.close(pair.now);
            pair.b.close(pair.now);
            pair.run(maxMillis * MILLIS);
            pair.check();
            assertThat(pair.a.state()).as("%s", pair.a).isEqualTo(ClientState.TIME_WAIT);
            assertThat(pair.b.state()).as("%s", pair.b).isEqualTo(ClientState.TIME_WAIT);
        }
    }

    @Test
    void shouldStopAtAClosedWindowAndGoOnWhenItOpens() {
        Pair pair = new Pair(DEFAULTS.withReceiveBuffer(20_000), 100_000, 0, NetemSettings.none(), 1).open();
        pair.b.pauseReading(true, 0);
        pair.run(2_000 * MILLIS);
        assertThat(pair.a.bytesAcked()).isBetween(20_000L - 1460, 20_000L);
        assertThat(pair.atB.size()).isZero();
        pair.b.pauseReading(false, pair.now);
        pair.run(2_200 * MILLIS);
        pair.check();
    }

    @Test
    void shouldProbeAClosedWindowSoThatALostUpdateDoesNoHarm() {
        Pair pair = new Pair(DEFAULTS.withReceiveBuffer(20_000), 100_000, 0, NetemSettings.none(), 1).open();
        pair.b.pauseReading(true, 0);
        pair.run(2_000 * MILLIS);
        pair.b.pauseReading(false, pair.now);
        pair.outB.clear();
        pair.run(20_000 * MILLIS);
        pair.check();
    }

    @Test
    void shouldRefuseABufferThatCanNeverOpenTheWindow() {
        ModelClientSettings scaled = DEFAULTS.withOptions(1460, 14, true, true);
        assertThatThrownBy(() -> scaled.withReceiveBuffer(16_383))
                .hasMessage("receiveBuffer 16383: expected at least 16384, one unit of a window scaled by 14");
    }

    @Test
    void shouldGiveUpWhenNobodyAnswers() {
        ModelClientSettings settings = DEFAULTS.withRto(200 * MILLIS, 400 * MILLIS);
        Pair pair = new Pair(settings, 100_000, 0, NetemSettings.none().withLoss(1), 1).open();
        pair.run(60_000 * MILLIS);
        assertThat(pair.a.state()).isEqualTo(ClientState.TIMED_OUT);
        assertThat(pair.a.stats().inFlight()).isZero();
    }

    @Test
    void shouldSeeAReset() {
        Pair pair = new Pair(DEFAULTS, 0, 0, NetemSettings.none(), 1).open();
        pair.run(0);
        pair.b.abort(pair.now);
        pair.run(MILLIS);
        assertThat(pair.a.state()).isEqualTo(ClientState.RESET);
    }

    @Test
    void shouldKeepTheSharedLimit() {
        FlightLimit limit = new FlightLimit(3);
        List<byte[]> out = new ArrayList<>();
        ModelClient client = new ModelClient(
                DEFAULTS, A, 1, B, 2, 5, new SeededPayload(1, 100_000), (x, y, z) -> {}, limit, out::add);
        List<byte[]> other = new ArrayList<>();
        ModelClient server = new ModelClient(
                DEFAULTS, B, 2, A, 1, 9, new SeededPayload(1, 0), (x, y, z) -> {}, FlightLimit.none(), other::add);
        SplicedPair.open(client, out, server, other, 0);
        assertThat(limit.taken()).isEqualTo(3);
        assertThat(client.blockedByLimit()).isTrue();
        client.abort(1);
        assertThat(limit.taken()).isZero();
    }
}
