package io.rxpath.nic.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.WireFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steering rules as ethtool -N takes them. {@link Frames#tcp} sends from 10.9.0.1 to 10.9.0.2. */
class NtupleRuleTest {
    private static final long NOW = 1_000;

    private static RecordedNic nic(String... rules) {
        NicSettings settings = NicSettings.defaults(Frames.US).withQueues(4);
        for (int i = 0; i < rules.length; i++) {
            settings = settings.withNtuple(i, NtupleRule.parse(rules[i]));
        }
        return new RecordedNic(settings);
    }

    private static int queue(RecordedNic nic, int sport, int dport) {
        nic.nic.receive(WireFrame.of(0, NOW, Frames.tcp(sport, dport, 1, 0x10, 100)), NOW);
        return nic.dma.get(nic.dma.size() - 1).queueMapping;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            flow-type tcp4 action 3,                                        true
            flow-type ether action 3,                                       true
            flow-type ip4 action 3,                                         true
            flow-type udp4 action 3,                                        false
            flow-type tcp6 action 3,                                        false
            flow-type tcp4 dst-port 80 action 3,                            true
            flow-type tcp4 dst-port 81 action 3,                            false
            flow-type tcp4 dst-port 81 m 1 action 3,                        true
            flow-type tcp4 src-port 40000 dst-port 80 action 3,             true
            flow-type tcp4 src-port 0x9c40 action 3,                        true
            flow-type tcp4 src-ip 10.9.0.1 action 3,                        true
            flow-type tcp4 src-ip 10.9.0.9 action 3,                        false
            flow-type tcp4 src-ip 10.9.0.9 m 0.0.0.255 action 3,            true
            flow-type tcp4 dst-ip 10.9.0.2 src-ip 10.9.0.1 action 3,        true
            flow-type tcp4 vlan 5 action 3,                                 false
            flow-type ether dst 02:00:00:00:00:99 m 00:00:00:00:00:ff action 3, true
            flow-type ether dst 02:00:00:00:00:99 action 3,                 false
            """)
    void shouldMatchWhatItSays(String rule, boolean matches) {
        RecordedNic nic = nic(rule);
        RecordedNic plain = nic();
        assertThat(queue(nic, 40000, 80)).isEqualTo(matches ? 3 : queue(plain, 40000, 80));
        assertThat(nic.nic.stats().get(EthtoolStat.FDIR_MATCH)).isEqualTo(matches ? 1 : 0);
        assertThat(nic.nic.stats().get(EthtoolStat.FDIR_MISS)).isEqualTo(matches ? 0 : 1);
    }

    @Test
    void shouldTakeTheFirstThatMatches() {
        RecordedNic nic = nic("flow-type tcp4 dst-port 80 action 1", "flow-type tcp4 action 2");
        assertThat(queue(nic, 40000, 80)).isEqualTo(1);
        assertThat(queue(nic, 40000, 81)).isEqualTo(2);
    }

    @Test
    void shouldDropAndCountIt() {
        RecordedNic nic = nic("flow-type tcp4 dst-port 80 action -1");
        nic.nic.receive(WireFrame.of(0, NOW, Frames.tcp(40000, 80, 1, 0x10, 100)), NOW);
        assertThat(nic.dma).isEmpty();
        assertThat(nic.nic.ledger().snapshot(0).dropped()).containsEntry("fdir_drop", 1L);
        assertThat(nic.nic.ledger().snapshot(0).imbalance()).isZero();
        assertThat(nic.nic.stats().get(EthtoolStat.RX_PACKETS)).isZero();
        assertThat(nic.nic.stats().get(EthtoolStat.FDIR_MATCH)).isEqualTo(1);
    }

    @Test
    void shouldObeyTheSwitch() {
        RecordedNic nic = nic("flow-type tcp4 action -1");
        NicSettings settings = nic.nic.settings();
        nic.nic.settings(settings.withFeatures(settings.features().withNtuple(false)), NOW);
        nic.nic.receive(WireFrame.of(0, NOW, Frames.tcp(40000, 80, 1, 0x10, 100)), NOW);
        assertThat(nic.dma).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            dst-port 80 action 1                  | a rule begins with flow-type
            flow-type sctp4 action 1              | flow-type sctp4: expected ether, ip4
            flow-type tcp4 dst-port 80            | action is missing
            flow-type tcp4 dst-port http action 1 | dst-port http: expected 0..65535
            flow-type tcp4 dst-port               | dst-port has no value
            flow-type ip4 dst-port 80 action 1    | dst-port needs flow-type tcp4
            flow-type tcp4 src-ip fe80::1 action 1 | src-ip fe80::1: expected an address of IPv4
            flow-type tcp4 tos 1 action 1         | 'tos' is not known
            flow-type tcp4 action 200             | action 200: expected a queue 0..127, or -1
            """)
    void shouldNameWhatIsWrong(String rule, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NtupleRule.parse(rule))
                .withMessageContaining(message);
    }

    @Test
    void shouldRefuseAQueueThatIsNotThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nic("flow-type tcp4 action 7"))
                .withMessage("ntuple rule 0 action 7: expected -1..3");
    }
}
