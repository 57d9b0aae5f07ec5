package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a record can be wrong, and the byte its message names. The first item begins at byte 12. */
class MalformedRecordTest {
    private static final FlowKey FLOW = FlowKey.v4(1, 2, 3, 4);

    private static Arguments row(
            String name, RecordKind kind, byte[] value, UnaryOperator<byte[]> fault, String message) {
        return Arguments.of(name, kind, fault.apply(value), message);
    }

    private static UnaryOperator<byte[]> put8(int at, int value) {
        return a -> {
            Bytes.put8(a, at, value);
            return a;
        };
    }

    private static UnaryOperator<byte[]> put16(int at, int value) {
        return a -> {
            Bytes.put16(a, at, value);
            return a;
        };
    }

    private static UnaryOperator<byte[]> put32(int at, int value) {
        return a -> {
            Bytes.put32(a, at, value);
            return a;
        };
    }

    private static UnaryOperator<byte[]> size(int size) {
        return a -> Arrays.copyOf(a, size);
    }

    /** Cuts or extends the only item, with the lengths of list and item right. */
    private static UnaryOperator<byte[]> itemSize(int size) {
        return a -> {
            byte[] b = Arrays.copyOf(a, 12 + size);
            Bytes.put32(b, 8, size);
            return b;
        };
    }

    /** 96 bytes of header and 20 of data. */
    private static byte[] skb() {
        SkBuff skb = SkBuff.wrap(new byte[20]);
        skb.headers(0, 14, SkBuff.UNSET);
        return Samples.write(RecordKind.SKB, List.of(skb));
    }

    private static byte[] frame() {
        return Samples.write(RecordKind.WIRE_FRAME, List.of(WireFrame.of(0, 0, new byte[10])));
    }

    private static byte[] irq() {
        return Samples.write(RecordKind.RING_IRQ, List.of(new RingIrq(1, 2, 3)));
    }

    private static byte[] mmio() {
        return Samples.write(RecordKind.RING_MMIO, List.of(new RingMmio(1, 2, 3, 4, true)));
    }

    private static byte[] event(SockEvent.Kind kind) {
        SkBuff skb = kind == SockEvent.Kind.DATA ? SkBuff.wrap(new byte[5]) : null;
        return Samples.write(RecordKind.SOCK_EVENT, List.of(new SockEvent(kind, 0, 0, FLOW, 0, skb)));
    }

    private static byte[] command(SockCommand.Kind kind) {
        return Samples.write(RecordKind.SOCK_COMMAND, List.of(SockCommand.of(kind, 0, 0, FLOW, 0)));
    }

    /** 24 bytes of header, 5 of reason, 3 of place, 4 of packet. */
    private static byte[] drop() {
        return Samples.write(
                RecordKind.DROP_EVENT, List.of(new DropEvent(Layer.IP, 0, 1, 0, "cause", "at_", new byte[4])));
    }

