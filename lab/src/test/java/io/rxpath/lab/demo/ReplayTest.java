package io.rxpath.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.Progress;
import io.rxpath.skb.WireFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final long MAC = 0x0200_0000_0002L;

    @TempDir
    Path folder;

    private final List<WireFrame> wire = new ArrayList<>();
    private final Progress progress =
            new Progress(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    private long now = 1_000;

    private static byte[] frame(int destination) {
        byte[] frame = new byte[60];
        Arrays.fill(frame, 0, 6, (byte) destination);
        frame[59] = 9;
        return frame;
    }

    private static byte[] unicast() {
        return frame(0x00);
    }

    private static byte[] broadcast() {
        return frame(0xff);
    }

    /** A pcap file of microseconds; {@code fcs} says that the last four bytes are the check sequence. */
    private Path pcap(boolean fcs, byte[]... frames) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(10_000);
        file.putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0);
        file.putInt(65_535).putInt(fcs ? 0x2400_0001 : 1);
        for (byte[] frame : frames) {
            file.putInt(7).putInt(0).putInt(frame.length).putInt(frame.length).put(frame);
        }
        return Files.write(folder.resolve("x.pcap"), Arrays.copyOf(file.array(), file.position()));
    }

    private void replay(Replay replay, Path file) {
        replay.run(file, () -> now++, wire::addAll, progress);
    }

    @Test
    void framesGoOutAsTheyAre() throws IOException {
        Replay replay = new Replay(false, false, MAC);
        replay(replay, pcap(false, unicast(), broadcast()));
        assertThat(wire).extracting(WireFrame::frame).containsExactly(unicast(), broadcast());
        assertThat(wire).extracting(WireFrame::hasFcs).containsExactly(false, false);
        assertThat(wire).extracting(WireFrame::port).containsOnly(0);
        assertThat(replay.frames()).isEqualTo(2);
        assertThat(replay.bytes()).isEqualTo(120);
    }

    @Test
    void aCheckSequenceInTheFileGoesAlong() throws IOException {
        replay(new Replay(false, false, MAC), pcap(true, unicast()));
        assertThat(wire).extracting(WireFrame::hasFcs).containsExactly(true);
        assertThat(wire.get(0).frame()).isEqualTo(unicast());
    }

    @Test
    void rewritingSparesGroupAddressesAndDropsTheOldCheckSequence() throws IOException {
        replay(new Replay(false, true, MAC), pcap(true, unicast(), broadcast()));
        assertThat(wire.get(0).frame()).hasSize(56).startsWith(2, 0, 0, 0, 0, 2);
        assertThat(wire.get(0).hasFcs()).isFalse();
        assertThat(wire.get(1).frame()).isEqualTo(broadcast());
        assertThat(wire.get(1).hasFcs()).isTrue();
    }

    @Test
    void framesBeforeAFaultAreSentAndTheFaultNamesTheByte() throws IOException {
        Path file = pcap(false, unicast(), broadcast());
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> replay(new Replay(false, false, MAC), file))
                .isInstanceOf(LabException.class)
                .hasMessage(file + ": byte 116: the file ends after 59 of the 60 bytes of a packet");
        assertThat(wire).hasSize(1);
    }

    @Test
    void anEmptyCaptureIsRefused() throws IOException {
        Path file = pcap(false);
        assertThatThrownBy(() -> Replay.check(file)).hasMessage(file + ": no packets in it");
    }
}
