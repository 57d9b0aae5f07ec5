package io.rxpath.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read when a test fails, and the frames it is made from. */
class TimelineTest {
    private static final Station PEER = Station.of("02:00:00:00:00:01", "10.9.0.1");
    private static final Station HOST = Station.of("02:00:00:00:00:02", "10.9.0.2");

    @Test
    void shouldReadLikeATcpdump() {
        Timeline timeline = new Timeline(1_000_000_000L);
        List<byte[]> outA = new ArrayList<>();
        List<byte[]> outB = new ArrayList<>();
        WrittenPayload payload = new WrittenPayload();
        ModelClientSettings settings = ModelClientSettings.defaults().withOptions(1460, 7, true, false);
        ModelClient a = new ModelClient(
                settings, PEER, 40000, HOST, 80, 77, payload, (x, y, z) -> {}, FlightLimit.none(), outA::add);
        ModelClient b = new ModelClient(
                settings,
                HOST,
                80,
                PEER,
                40000,
                -5,
                new WrittenPayload(),
                (x, y, z) -> {},
                FlightLimit.none(),
                outB::add);
        a.connect(1_000_000_000L);
        timeline.sent(outA.get(0), 1_000_000_000L);
        b.connect(1_000_000_000L);
        timeline.heard(outB.get(0), 1_000_000_000L);
        SplicedPair.splice(a, outA, b, outB, 1_000_500_000L);
        payload.write(new byte[10]);
        a.close(1_000_500_000L);
        for (byte[] frame : outA) {
            timeline.sent(frame, 1_000_500_000L);
            b.receive(frame, 1_000_700_000L);
        }
        for (byte[] frame : outB) {
            timeline.heard(frame, 1_000_700_000L);
        }
        timeline.note("the end", 1_001_000_000L);
        assertThat(timeline).hasToString("""
                        0.000000 > 40000 S 0:0(0) win 65535 <mss 1460, sackOK, wscale 7>
                        0.000000 < 40000 S 0:0(0) win 65535 <mss 1460, sackOK, wscale 7>
                        0.000500 > 40000 . 1:1(0) ack 1 win 8192
                        0.000500 > 40000 FP. 1:11(10) ack 1 win 8192
                        0.000700 < 40000 . 1:1(0) ack 1 win 8192
                        0.000700 < 40000 . 1:1(0) ack 12 win 8192
                        0.001000 # the end
                        """);
    }

    @Test
    void shouldNameArpAndPing() {
        Timeline timeline = new Timeline(0);
        timeline.sent(FrameWriter.arpRequest(PEER, HOST.ip()), 0);
        timeline.heard(FrameWriter.arpReply(HOST, PEER), 1_000);
        timeline.sent(FrameWriter.icmpEcho(PEER, HOST, true, 3, 4, 56), 2_000);
        timeline.sent(new byte[5], 3_000_000_000L);
        assertThat(timeline).hasToString("""
                        0.000000 > arp who-has 10.9.0.2 tell 10.9.0.1
                        0.000001 < arp 10.9.0.2 is-at 02:00:00:00:00:02
                        0.000002 > icmp echo request 10.9.0.1 to 10.9.0.2 id 3 seq 4 length 56
                        3.000000 > frame of 5 bytes
                        """);
    }

    @Test
    void shouldShowABadChecksum() {
        byte[] frame = FrameWriter.icmpEcho(PEER, HOST, true, 3, 4, 56);
        frame[50] ^= 1;
        Timeline timeline = new Timeline(0);
        timeline.sent(frame, 0);
        assertThat(timeline.lines().get(0)).endsWith("length 56 BAD CHECKSUM");
    }

    @ParameterizedTest(name = "the first {0} bytes")
    @ValueSource(ints = {0, 13, 14, 20, 33, 34, 41, 53, 59})
    void shouldSurviveATruncatedFrame(int length) {
        byte[] whole = FrameWriter.icmpEcho(PEER, HOST, true, 3, 4, 56);
        assertThat(ParsedFrame.of(java.util.Arrays.copyOf(whole, length)).kind())
                .isEqualTo(ParsedFrame.Kind.OTHER);
    }

    @Test
    void shouldAnswerAPingAndArpButNotForOthers() {
        List<byte[]> out = new ArrayList<>();
        PeerHost station = new PeerHost(PEER, out::add);
        assertThat(station.receive(FrameWriter.icmpEcho(HOST, PEER, true, 1, 2, 5), 0))
                .isTrue();
        assertThat(station.receive(FrameWriter.arpRequest(HOST, PEER.ip()), 0)).isTrue();
        assertThat(station.receive(FrameWriter.arpRequest(HOST, PEER.ip() + 1), 0))
                .isFalse();
        assertThat(station.receive(FrameWriter.icmpEcho(PEER, HOST, true, 1, 2, 5), 0))
                .isFalse();
        assertThat(out)
                .extracting(f -> ParsedFrame.of(f).kind())
                .containsExactly(ParsedFrame.Kind.ICMP, ParsedFrame.Kind.ARP);
        assertThat(station.macOf(HOST.ip())).isEqualTo(HOST.mac());
    }
}
