package io.rxpath.softirq.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.Topic;
import io.rxpath.softirq.core.xdp.XdpRules;
import org.junit.jupiter.api.Test;

/** The loop between its topics: what is kept while it is paused, queues that come and go, XDP and the tap. */
class SoftirqLoopTest {
    private final LoopRig rig = new LoopRig();

    @Test
    void pausedKeepsTheRingAndResumeEmptiesIt() throws InterruptedException {
        rig.loop.settings(LoopRig.SETTINGS.with(b -> b.paused = true));
        rig.play(rig::assign, () -> rig.frames(0, 0, 255), LoopRig.NOTHING);
        assertThat(rig.loop.<Integer>ask(s -> s.ringFilled(0))).isEqualTo(255);
        assertThat(rig.sent(Topic.IP_RX)).isZero();
        assertThat(rig.loop.ledger().held()).isEqualTo(255);
        rig.loop.settings(LoopRig.SETTINGS);
        rig.play(LoopRig.NOTHING, LoopRig.NOTHING, LoopRig.NOTHING, LoopRig.NOTHING, LoopRig.NOTHING, LoopRig.NOTHING);
        assertThat(rig.sent(Topic.IP_RX)).isEqualTo(255);
        assertThat(rig.loop.ledger().held()).isZero();
        rig.loop.stop();
    }

    @Test
    void channelsComeAndGoWithoutLoss() throws InterruptedException {
        rig.play(rig::assign, () -> rig.frames(1, 0, 5), LoopRig.NOTHING);
        assertThat(rig.sent(Topic.IP_RX))
                .as("the card has heard of the queue before us")
                .isEqualTo(5);
        rig.loop.settings(LoopRig.SETTINGS.with(b -> b.channels = 4));
        assertThat(rig.loop.<Boolean>ask(s -> s.served(3))).isTrue();
        rig.play(() -> rig.frames(1, 5, 7), LoopRig.NOTHING, LoopRig.NOTHING);
        assertThat(rig.sent(Topic.IP_RX)).isEqualTo(12);
        rig.loop.settings(LoopRig.SETTINGS);
        rig.play(() -> rig.frames(1, 12, 3), LoopRig.NOTHING, LoopRig.NOTHING);
        assertThat(rig.sent(Topic.IP_RX))
                .as("what was under way is still taken")
                .isEqualTo(15);
        assertThat(rig.loop.ledger().dropped()).isEmpty();
        rig.loop.stop();
    }

    @Test
    void whatXdpSendsGoesToTheCardAndTheTapSeesTheRest() throws InterruptedException {
        TapReaders.Reader reader = rig.loop.openTap(100);
        rig.loop.settings(LoopRig.SETTINGS.with(b -> b.xdp = XdpRules.parse("tx arp")));
        rig.play(rig::assign, () -> rig.frames(0, 0, 4), LoopRig.NOTHING, LoopRig.NOTHING);
        assertThat(rig.sent(Topic.NIC_TX)).isEqualTo(4);
        assertThat(reader.next(0)).isNull();
        rig.loop.settings(LoopRig.SETTINGS);
        rig.play(() -> rig.frames(0, 4, 1), LoopRig.NOTHING, LoopRig.NOTHING);
        assertThat(reader.next(0)).isNotNull();
        assertThat(reader.next(0)).isNull();
        rig.loop.closeTap(reader);
        rig.loop.stop();
        assertThat(rig.sent(Topic.NIC_TX)).isEqualTo(4);
        assertThat(new SoftirqMeters(rig.registry, rig.loop)).isNotNull();
        assertThat(rig.registry
                        .get("rxpath.xdp.frames")
                        .tag("action", "tx")
                        .functionCounter()
                        .count())
                .isEqualTo(4);
    }
}
