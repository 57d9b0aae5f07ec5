package io.rxpath.nic.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rxpath.nic.core.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapWriterTest {
    @TempDir
    Path dir;

    /** tshark and capinfos read this file: one interface eth0, nanoseconds, both comments. */
    @Test
    void shouldWriteGoldenBytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapWriter writer = PcapWriter.to(out, "lab")) {
            writer.write(0x1_0000_0002L, new byte[] {1, 2, 3, 4, 5}, 9, "hi");
        }

        assertThat(HexFormat.of().formatHex(out.toByteArray()))
                .isEqualTo("0a0d0d0a" + "00000034" + "1a2b3c4d" + "00010000" + "ffffffffffffffff"
                        + "00010003" + "6c616200" + "00040006" + "727870617468" + "0000" + "00000000" + "00000034"
                        + "00000001" + "00000028" + "00010000" + "00000000" + "00020004" + "65746830"
                        + "00090001" + "09000000" + "00000000" + "00000028"
                        + "00000006" + "00000034" + "00000000" + "00000001" + "00000002" + "00000005" + "00000009"
                        + "0102030405000000" + "00010002" + "68690000" + "00000000" + "00000034");
    }

    @Test
    void shouldBeReadBackByTheReader() throws IOException {
        Path file = dir.resolve("out.pcapng");
        Random random = new Random(5);
        List<PcapPacket> written = new ArrayList<>();
        try (PcapWriter writer = PcapWriter.create(file, null)) {
            for (int i = 0; i < 200; i++) {
                byte[] bytes = new byte[random.nextInt(2000)];
                random.nextBytes(bytes);
                long nanos = random.nextLong() & Long.MAX_VALUE;
                int more = random.nextInt(2) * random.nextInt(100);
                writer.write(nanos, bytes, bytes.length + more, i % 3 == 0 ? "packet ü " + i : null);
                written.add(new PcapPacket(nanos, bytes.length + more, bytes, more > 0));
            }
            writer.flush();
        }
        try (PcapReader reader = PcapReader.open(file)) {
            for (PcapPacket expected : written) {
                PcapPacket packet = reader.next();
                assertThat(packet.epochNanos()).isEqualTo(expected.epochNanos());
                assertThat(packet.originalLength()).isEqualTo(expected.originalLength());
                assertThat(packet.truncated()).isEqualTo(expected.truncated());
                assertThat(packet.bytes()).isEqualTo(expected.bytes());
            }
            assertThat(reader.hasNext()).isFalse();
        }
    }

    @Test
    void shouldWriteWholeFrames() throws IOException {
        Path file = dir.resolve("out.pcapng");
        byte[] frame = Frames.tcp(1, 2, 3, 16, 11);
        try (PcapWriter writer = PcapWriter.create(file, "x")) {
            writer.write(5, frame);
        }
        try (PcapReader reader = PcapReader.open(file)) {
            PcapPacket packet = reader.next();
            assertThat(packet.bytes()).isEqualTo(frame);
            assertThat(packet.truncated()).isFalse();
        }
    }

    @Test
    void shouldRefuseWhatNoFileCanHold() throws IOException {
        try (PcapWriter writer = PcapWriter.to(new ByteArrayOutputStream(), null)) {
            assertThatIllegalArgumentException().isThrownBy(() -> writer.write(-1, new byte[60]));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.write(1, new byte[60], 59, null))
                    .withMessageContaining("60 of 59 bytes");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.write(1, new byte[1], 1, "x".repeat(65_536)))
                    .withMessageContaining("comment of 65536 bytes");
        }
    }
}