    static Stream<Arguments> lists() {
        RecordKind irq = RecordKind.RING_IRQ;
        return Stream.of(
                row("empty", irq, irq(), size(0), "byte 0: the list header needs 8 bytes"),
                row("cut in the header", irq, irq(), size(7), "byte 7: the list header needs 8 bytes"),
                row("not ours", irq, irq(), put16(0, 0x7b22), "byte 0: magic 0x5258 expected, got 0x7b22"),
                row("version 0", irq, irq(), put8(2, 0), "byte 2: list version 1 expected, got 0"),
                row("version 2", irq, irq(), put8(2, 2), "byte 2: list version 1 expected, got 2"),
                row("version 255", irq, irq(), put8(2, 255), "byte 2: list version 1 expected, got 255"),
                row("another kind", irq, irq(), put8(3, 1), "byte 3: a list of RING_IRQ (3) expected, got kind 1"),
                row(
                        "an unknown kind",
                        irq,
                        irq(),
                        put8(3, 200),
                        "byte 3: a list of RING_IRQ (3) expected, got kind 200"),
                row("more items than bytes", irq, irq(), put32(4, 4), "byte 4: count 4 does not fit the record"),
                row(
                        "as many items as can be counted",
                        irq,
                        irq(),
                        put32(4, -1),
                        "byte 4: count 4294967295 does not fit the record"),
                row("one item too many", irq, irq(), put32(4, 2), "byte 22: the length of item 1 is cut off"),
                row("one item too few", irq, irq(), put32(4, 0), "byte 8: 14 bytes behind the last item"),
                row("a byte behind the last item", irq, irq(), size(23), "byte 22: 1 bytes behind the last item"),
                row("cut in the item", irq, irq(), size(21), "byte 8: item 0 claims 10 bytes, 9 are left"),
                row("an item too long", irq, irq(), put32(8, 11), "byte 8: item 0 claims 11 bytes, 10 are left"),
                row(
                        "an item of 4 GiB",
                        irq,
                        irq(),
                        put32(8, -1),
                        "byte 8: item 0 claims 4294967295 bytes, 10 are left"),
                row(
                        "an item of 2 GiB",
                        irq,
                        irq(),
                        put32(8, Integer.MAX_VALUE),
                        "byte 8: item 0 claims 2147483647" + " bytes, 10 are left"));
    }

    static Stream<Arguments> skbs() {
        RecordKind skb = RecordKind.SKB;
        return Stream.of(
                row("skb: nothing", skb, skb(), itemSize(0), "byte 12: an skb record needs 92 bytes, has 0"),
                row("skb: cut header", skb, skb(), itemSize(91), "byte 12: an skb record needs 92 bytes, has 91"),
                row("skb: magic", skb, skb(), put8(13, 0), "byte 12: skb magic 0x5342 expected, got 0x5300"),
                row("skb: version", skb, skb(), put8(14, 255), "byte 14: skb version 1 expected, got 255"),
                row(
                        "skb: header too short",
                        skb,
                        skb(),
                        put16(16, 91),
                        "byte 16: header 91 + data 20 is not the item's 116"),
                row(
                        "skb: header too long",
                        skb,
                        skb(),
                        put16(16, 97),
                        "byte 16: header 97 + data 20 is not the item's 116"),
                row(
                        "skb: data too long",
                        skb,
                        skb(),
                        put32(20, 21),
                        "byte 16: header 96 + data 21 is not the item's 116"),
                row(
                        "skb: data too short",
                        skb,
                        skb(),
                        put32(20, 19),
                        "byte 16: header 96 + data 19 is not the item's 116"),
                row(
                        "skb: 4 GiB of data",
                        skb,
                        skb(),
                        put32(20, -1),
                        "byte 16: header 96 + data 4294967295 is not the item's 116"),
                row("skb: cut data", skb, skb(), itemSize(115), "byte 16: header 96 + data 20 is not the item's 115"),
                row("skb: data pointer", skb, skb(), put16(24, 21), "byte 24: data at 21 of 20 linear bytes"),
                row("skb: MAC header", skb, skb(), put16(26, 21), "byte 26: header at 21 of 20 linear bytes"),
                row(
                        "skb: network header",
                        skb,
                        skb(),
                        put16(28, 0xfffe),
                        "byte 28: header at 65534 of 20 linear bytes"),
                row("skb: transport header", skb, skb(), put16(30, 21), "byte 30: header at 21 of 20 linear bytes"),
                row("skb: packet type", skb, skb(), put8(32, 5), "byte 32: unknown packet type 5"),
                row("skb: packet type 255", skb, skb(), put8(32, 255), "byte 32: unknown packet type 255"),
                row("skb: ip_summed", skb, skb(), put8(33, 4), "byte 33: unknown checksum state 4"),
                row("skb: ip_summed 128", skb, skb(), put8(33, 128), "byte 33: unknown checksum state 128"),
                row(
                        "skb: flow in a header without one",
                        skb,
                        skb(),
                        put8(15, 4),
                        "byte 16: an skb header with a flow needs 132 bytes, has 96"));
    }

