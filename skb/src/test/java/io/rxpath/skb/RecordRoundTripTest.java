package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordRoundTripTest {
    private static final int LISTS = 300;

    @ParameterizedTest(name = "{0}")
    @EnumSource(RecordKind.class)
    void shouldReadWhatWasWritten(RecordKind kind) {
        Random random = new Random(4711 + kind.code());
        for (int i = 0; i < LISTS; i++) {
            List<Object> items = Samples.some(kind, random);

            byte[] value = Samples.write(kind, items);

            assertThat(Samples.describe(Samples.read(kind, value))).isEqualTo(Samples.describe(items));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(RecordKind.class)
    void shouldWriteTheSameBytesAgain(RecordKind kind) {
        Random random = new Random(815 + kind.code());
        for (int i = 0; i < LISTS; i++) {
            byte[] value = Samples.write(kind, Samples.some(kind, random));

            assertThat(Samples.write(kind, Samples.read(kind, value))).isEqualTo(value);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(RecordKind.class)
    void shouldCarryAnEmptyList(RecordKind kind) {
        assertThat(Samples.read(kind, new RecordListWriter(kind).take())).isEmpty();
    }

    @Test
    void shouldLeaveHeadroomInFront() {
        SkBuff sent = SkBuff.wrap(new byte[] {1, 2, 3, 4});
        sent.resetNetworkHeader();
        sent.pull(2);

        SkBuff skb = RecordListReader.skbs(Samples.write(RecordKind.SKB, List.of(sent)), 64)
                .get(0);

        assertThat(skb.headroom()).as("64 and the pulled header").isEqualTo(66);
        assertThat(skb.networkHeader()).isEqualTo(64);
        assertThat(skb.end()).isEqualTo(68);
        assertThat(skb.toByteArray()).containsExactly(3, 4);
    }

    @Test
    void shouldNotSendAHeaderThatWasTrimmedOff() {
        SkBuff sent = SkBuff.wrap(new byte[20]);
        sent.headers(0, 14, 18);
        sent.trim(14);

        SkBuff skb = RecordListReader.skbs(Samples.write(RecordKind.SKB, List.of(sent)), 0)
                .get(0);

        assertThat(skb.macHeader()).isZero();
        assertThat(skb.networkHeader()).as("at the very end").isEqualTo(14);
        assertThat(skb.transportHeader()).as("behind the end").isEqualTo(SkBuff.UNSET);
    }

    @Test
    void shouldGiveEachDecodedFrameItsOwnBytes() {
        byte[] value = Samples.write(RecordKind.WIRE_FRAME, List.of(WireFrame.of(0, 0, new byte[] {1, 2})));
        byte[] frame = RecordListReader.wireFrames(value).get(0).frame();

        value[value.length - 1] = 9;

        assertThat(frame).containsExactly(1, 2);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = SockEvent.Kind.class,
            names = {"DATA", "DATAGRAM"},
            mode = EnumSource.Mode.EXCLUDE)
    void shouldRefuseAPayloadOnOtherEvents(SockEvent.Kind kind) {
        SkBuff skb = SkBuff.alloc(0);

        assertThatThrownBy(() -> new SockEvent(kind, 0, 0, FlowKey.v4(0, 0, 0, 0), 0, skb))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(kind + " carries no skb: only DATA and DATAGRAM do");
    }

    @Test
    void shouldRefuseDataWithoutPayload() {
        assertThatThrownBy(() -> new SockEvent(SockEvent.Kind.DATA, 0, 0, FlowKey.v4(0, 0, 0, 0), 0, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DATA needs an skb");
    }

    @Test
    void shouldRefuseBytesOfOtherCommands() {
        assertThatThrownBy(() -> new SockCommand(SockCommand.Kind.CLOSE, 0, 0, FlowKey.v4(0, 0, 0, 0), 0, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CLOSE carries no bytes: only WRITE, SETSOCKOPT, LISTEN and CONNECT do");
    }

    @Test
    void shouldSnapALostPacketFromItsOutermostHeader() {
        byte[] frame = new byte[200];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (byte) i;
        }
        SkBuff skb = SkBuff.wrap(frame);
        skb.pull(2);
        skb.resetMacHeader();
        skb.pull(14);
        skb.resetNetworkHeader();
        skb.hash = 77;
        skb.gsoSegs = 3;

        DropEvent event = DropEvent.of(Layer.IP, skb, "IP_CSUM", "ip_rcv_core", 5);

        assertThat(event.packet()).hasSize(DropEvent.SNAP).startsWith(2, 3, 4).endsWith(97);
        assertThat(Samples.describe(event)).startsWith("IP 77 3 5 'IP_CSUM' 'ip_rcv_core' 0203");
        skb.headers(SkBuff.UNSET, SkBuff.UNSET, SkBuff.UNSET);
        skb.trim(3);
        assertThat(DropEvent.of(Layer.IP, skb, "", "", 5).packet()).containsExactly(16, 17, 18);
    }
}
