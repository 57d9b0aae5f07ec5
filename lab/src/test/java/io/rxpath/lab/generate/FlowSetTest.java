package io.rxpath.lab.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.lab.peer.ParsedFrame;
import io.rxpath.lab.peer.SeededPayload;
import io.rxpath.lab.peer.Station;
import io.rxpath.skb.WireFrame;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowSetTest {
    private static final Station PEER = Station.of("02:00:00:00:00:01", "10.9.0.1");
    private static final Station HOST = Station.of("02:00:00:00:00:02", "10.9.0.2");
    private static final FlowSetSettings SETTINGS = FlowSetSettings.sink(PEER, HOST, 9000, 3, 1000, 1);

    @Test
    void shouldStartWithAnArpRequestAndTheSyns() {
        FlowSet flows = new FlowSet(SETTINGS);
        assertThat(flows.poll(0)).isEmpty();
        flows.start(5);
        List<WireFrame> frames = flows.poll(5);
        assertThat(frames)
                .extracting(f -> ParsedFrame.of(f.frame()).kind())
                .containsExactly(
                        ParsedFrame.Kind.ARP, ParsedFrame.Kind.TCP, ParsedFrame.Kind.TCP, ParsedFrame.Kind.TCP);
        assertThat(frames).extracting(WireFrame::nanos).containsOnly(5L);
        assertThat(flows.progress().started()).isEqualTo(3);
    }

    @Test
    void shouldStartFlowsOneAfterTheOther() {
        FlowSet flows = new FlowSet(SETTINGS.withStartNanos(100));
        flows.start(0);
        assertThat(flows.poll(0)).hasSize(2);
        assertThat(flows.nextTimeoutNanos()).isEqualTo(100);
        assertThat(flows.poll(99)).isEmpty();
        assertThat(flows.poll(200)).hasSize(2);
    }

    @Test
    void shouldRepeatTheSynWhenNobodyAnswers() {
        FlowSet flows = new FlowSet(SETTINGS);
        flows.start(0);
        flows.poll(0);
        long due = flows.nextTimeoutNanos();
        assertThat(due).isEqualTo(1_000_000_000L);
        assertThat(flows.poll(due)).hasSize(3);
        assertThat(flows.isDone()).isFalse();
    }

    @Test
    void shouldUseTheWirePort() {
        FlowSet flows = new FlowSet(SETTINGS.withPorts(30_000, 7));
        flows.start(0);
        assertThat(flows.poll(0)).extracting(WireFrame::port).containsOnly(7);
    }

    @Test
    void shouldRefusePortsBeyondTheLast() {
        assertThatThrownBy(() -> SETTINGS.withPorts(65_534, 0)).hasMessage("last port 65536: expected 1..65535");
    }

    @Test
    void shouldMakeTheSameBytesFromAnyOffset() {
        SeededPayload payload = new SeededPayload(42, 1000);
        byte[] whole = new byte[1000];
        payload.copy(0, whole, 0, 1000);
        for (int at = 0; at < 1000; at += 7) {
            byte[] part = new byte[7];
            int length = Math.min(7, 1000 - at);
            payload.copy(at, part, 0, length);
            for (int i = 0; i < length; i++) {
                assertThat(part[i]).isEqualTo(whole[at + i]);
            }
        }
    }
}