    static Stream<Arguments> small() {
        RecordKind wire = RecordKind.WIRE_FRAME;
        return Stream.of(
                row("frame: nothing", wire, frame(), itemSize(0), "byte 12: a wire frame needs 18 bytes, has 0"),
                row("frame: cut header", wire, frame(), itemSize(17), "byte 12: a wire frame needs 18 bytes, has 17"),
                row("frame: magic", wire, frame(), put16(12, 1), "byte 12: wire frame magic 0x5746 expected, got 0x1"),
                row("frame: version", wire, frame(), put8(14, 3), "byte 14: wire frame version 1 expected, got 3"),
                row(
                        "frame: header too short",
                        wire,
                        frame(),
                        put16(16, 17),
                        "byte 16: header length 17 of an item of 28"),
                row(
                        "frame: header too long",
                        wire,
                        frame(),
                        put16(16, 29),
                        "byte 16: header length 29 of an item of 28"),
                row(
                        "irq: nothing",
                        RecordKind.RING_IRQ,
                        irq(),
                        itemSize(0),
                        "byte 12: an interrupt needs 10 bytes, has 0"),
                row("irq: cut", RecordKind.RING_IRQ, irq(), itemSize(9), "byte 12: an interrupt needs 10 bytes, has 9"),
                row(
                        "mmio: cut",
                        RecordKind.RING_MMIO,
                        mmio(),
                        itemSize(14),
                        "byte 12: a register write needs 15 bytes, has 14"),
                row(
                        "drop: cut header",
                        RecordKind.DROP_EVENT,
                        drop(),
                        itemSize(23),
                        "byte 12: a drop event needs 24 bytes, has 23"),
                row("drop: layer", RecordKind.DROP_EVENT, drop(), put8(12, 5), "byte 12: unknown layer 5"),
                row("drop: layer 255", RecordKind.DROP_EVENT, drop(), put8(12, 255), "byte 12: unknown layer 255"),
                row(
                        "drop: header too short",
                        RecordKind.DROP_EVENT,
                        drop(),
                        put8(13, 23),
                        "byte 13: header length 23 of an item of 36"),
                row(
                        "drop: header too long",
                        RecordKind.DROP_EVENT,
                        drop(),
                        put8(13, 255),
                        "byte 30: header 255 + reason 5 + place 3 + packet 4 is not the item's 36"),
                row(
                        "drop: reason too long",
                        RecordKind.DROP_EVENT,
                        drop(),
                        put16(30, 0xffff),
                        "byte 30: header 24 + reason 65535 + place 3 + packet 4 is not the item's 36"),
                row(
                        "drop: rule too long",
                        RecordKind.DROP_EVENT,
                        Samples.write(
                                RecordKind.DROP_EVENT,
                                List.of(new DropEvent(Layer.IP, 0, 1, 0, "cause", "at_", new byte[4], "rule"))),
                        put8(36, 5),
                        "byte 36: a rule of 5 in a header of 29"),
                row(
                        "drop: place too long",
                        RecordKind.DROP_EVENT,
                        drop(),
                        put16(32, 4),
                        "byte 30: header 24 + reason 5 + place 4 + packet 4 is not the item's 36"),
                row(
                        "drop: packet cut",
                        RecordKind.DROP_EVENT,
                        drop(),
                        itemSize(35),
                        "byte 30: header 24 + reason 5 + place 3 + packet 4 is not the item's 35"));
    }

