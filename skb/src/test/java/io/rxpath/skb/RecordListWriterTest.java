package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordListWriterTest {
    @ParameterizedTest(name = "{0}")
    @EnumSource(RecordKind.class)
    void shouldBeEmptyAgainAfterTake(RecordKind kind) {
        RecordListWriter writer = new RecordListWriter(kind);
        Random random = new Random(99);
        for (int round = 0; round < 50; round++) {
            List<Object> items = Samples.some(kind, random);
            items.forEach(item -> Samples.add(writer, item));
            int size = writer.size();
            assertThat(writer.count()).isEqualTo(items.size());

            byte[] value = writer.take();

            assertThat(value).as("round %d", round).hasSize(size).isEqualTo(Samples.write(kind, items));
            assertThat(writer.isEmpty()).isTrue();
            assertThat(writer.count()).isZero();
            assertThat(writer.size()).isEqualTo(RecordListWriter.HEADER_LENGTH);
        }
    }

    @Test
    void shouldHandOutArraysOfTheirOwn() {
        RecordListWriter writer = new RecordListWriter(RecordKind.RING_IRQ);
        writer.add(new RingIrq(1, 2, 3));
        byte[] first = writer.take();
        byte[] kept = first.clone();

        writer.add(new RingIrq(0xffff, -1, -1));
        writer.take();

        assertThat(first).isEqualTo(kept);
    }

    @Test
    void shouldGrowOverItsBuffer() {
        RecordListWriter writer = new RecordListWriter(RecordKind.WIRE_FRAME);
        for (int i = 0; i < 100; i++) {
            byte[] frame = new byte[1000 * i + 1];
            frame[frame.length - 1] = (byte) i;
            writer.add(WireFrame.of(i, i, frame));
        }

        List<WireFrame> frames = RecordListReader.wireFrames(writer.take());

        assertThat(frames).hasSize(100);
        assertThat(frames.get(99).frame()).hasSize(99_001).endsWith(99);
        assertThat(frames.get(99).nanos()).isEqualTo(99);
    }

    @Test
    void shouldRefuseAnItemOfAnotherKindAndStayAsItIs() {
        RecordListWriter writer = new RecordListWriter(RecordKind.RING_IRQ);
        writer.add(new RingIrq(1, 2, 3));

        assertThatThrownBy(() -> writer.add(SkBuff.alloc(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a SKB in a list of RING_IRQ");

        assertThat(RecordListReader.ringIrqs(writer.take())).containsExactly(new RingIrq(1, 2, 3));
    }
}
