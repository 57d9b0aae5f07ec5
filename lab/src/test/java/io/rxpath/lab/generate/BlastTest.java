package io.rxpath.lab.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.lab.peer.Station;
import io.rxpath.skb.WireFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlastTest {
    private static final Station SELF = Station.of("02:00:00:00:00:01", "10.9.0.1");
    private static final Station HOST = Station.of("02:00:00:00:00:02", "10.9.0.2");

    private static byte[] pause(int quanta) {
        byte[] frame = new byte[60];
        byte[] head = HexFormat.of().parseHex("0180c2000001" + "020000000002" + "8808" + "0001");
        System.arraycopy(head, 0, frame, 0, head.length);
        frame[16] = (byte) (quanta >>> 8);
        frame[17] = (byte) quanta;
        return frame;
    }

    private static BlastSettings settings(long frames, double rate, int size, int flows) {
        return new BlastSettings(SELF, HOST, false, frames, rate, size, flows);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a pause,                   0180c2000001 020000000002 8808 0001 0010, 60, true",
        "another opcode,            0180c2000001 020000000002 8808 0101 0010, 60, false",
        "another type,              0180c2000001 020000000002 0800 0001 0010, 60, false",
        "for another group,         0180c2000002 020000000002 8808 0001 0010, 60, false",
        "cut before its quanta end, 0180c2000001 020000000002 8808 0001 0010, 17, false",
    })
    void knowsPauseFrames(String name, String hex, int length, boolean isPause) {
        byte[] frame = new byte[length];
        byte[] head = HexFormat.of().parseHex(hex.replace(" ", ""));
        System.arraycopy(head, 0, frame, 0, Math.min(length, head.length));
        FlowControl flowControl = new FlowControl(true);
        assertThat(flowControl.hear(frame, 1000)).isEqualTo(isPause);
        assertThat(flowControl.paused(1000)).isEqualTo(isPause);
        assertThat(flowControl.paused(1000 + 16 * 512)).isFalse();
    }

    @Test
    void zeroQuantaEndAPauseAndADeafSenderHasNone() {
        FlowControl flowControl = new FlowControl(true);
        flowControl.hear(pause(0xffff), 0);
        assertThat(flowControl.until()).isEqualTo(33_553_920L);
        flowControl.hear(pause(0), 10);
        assertThat(flowControl.paused(10)).isFalse();
        FlowControl deaf = new FlowControl(false);
        assertThat(deaf.hear(pause(9), 0)).isTrue();
        assertThat(deaf.paused(0)).isFalse();
        assertThat(deaf.heard()).isEqualTo(1);
    }

    @Test
    void sendsExactlySoManyAtExactlyThatRate() {
        Blast blast = new Blast(settings(5, 1000, 100, 2), new FlowControl(true), 0);
        List<Long> times = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        while (!blast.isDone()) {
            long now = blast.nextNanos();
            for (WireFrame frame : blast.poll(now)) {
                assertThat(frame.frame()).hasSize(100);
                times.add(now);
                ports.add((frame.frame()[34] & 0xff) << 8 | frame.frame()[35] & 0xff);
            }
        }
        assertThat(times).containsExactly(0L, 1_000_000L, 2_000_000L, 3_000_000L, 4_000_000L);
        assertThat(ports).containsExactly(30_000, 30_001, 30_000, 30_001, 30_000);
        assertThat(blast.nextNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(blast.poll(Long.MAX_VALUE - 1)).isEmpty();
    }

    @Test
    void aPauseIsNotMadeUpFor() {
        FlowControl flowControl = new FlowControl(true);
        Blast blast = new Blast(settings(4, 1_000_000, 60, 1), flowControl, 0);
        assertThat(blast.poll(0)).hasSize(1);
        blast.receive(pause(100), 500);
        long until = 500 + 51_200;
        assertThat(blast.poll(until - 1)).isEmpty();
        assertThat(blast.nextNanos()).isEqualTo(until);
        assertThat(blast.poll(until)).hasSize(1);
        assertThat(blast.poll(until + 999)).isEmpty();
        assertThat(blast.poll(until + 2000)).hasSize(2);
    }

    @Test
    void withoutRatePausesAreHeardBetweenBatches() {
        Blast blast = new Blast(settings(600, 0, 60, 1), new FlowControl(true), 0);
        assertThat(blast.poll(0)).hasSize(Blast.BATCH);
        blast.receive(pause(1), 0);
        assertThat(blast.poll(0)).isEmpty();
        assertThat(blast.poll(512)).hasSize(Blast.BATCH);
        assertThat(blast.poll(512)).hasSize(88);
        assertThat(blast.isDone()).isTrue();
    }

    @Test
    void refusesFramesThatAreTooShort() {
        assertThatThrownBy(() -> settings(1, 0, 59, 1))
                .hasMessage(
                        "frames 1, rate 0.0, size 59, flows 1: expected 1 or more, 0 or more, 60..9014 and 1..10000");
    }

    /** Frames that a card of 64 places loses which takes one frame per 2 us, while a link brings one per 0.67 us. */
    private static int lost(boolean obeys) {
        FlowControl flowControl = new FlowControl(obeys);
        Netem cable = new Netem(NetemSettings.none().withRate(1_000_000_000L), 1);
        for (int i = 0; i < 1000; i++) {
            cable.offer(new byte[60], 0);
        }
        ArrayDeque<byte[]> card = new ArrayDeque<>();
        boolean stopped = false;
        int lost = 0;
        int taken = 0;
        for (long now = 0; taken + lost < 1000; now += 100) {
            for (byte[] frame = cable.poll(now); frame != null; frame = cable.poll(now)) {
                if (card.size() == 64) {
                    lost++;
                } else {
                    card.add(frame);
                }
            }
            if (now % 2000 == 0 && card.poll() != null) {
                taken++;
            }
            boolean stop = stopped ? card.size() > 16 : card.size() > 48;
            if (stop != stopped) {
                stopped = stop;
                flowControl.hear(pause(stop ? 0xffff : 0), now);
                cable.hold(flowControl.until());
            }
        }
        return lost;
    }

    @Test
    void aPausedLinkLosesNothing() {
        assertThat(lost(true)).isZero();
        assertThat(lost(false)).isGreaterThan(500);
    }
}