    static Stream<Arguments> sockets() {
        RecordKind up = RecordKind.SOCK_EVENT;
        RecordKind down = RecordKind.SOCK_COMMAND;
        byte[] fin = event(SockEvent.Kind.FIN);
        byte[] close = command(SockCommand.Kind.CLOSE);
        return Stream.of(
                row("event: nothing", up, fin.clone(), itemSize(0), "byte 12: a socket event needs 58 bytes, has 0"),
                row("event: cut", up, fin.clone(), itemSize(57), "byte 12: a socket event needs 58 bytes, has 57"),
                row("event: kind", up, fin.clone(), put8(12, 14), "byte 12: unknown socket event 14"),
                row("event: kind 255", up, fin.clone(), put8(12, 255), "byte 12: unknown socket event 255"),
                row(
                        "event: header too short",
                        up,
                        fin.clone(),
                        put8(13, 57),
                        "byte 13: header length 57 of an item of 58"),
                row(
                        "event: header too long",
                        up,
                        fin.clone(),
                        put8(13, 59),
                        "byte 13: header length 59 of an item of 58"),
                row("event: FIN with bytes", up, fin.clone(), itemSize(60), "byte 70: FIN carries no bytes, got 2"),
                row(
                        "event: DATA without skb",
                        up,
                        event(SockEvent.Kind.DATA),
                        itemSize(58),
                        "byte 70: an skb record needs 92 bytes, has 0"),
                row(
                        "event: DATA with a cut skb",
                        up,
                        event(SockEvent.Kind.DATA),
                        itemSize(58 + 100),
                        "byte 74: header 96 + data 5 is not the item's 100"),
                row(
                        "event: DATA with a bad skb",
                        up,
                        event(SockEvent.Kind.DATA),
                        put8(70 + 20, 9),
                        "byte 90: unknown packet type 9"),
                row(
                        "command: nothing",
                        down,
                        close.clone(),
                        itemSize(0),
                        "byte 12: a socket command needs 58 bytes, has 0"),
                row(
                        "command: cut",
                        down,
                        close.clone(),
                        itemSize(57),
                        "byte 12: a socket command needs 58 bytes, has 57"),
                row("command: kind", down, close.clone(), put8(12, 9), "byte 12: unknown socket command 9"),
                row("command: kind 128", down, close.clone(), put8(12, 128), "byte 12: unknown socket command 128"),
                row(
                        "command: header too short",
                        down,
                        close.clone(),
                        put8(13, 0),
                        "byte 13: header length 0 of an item of 58"),
                row(
                        "command: header too long",
                        down,
                        close.clone(),
                        put8(13, 59),
                        "byte 13: header length 59 of an item of 58"),
                row(
                        "command: CLOSE with bytes",
                        down,
                        close.clone(),
                        itemSize(59),
                        "byte 70: CLOSE carries no bytes, got 1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"lists", "skbs", "small", "sockets"})
    void shouldNameTheByte(String name, RecordKind kind, byte[] value, String message) {
        assertThatThrownBy(() -> Samples.read(kind, value))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> readers() {
        return Stream.of(RecordKind.values()).map(Arguments::of);
    }

    @ParameterizedTest(name = "a list of {0} instead of another kind")
    @MethodSource("readers")
    void shouldNotReadAnotherKind(RecordKind kind) {
        byte[] value = new RecordListWriter(kind == RecordKind.SKB ? RecordKind.RING_IRQ : RecordKind.SKB).take();

        assertThatThrownBy(() -> Samples.read(kind, value))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("byte 3: a list of " + kind + " (" + kind.code() + ") expected, got kind " + value[3]);
    }

    @Test
    void shouldCallATombstoneMalformed() {
        assertThatThrownBy(() -> RecordListReader.wireFrames(null))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("byte 0: the record has no value");
    }

    @Test
    void shouldNameTheByteOfALaterItem() {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.writeBytes(Samples.write(
                RecordKind.RING_IRQ, List.of(new RingIrq(1, 2, 3), new RingIrq(1, 2, 3), new RingIrq(1, 2, 3))));
        byte[] a = value.toByteArray();
        Bytes.put32(a, 36, 11);

        assertThatThrownBy(() -> RecordListReader.ringIrqs(a))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("byte 36: item 2 claims 11 bytes, 10 are left");
    }

    @Test
    void shouldNotReadText() {
        byte[] json = "{\"frame\":\"0011\"}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> RecordListReader.wireFrames(json))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("byte 0: magic 0x5258 expected, got 0x7b22");
    }
}
