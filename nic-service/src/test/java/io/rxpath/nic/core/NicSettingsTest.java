package io.rxpath.nic.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rxpath.skb.Toeplitz;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NicSettingsTest {
    private static final NicSettings DEFAULTS = NicSettings.defaults(Frames.US);

    static Stream<Arguments> bad() {
        return Stream.of(
                row("ring 60", s -> s.withRing(60), "ring 60: expected 64..4096"),
                row("ring 4104", s -> s.withRing(4104), "ring 4104: expected 64..4096"),
                row("ring 100", s -> s.withRing(100), "ring 100: expected a multiple of 8"),
                row("no queue", s -> s.withQueues(0), "queues 0: expected 1..128"),
                row("too many queues", s -> s.withQueues(129), "queues 129: expected 1..128"),
                row("negative fifo", s -> s.withFifoBytes(-1), "fifoBytes -1: expected 0..16777216"),
                row("tiny mtu", s -> s.withMtu(67), "mtu 67: expected 68..9216"),
                row("group address", s -> s.withMac(0x0100_5e00_0001L), "01:00:5e:00:00:01: expected a unicast"),
                row("zero address", s -> s.withMac(0), "00:00:00:00:00:00: expected a unicast"),
                row("short key", s -> s.withRssKey(new byte[39]), "rssKey has 39 bytes: expected 40"),
                row("short table", s -> s.withRssIndirection(new int[127]), "127 entries: expected 128"),
                row("no interrupt ever", s -> s.withCoalesce(new Coalesce(0, 0, false)), "rx-usecs 0 and rx-frames 0"),
                row("stuck frames", s -> s.withCoalesce(new Coalesce(0, 8, false)), "rx-frames 8 without rx-usecs"),
                row("VID", s -> s.withRxMode(RxMode.DEFAULT.withVlan(4095)), "vlan 4095: expected 0..4094"),
                row("link", s -> s.withLinkMbps(1), "linkMbps 1: expected 10..400000"),
                row(
                        "fewer queues than a person's table uses",
                        s -> s.withQueues(2)
                                .withRssIndirection(s.withQueues(2).rssIndirection())
                                .withQueues(1),
                        "rssIndirection[1] 1: expected 0..0"),
                row("queue not there", NicSettingsTest::strayQueue, "rssIndirection[5] 1: expected 0..0"));
    }

    private static NicSettings strayQueue(NicSettings settings) {
        int[] table = settings.rssIndirection();
        table[5] = 1;
        return settings.withRssIndirection(table);
    }

    private static Arguments row(String name, UnaryOperator<NicSettings> change, String message) {
        return Arguments.of(name, change, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void shouldNameBadSetting(String name, UnaryOperator<NicSettings> change, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(DEFAULTS))
                .withMessageContaining(message);
    }

    @Test
    void shouldHaveDefaultsOfTheContract() {
        assertThat(DEFAULTS.queues()).isEqualTo(1);
        assertThat(DEFAULTS.ring()).isEqualTo(256);
        assertThat(DEFAULTS.fifoBytes()).isEqualTo(32768);
        assertThat(DEFAULTS.mtu()).isEqualTo(1500);
        assertThat(DEFAULTS.rssKey()).isEqualTo(Toeplitz.microsoftKey());
        assertThat(DEFAULTS.rxCsumOffload()).isTrue();
    }

    @Test
    void shouldSpreadIndirectionWhenQueuesChange() {
        int[] table = DEFAULTS.withQueues(3).rssIndirection();

        assertThat(Arrays.copyOf(table, 7)).containsExactly(0, 1, 2, 0, 1, 2, 0);
    }

    @Test
    void shouldKeepAPersonsTableWhenQueuesChange() {
        int[] table = new int[128];

        assertThat(DEFAULTS.withRssIndirection(table).withQueues(3).rssIndirection())
                .isEqualTo(table);
    }

    @Test
    void shouldNotShareItsArrays() {
        byte[] key = Toeplitz.microsoftKey();
        NicSettings settings = DEFAULTS.withRssKey(key);
        key[0] = 0;
        settings.rssKey()[1] = 0;
        settings.rssIndirection()[0] = 99;

        assertThat(settings).isEqualTo(DEFAULTS).hasSameHashCodeAs(DEFAULTS);
        assertThat(DEFAULTS.withRxChecksumOffload(false)).isNotEqualTo(DEFAULTS);
    }
}
