package io.rxpath.nic.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files written by editcap, mergecap and tcpdump, the same with single fields broken, and files made here. */
class PcapReaderTest {
    private static final List<Integer> LENGTHS = List.of(142, 42, 98, 92);
    private static final List<Long> TIMES = List.of(1_000_000_000L, 1_010_000_000L, 1_030_000_000L, 1_060_000_000L);

    @TempDir
    Path dir;

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = PcapReaderTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return in.readAllBytes();
        }
    }

    private List<PcapPacket> read(byte[] file) throws IOException {
        Path path = Files.write(dir.resolve("capture"), file);
        List<PcapPacket> packets = new ArrayList<>();
        try (PcapReader reader = PcapReader.open(path)) {
            reader.forEachRemaining(packets::add);
        }
        return packets;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"editcap-micros.pcap", "tcpdump-nanos.pcap", "editcap.pcapng", "editcap-comment.pcapng"})
    void shouldReadWhatTheToolsWrote(String name) throws IOException {
        List<PcapPacket> packets = read(golden(name));

        assertThat(packets.stream().map(PcapPacket::epochNanos)).isEqualTo(TIMES);
        assertThat(packets.stream().map(PcapPacket::originalLength)).isEqualTo(LENGTHS);
        assertThat(packets.stream().map(p -> p.bytes().length)).isEqualTo(LENGTHS);
        assertThat(packets).noneMatch(PcapPacket::truncated);
        // The same frames as in the plainest of the files: its second is an ARP request.
        assertThat(packets.get(1).bytes()).isEqualTo(Arrays.copyOfRange(golden("editcap-micros.pcap"), 198, 240));
    }

    @Test
    void shouldReadTwoInterfacesInOneFile() throws IOException {
        List<PcapPacket> packets = read(golden("mergecap-two-interfaces.pcapng"));

        assertThat(packets.stream().map(p -> p.bytes().length)).containsExactly(40, 142, 40, 42, 40, 98, 40, 92);
        assertThat(packets.stream().map(PcapPacket::originalLength)).containsExactly(142, 142, 42, 42, 98, 98, 92, 92);
    }

    @Test
    void shouldMarkTruncatedPackets() throws IOException {
        assertThat(read(golden("editcap-snapped.pcapng"))).hasSize(4).allSatisfy(p -> {
            assertThat(p.truncated()).isTrue();
            assertThat(p.bytes()).hasSize(40);
        });
    }

    @Test
    void shouldReadBigEndianPcap() throws IOException {
        byte[] swapped = golden("editcap-micros.pcap");
        swapPcap(swapped);

        assertThat(read(swapped).stream().map(PcapPacket::epochNanos)).isEqualTo(TIMES);
        assertThat(read(swapped).stream().map(PcapPacket::originalLength)).isEqualTo(LENGTHS);
    }

    /** Turns a little-endian pcap of four packets into a big-endian one. */
    private static void swapPcap(byte[] file) {
        swap(file, 0, 4);
        swap(file, 4, 2);
        swap(file, 6, 2);
        for (int at = 8; at < 24; at += 4) {
            swap(file, at, 4);
        }
        int at = 24;
        for (int length : LENGTHS) {
            for (int i = 0; i < 16; i += 4) {
                swap(file, at + i, 4);
            }
            at += 16 + length;
        }
    }

    private static void swap(byte[] a, int at, int n) {
        for (int i = 0; i < n / 2; i++) {
            byte b = a[at + i];
            a[at + i] = a[at + n - 1 - i];
            a[at + n - 1 - i] = b;
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "not a capture, editcap-micros.pcap, 0, 99, 0, magic number 0x63c3b2a1 is neither",
        "major version, editcap-micros.pcap, 4, 3, 4, pcap version 3.4: expected 2.4",
        "minor version, editcap-micros.pcap, 6, 5, 4, pcap version 2.5: expected 2.4",
        "snap length, editcap-micros.pcap, 19, 128, 16, snap length",
        "link type 113, editcap-micros.pcap, 20, 113, 20, link type 113 (Linux cooked",
        "fraction of a second, editcap-micros.pcap, 30, 16, 28, fraction of a second 1048576 is not below 1000000",
        "captured length, editcap-micros.pcap, 34, 5, 32, captured length 327822 is above 262144",
        "captured above original, editcap-micros.pcap, 32, 143, 36, original length 142 does not fit",
        "captured length one less shifts the next header, editcap-micros.pcap, 32, 141, 185, fraction of a second 2560000",
        "original length, editcap-micros.pcap, 36, 1, 36, original length 1 does not fit captured length 142",
        "byte-order magic, editcap.pcapng, 8, 0, 8, byte-order magic 0x003c2b1a",
        "section length, editcap.pcapng, 4, 109, 4, 'block length 109: expected a multiple of 4'",
        "section length below 28, editcap.pcapng, 4, 24, 4, block length 24",
        "section version, editcap.pcapng, 12, 2, 12, pcapng version 2.0: expected 1.0",
        "section trailer, editcap.pcapng, 104, 109, 104, block ends with length 109 and begins with 108",
        "interface length, editcap.pcapng, 115, 1, 112, block length 16777236",
        "interface length 12, editcap.pcapng, 112, 12, 116, block ends with length",
        "interface trailer, editcap.pcapng, 124, 0, 124, block ends with length 0 and begins with 20",
        "interface missing, editcap.pcapng, 108, 9, 136, interface 0: the section has described 0",
        "raw IP interface, editcap.pcapng, 116, 101, 116, 'link type 101 (raw IP, without Ethernet headers) of interface 0'",
        "packet interface, editcap.pcapng, 136, 1, 136, interface 1: the section has described 1",
        "packet time, editcap.pcapng, 143, 128, 140, time stamp",
        "packet captured length, editcap.pcapng, 148, 200, 152, original length 142 does not fit",
        "packet block length, editcap.pcapng, 132, 172, 296, block ends with length",
        "gzip, editcap.pcapng, 0, 31, 0, neither",
    })
    void shouldNameTheByteThatIsWrong(String name, String file, int at, int value, long offset, String message)
            throws IOException {
        byte[] bytes = golden(file);
        bytes[at] = (byte) value;

        assertThatExceptionOfType(PcapFormatException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageContaining(message)
                .withMessageStartingWith("byte " + offset + ": ")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "editcap-rawip.pcap, 20",
        "editcap-rawip.pcapng, 116",
    })
    void shouldRefuseRawIp(String name, int offset) throws IOException {
        byte[] bytes = golden(name);

        assertThatExceptionOfType(PcapFormatException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageContaining("byte " + offset)
                .withMessageContaining("(raw IP, without Ethernet headers)")
                .withMessageContaining("expected 1 (Ethernet)");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"editcap-micros.pcap", "editcap.pcapng"})
    void shouldNoticeEveryCutThatIsNotBetweenPackets(String name) throws IOException {
        byte[] whole = golden(name);
        boolean pcapng = name.endsWith("ng");
        List<Integer> clean = pcapng ? List.of(108, 128) : List.of(24);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                int packets = read(cut).size();
                int end = clean.get(clean.size() - 1);
                for (int i = 0; i < packets; i++) {
                    end += pcapng ? 32 + (LENGTHS.get(i) + 3 & ~3) : 16 + LENGTHS.get(i);
                }
                assertThat(clean.contains(length) || length == end)
                        .as("no error at %d", length)
                        .isTrue();
            } catch (PcapFormatException e) {
                assertThat(e).hasMessageContaining("the file ends after");
                assertThat(e.offset()).isLessThanOrEqualTo(length);
            }
        }
    }

    @Test
    void shouldSayThatAFileIsCompressed() {
        assertThatExceptionOfType(PcapFormatException.class)
                .isThrownBy(() -> read(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0}))
                .withMessageContaining("gzip");
    }

    /** A big- or little-endian pcapng with one interface and what {@code more} adds. */
    private static byte[] pcapng(ByteOrder order, int[] options, Consumer<ByteBuffer> more) {
        ByteBuffer file = ByteBuffer.allocate(4096).order(order);
        section(file);
        int at = file.position();
        file.putInt(1).putInt(0).putShort((short) 1).putShort((short) 0).putInt(100);
        for (int option : options) {
            file.put((byte) option);
        }
        end(file, at);
        more.accept(file);
        return Arrays.copyOf(file.array(), file.position());
    }

    private static void section(ByteBuffer file) {
        int at = file.position();
        file.putInt(0x0a0d0d0a).putInt(0).putInt(0x1a2b3c4d);
        file.putShort((short) 1).putShort((short) 0).putLong(-1);
        end(file, at);
    }

    private static void end(ByteBuffer file, int at) {
        int length = file.position() + 4 - at;
        file.putInt(length).putInt(at + 4, length);
    }

    private static void enhanced(ByteBuffer file, long stamp, int length, int... options) {
        int at = file.position();
        file.putInt(6).putInt(0).putInt(0).putInt((int) (stamp >>> 32)).putInt((int) stamp);
        file.putInt(length).putInt(length);
        file.position(file.position() + (length + 3 & ~3));
        for (int option : options) {
            file.put((byte) option);
        }
        end(file, at);
    }

    static Stream<Arguments> clocks() {
        return Stream.of(
                clock("microseconds if nothing is said", 0, 0, 1_234_567, 1_234_567_000L),
                clock("seconds", 1, 0, 5, 5_000_000_000L),
                clock("milliseconds", 1, 3, 5, 5_000_000L),
                clock("nanoseconds", 1, 9, 123_456_789_012L, 123_456_789_012L),
                clock("picoseconds", 1, 12, 1_999_999L, 1_999L),
                clock("2^-10 s", 1, 0x80 | 10, 1536, 1_500_000_000L),
                clock("2^-32 s", 1, 0x80 | 32, 0x1_8000_0000L, 1_500_000_000L),
                clock("2^-63 s", 1, 0x80 | 63, -1, 1_999_999_999L));
    }

    private static Arguments clock(String name, int said, int resolution, long stamp, long nanos) {
        return Arguments.of(name, said == 1, resolution, stamp, nanos);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clocks")
    void shouldReadEveryTimeResolution(String name, boolean said, int resolution, long stamp, long nanos)
            throws IOException {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            int[] big = {0, 9, 0, 1, resolution, 0, 0, 0, 0, 0, 0, 0};
            int[] little = {9, 0, 1, 0, resolution, 0, 0, 0, 0, 0, 0, 0};
            int[] options = !said ? new int[0] : order == ByteOrder.BIG_ENDIAN ? big : little;

            List<PcapPacket> packets = read(pcapng(order, options, f -> enhanced(f, stamp, 60)));

            assertThat(packets)
                    .singleElement()
                    .satisfies(p -> assertThat(p.epochNanos()).isEqualTo(nanos));
        }
    }

    @Test
    void shouldAddTheTimeOffsetOfTheInterface() throws IOException {
        int[] options = {0, 14, 0, 8, 0, 0, 0, 0, 0, 0, 0, 100};
        List<PcapPacket> packets = read(pcapng(ByteOrder.BIG_ENDIAN, options, f -> enhanced(f, 7, 60)));

        assertThat(packets.get(0).epochNanos()).isEqualTo(100_000_007_000L);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "resolution finer than 10^-19, 9, 1, 20, 48, if_tsresol 10^-20 s is finer than can be counted",
        "resolution of two bytes, 9, 2, 9, 46, if_tsresol has a length of 2: expected 1",
        "FCS of 5 bytes, 13, 1, 5, 48, if_fcslen 5: expected 0 or 4",
        "offset of one byte, 14, 1, 5, 46, if_tsoffset has a length of 1: expected 8",
        "option longer than its block, 2, 5, 0, 46, option length 5 does not fit the 4 bytes left",
    })
    void shouldNameTheOptionThatIsWrong(String name, int code, int length, int value, long offset, String message) {
        int[] options = {0, code, 0, length, value, 0, 0, 0};

        assertThatExceptionOfType(PcapFormatException.class)
                .isThrownBy(() -> read(pcapng(ByteOrder.BIG_ENDIAN, options, f -> {})))
                .withMessage("byte " + offset + ": " + message)
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
    }

    @Test
    void shouldSkipUnknownBlocksAndReadSimpleAndOldOnes() throws IOException {
        List<PcapPacket> packets = read(pcapng(ByteOrder.LITTLE_ENDIAN, new int[0], f -> {
            int at = f.position();
            f.putInt(0x0bad).putInt(0).putLong(1).putInt(2);
            end(f, at);
            at = f.position();
            f.putInt(3).putInt(0).putInt(150);
            f.position(f.position() + 100);
            end(f, at);
            at = f.position();
            f.putInt(2).putInt(0).putShort((short) 0).putShort((short) 9);
            f.putInt(0).putInt(5).putInt(61).putInt(70);
            f.position(f.position() + 64);
            end(f, at);
        }));

        assertThat(packets).hasSize(2);
        // The interface keeps 100 bytes of a packet; a simple block says only how long it was.
        assertThat(packets.get(0).bytes()).hasSize(100);
        assertThat(packets.get(0).originalLength()).isEqualTo(150);
        assertThat(packets.get(0).epochNanos()).isZero();
        assertThat(packets.get(1).bytes()).hasSize(61);
        assertThat(packets.get(1).epochNanos()).isEqualTo(5_000);
    }

    @Test
    void shouldForgetInterfacesAtANewSection() {
        assertThatExceptionOfType(PcapFormatException.class)
                .isThrownBy(() -> read(pcapng(ByteOrder.BIG_ENDIAN, new int[0], f -> {
                    section(f);
                    enhanced(f, 1, 60);
                })))
                .withMessageContaining("the section has described 0");
    }

    @Test
    void shouldTellHowManyBytesAreFcs() throws IOException {
        byte[] pcap = golden("editcap-micros.pcap");
        pcap[23] = 0x24;
        assertThat(fcs(pcap)).containsExactly(4, 4, 4, 4);
        byte[] none = golden("editcap-micros.pcap");
        assertThat(fcs(none)).containsExactly(0, 0, 0, 0);
        int[] octets = {0, 13, 0, 1, 4, 0, 0, 0};
        int[] bits = {0, 13, 0, 1, 32, 0, 0, 0};
        assertThat(fcs(pcapng(ByteOrder.BIG_ENDIAN, octets, f -> enhanced(f, 1, 64))))
                .containsExactly(4);
        assertThat(fcs(pcapng(ByteOrder.BIG_ENDIAN, bits, f -> enhanced(f, 1, 64))))
                .containsExactly(4);
        int[] flags = {0, 2, 0, 4, 0, 0, 0, 4 << 5, 0, 0, 0, 0};
        assertThat(fcs(pcapng(ByteOrder.BIG_ENDIAN, new int[0], f -> enhanced(f, 1, 64, flags))))
                .containsExactly(4);
        pcap[23] = 0x14;
        assertThatExceptionOfType(PcapFormatException.class)
                .isThrownBy(() -> read(pcap))
                .withMessageContaining("FCS of 1 16-bit words");
    }

    private List<Integer> fcs(byte[] file) throws IOException {
        Path path = Files.write(dir.resolve("capture"), file);
        List<Integer> lengths = new ArrayList<>();
        try (PcapReader reader = PcapReader.open(path)) {
            while (reader.hasNext()) {
                assertThat(reader.hasNext()).isTrue();
                reader.next();
                lengths.add(reader.fcsLength());
            }
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(reader::next);
        }
        return lengths;
    }
}
