package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.SkBuff;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ARP and the neighbour states, in virtual time. */
class NeighTest {
    private static final String ZERO = "00:00:00:00:00:00";
    private static final String US = "02:00:00:00:00:02";
    private static final String A = "02:00:00:00:00:0a";
    private static final String B = "02:00:00:00:00:0b";
    private static final int TEN = Host.ip("10.9.0.10");

    private static Host host() {
        return new Host(Host.NO_NEIGHBOURS);
    }

    private static byte[] request(String mac, String sender, String target) {
        return Packets.arp(ArpHeader.REQUEST, mac, sender, ZERO, target);
    }

    private static byte[] reply(String mac, String sender) {
        return Packets.arp(ArpHeader.REPLY, mac, sender, US, "10.9.0.2");
    }

    private static Neighbour neighbour(String mac, int port) {
        return new Neighbour(IpAddress.v4(TEN), MacAddress.parse(mac), port, false);
    }

    static Stream<Arguments> packets() {
        return Stream.of(
                Arguments.of("request for us", request(A, "10.9.0.10", "10.9.0.2"), "consumed arp", true),
                Arguments.of("request for another", request(A, "10.9.0.10", "10.9.0.3"), "consumed arp", false),
                Arguments.of("probe for us", request(A, "0.0.0.0", "10.9.0.2"), "consumed arp", true),
                Arguments.of("probe for another", request(A, "0.0.0.0", "10.9.0.3"), "consumed arp", false),
                Arguments.of("somebody claims our address", request(A, "10.9.0.2", "10.9.0.2"), "consumed arp", false),
                Arguments.of("request from another network", request(A, "192.0.2.1", "10.9.0.2"), "consumed arp", true),
                Arguments.of(
                        "request from a group address", request(A, "224.0.0.1", "10.9.0.2"), "consumed arp", false),
                Arguments.of(
                        "request for loopback", request(A, "10.9.0.10", "127.0.0.1"), "dropped NOT_SPECIFIED", false),
                Arguments.of(
                        "request for a group", request(A, "10.9.0.10", "224.0.0.1"), "dropped NOT_SPECIFIED", false),
                Arguments.of(
                        "request for the broadcast address",
                        request(A, "10.9.0.10", "10.9.0.255"),
                        "consumed arp",
                        false),
                Arguments.of(
                        "operation 3",
                        Packets.with(request(A, "10.9.0.10", "10.9.0.2"), f -> f[21] = 3),
                        "dropped NOT_SPECIFIED",
                        false),
                Arguments.of(
                        "hardware type 7",
                        Packets.with(request(A, "10.9.0.10", "10.9.0.2"), f -> f[15] = 7),
                        "dropped NOT_SPECIFIED",
                        false),
                Arguments.of(
                        "hardware type IEEE 802",
                        Packets.with(request(A, "10.9.0.10", "10.9.0.2"), f -> f[15] = 6),
                        "consumed arp",
                        true),
                Arguments.of(
                        "protocol type IPv6",
                        Packets.with(request(A, "10.9.0.10", "10.9.0.2"), f -> f[16] = (byte) 0x86),
                        "dropped NOT_SPECIFIED",
                        false),
                Arguments.of(
                        "hardware length 8",
                        Packets.with(request(A, "10.9.0.10", "10.9.0.2"), f -> f[18] = 8),
                        "dropped NOT_SPECIFIED",
                        false),
                Arguments.of(
                        "protocol length 16",
                        Packets.with(request(A, "10.9.0.10", "10.9.0.2"), f -> f[19] = 16),
                        "dropped NOT_SPECIFIED",
                        false),
                Arguments.of(
                        "27 bytes",
                        Arrays.copyOf(request(A, "10.9.0.10", "10.9.0.2"), 41),
                        "dropped PKT_TOO_SMALL",
                        false),
                Arguments.of(
                        "other host's MAC", Packets.to(request(A, "10.9.0.10", "10.9.0.2"), B), "consumed arp", false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packets")
    void answers(String name, byte[] frame, String result, boolean answered) {
        Host host = host();
        assertThat(host.receive(frame)).isEqualTo(result);
        assertThat(host.out.frames).hasSize(answered ? 1 : 0);
        if (answered) {
            ArpHeader asked = new ArpHeader(frame, EthernetHeader.LENGTH);
            ArpHeader arp = host.out.arp(0);
            assertThat(arp.operation()).isEqualTo(ArpHeader.REPLY);
            assertThat(arp.senderMac()).isEqualTo(Host.MAC);
            assertThat(arp.senderIp()).isEqualTo(Host.ADDRESS);
            assertThat(arp.targetMac()).isEqualTo(MacAddress.parse(A));
            assertThat(arp.targetIp()).isEqualTo(asked.senderIp());
            assertThat(host.out.dstMac(0)).isEqualTo(MacAddress.parse(A));
            assertThat(host.out.frames.get(0).port).isEqualTo(Host.PORT);
        }
        assertThat(host.counters()).as("ARP is not IP").isEmpty();
    }

    static Stream<Arguments> learning() {
        return Stream.of(
                Arguments.of("request for us", request(A, "10.9.0.10", "10.9.0.2"), true),
                Arguments.of("request for another", request(A, "10.9.0.10", "10.9.0.3"), false),
                Arguments.of("probe", request(A, "0.0.0.0", "10.9.0.2"), false),
                Arguments.of("unsolicited reply", reply(A, "10.9.0.10"), false),
                Arguments.of("gratuitous request", request(A, "10.9.0.10", "10.9.0.10"), false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("learning")
    void learnsStrangersFromRequestsForUsOnly(String name, byte[] frame, boolean learnt) {
        Host host = host();
        host.receive(frame);
        if (learnt) {
            assertThat(host.stack.neighbours()).containsExactly(neighbour(A, Host.PORT));
            assertThat(host.out.changes).containsExactly(neighbour(A, Host.PORT));
        } else {
            assertThat(host.stack.neighbours()).isEmpty();
            assertThat(host.out.changes).isEmpty();
        }
    }

    @Test
    void asksBeforeItSendsAndSendsAllInOrder() {
        Host host = host();
        host.output(TEN, 20);
        host.output(TEN, 21);
        host.output(TEN, 22);
        assertThat(host.out.frames).hasSize(1);
        assertThat(host.out.frames.get(0).port).isEqualTo(Neighbour.ANY_PORT);
        assertThat(host.out.dstMac(0)).isEqualTo(MacAddress.BROADCAST);
        ArpHeader arp = host.out.arp(0);
        assertThat(arp.operation()).isEqualTo(ArpHeader.REQUEST);
        assertThat(arp.senderIp()).isEqualTo(Host.ADDRESS);
        assertThat(arp.targetIp()).isEqualTo(TEN);
        assertThat(arp.targetMac()).isZero();
        host.receive(reply(A, "10.9.0.10"));
        assertThat(host.out.frames.stream().skip(1).map(SkBuff::len)).containsExactly(34 + 20, 34 + 21, 34 + 22);
        assertThat(host.out.dstMac(3)).isEqualTo(MacAddress.parse(A));
        assertThat(host.out.frames.get(3).port).isEqualTo(Host.PORT);
        assertThat(host.out.changes)
                .containsExactly(
                        new Neighbour(IpAddress.v4(TEN), 0, Neighbour.ANY_PORT, false), neighbour(A, Host.PORT));
    }

    @Test
    void asksThreeTimesASecondApartThenGivesUp() {
        Host host = host();
        host.output(TEN, 20);
        host.advance(Host.SECOND - 1);
        assertThat(host.out.frames).hasSize(1);
        host.advance(1);
        assertThat(host.out.frames).hasSize(2);
        host.advance(Host.SECOND);
        assertThat(host.out.frames).hasSize(3);
        assertThat(host.out.drops).isEmpty();
        host.advance(Host.SECOND);
        assertThat(host.out.frames).hasSize(3);
        assertThat(host.out.drops).extracting(DropEvent::reason).containsExactly("NEIGH_FAILED");
        assertThat(host.stack.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
        host.output(TEN, 20);
        assertThat(host.out.frames).as("a new packet starts again").hasSize(4);
    }

    @Test
    void keepsTheNewestPacketsThatFitIntoItsQueue() {
        Host host = host();
        for (int i = 0; i < 150; i++) {
            host.output(TEN, 1494 - 40 - i % 2);
        }
        // 212992 bytes of 1474 + 576 and 1473 + 576 each.
        assertThat(host.out.drops).hasSize(150 - 103);
        assertThat(host.out.drops).extracting(DropEvent::reason).containsOnly("NEIGH_QUEUEFULL");
        host.receive(reply(A, "10.9.0.10"));
        assertThat(host.out.frames).hasSize(1 + 103);
        assertThat(host.out.frames.get(103).len()).isEqualTo(34 + 1454 - 1);
    }

    @Test
    void keepsTheUnresolvedQueueOfFullFramesTheKernelIsNamedFor() {
        Host host = host();
        for (int i = 0; i < 110; i++) {
            SkBuff skb = SkBuff.alloc(200);
            skb.reserve(100);
            skb.put(20);
            // SKB_TRUESIZE(ETH_FRAME_LEN), from which the default of 101 packets is computed.
            skb.truesize = 1514 + 576;
            skb.flow = FlowKey.v4(Host.ADDRESS, 80, TEN, 4000);
            host.stack.output(skb, host.now);
        }
        assertThat(host.out.drops).hasSize(110 - 101);
    }

    @Test
    void probesAStaleNeighbourAfterFiveSecondsOfUse() {
        Host host = host();
        host.receive(request(A, "10.9.0.10", "10.9.0.2"));
        host.advance(100 * Host.SECOND);
        assertThat(host.stack.nextTimeoutNanos()).as("stale has no timer").isEqualTo(Long.MAX_VALUE);
        host.output(TEN, 20);
        assertThat(host.out.frames).hasSize(2);
        host.advance(5 * Host.SECOND);
        assertThat(host.out.frames).hasSize(3);
        assertThat(host.out.arp(2).operation()).isEqualTo(ArpHeader.REQUEST);
        assertThat(host.out.dstMac(2)).as("asks the neighbour itself").isEqualTo(MacAddress.parse(A));
        host.output(TEN, 20);
        assertThat(host.out.frames).as("and goes on sending").hasSize(4);
        host.receive(reply(A, "10.9.0.10"));
        host.advance(29 * Host.SECOND);
        host.output(TEN, 20);
        assertThat(host.out.frames).as("reachable for 30 s").hasSize(5);
        host.advance(Host.SECOND);
        host.advance(5 * Host.SECOND);
        assertThat(host.out.frames).as("used lately, so asked again").hasSize(6);
    }

    @Test
    void givesANeighbourUpThatDoesNotAnswerThreeProbes() {
        Host host = host();
        host.receive(request(A, "10.9.0.10", "10.9.0.2"));
        host.output(TEN, 20);
        host.advance(5 * Host.SECOND + 3 * Host.SECOND);
        assertThat(host.out.frames).hasSize(2 + 3);
        assertThat(host.stack.neighbours()).isEmpty();
        host.output(TEN, 20);
        assertThat(host.out.dstMac(5)).isEqualTo(MacAddress.BROADCAST);
    }

    @Test
    void letsAnUnusedReachableNeighbourGoStaleWithoutAWord() {
        Host host = host();
        host.output(TEN, 20);
        host.receive(reply(A, "10.9.0.10"));
        host.advance(1000 * Host.SECOND);
        assertThat(host.out.frames).hasSize(2);
        assertThat(host.stack.neighbours()).hasSize(1);
    }

    @Test
    void believesTheFirstOfSeveralAnswersWithinASecond() {
        Host host = host();
        host.output(TEN, 20);
        host.receive(reply(A, "10.9.0.10"));
        host.receive(reply(B, "10.9.0.10"));
        assertThat(host.stack.neighbours()).containsExactly(neighbour(A, Host.PORT));
        host.advance(Host.SECOND + 1);
        host.receive(reply(B, "10.9.0.10"));
        assertThat(host.stack.neighbours()).containsExactly(neighbour(B, Host.PORT));
    }

    @Test
    void believesAGratuitousRequestAtOnceButOnlyOfAKnownNeighbour() {
        Host host = host();
        host.output(TEN, 20);
        host.receive(reply(A, "10.9.0.10"));
        host.receive(request(B, "10.9.0.10", "10.9.0.10"));
        assertThat(host.stack.neighbours()).containsExactly(neighbour(B, Host.PORT));
    }

    @Test
    void followsANeighbourToAnotherPort() {
        Host host = host();
        host.receive(request(A, "10.9.0.10", "10.9.0.2"));
        SkBuff moved = Host.ethTypeTrans(request(A, "10.9.0.10", "10.9.0.2"));
        moved.port = 5;
        host.receive(moved);
        assertThat(host.out.changes).containsExactly(neighbour(A, Host.PORT), neighbour(A, 5));
        host.output(TEN, 20);
        assertThat(host.out.frames.get(2).port).isEqualTo(5);
    }

    @Test
    void tellsNobodyWhatIsNotNew() {
        Host host = host();
        host.receive(request(A, "10.9.0.10", "10.9.0.2"));
        host.receive(request(A, "10.9.0.10", "10.9.0.2"));
        assertThat(host.out.changes).hasSize(1);
    }

    @Test
    void neverReplacesANeighbourSetByHand() {
        Host host = new Host();
        host.advance(10 * Host.SECOND);
        host.receive(request(B, "10.9.0.1", "10.9.0.2"));
        assertThat(host.stack.neighbours())
                .containsExactly(new Neighbour(IpAddress.v4(Host.PEER), Host.PEER_MAC, Host.PORT, true));
        assertThat(host.out.dstMac(0)).as("but answers whoever asks").isEqualTo(MacAddress.parse(B));
    }

    @Test
    void sharesAnAnswerWithTheInstanceThatAsked() {
        Host asks = host();
        Host hears = host();
        asks.output(TEN, 20);
        asks.out.changes.forEach(n -> hears.stack.learn(n, hears.now));
        hears.receive(reply(A, "10.9.0.10"));
        assertThat(hears.out.changes).containsExactly(neighbour(A, Host.PORT));
        hears.out.changes.forEach(n -> asks.stack.learn(n, asks.now));
        assertThat(asks.out.frames).hasSize(2);
        assertThat(asks.out.dstMac(1)).isEqualTo(MacAddress.parse(A));
        assertThat(hears.out.frames).as("it has nothing to send").isEmpty();
    }

    @Test
    void forgetsThatAnotherInstanceAsksAfterThreeSeconds() {
        Host host = host();
        host.stack.learn(new Neighbour(IpAddress.v4(TEN), 0, Neighbour.ANY_PORT, false), host.now);
        host.advance(3 * Host.SECOND);
        assertThat(host.out.frames).as("it does not ask itself").isEmpty();
        assertThat(host.stack.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void asksItselfWhenItHasAPacketForWhatAnotherInstanceAsksFor() {
        Host host = host();
        host.stack.learn(new Neighbour(IpAddress.v4(TEN), 0, Neighbour.ANY_PORT, false), host.now);
        host.output(TEN, 20);
        assertThat(host.out.frames).hasSize(1);
        host.advance(3 * Host.SECOND);
        assertThat(host.out.frames).hasSize(3);
        assertThat(host.out.drops).hasSize(1);
    }

    @Test
    void isNotDisturbedByItsOwnChangesComingBack() {
        Host host = host();
        host.output(TEN, 20);
        host.stack.learn(host.out.changes.get(0), host.now);
        host.receive(reply(A, "10.9.0.10"));
        host.stack.learn(host.out.changes.get(1), host.now);
        host.output(TEN, 20);
        assertThat(host.out.frames).hasSize(3);
        assertThat(host.out.changes).hasSize(2);
    }

    @Test
    void sendsWhatWaitsWhenTheNeighbourIsSetByHand() {
        Host host = host();
        host.output(TEN, 20);
        host.stack.learn(new Neighbour(IpAddress.v4(TEN), MacAddress.parse(B), 9, true), host.now);
        assertThat(host.out.frames).hasSize(2);
        assertThat(host.out.frames.get(1).port).isEqualTo(9);
        host.advance(100 * Host.SECOND);
        assertThat(host.out.frames).hasSize(2);
    }

    @Test
    void makesRoomInAFullTableByTheOldestUnusedEntry() {
        NeighSettings small = Host.NO_NEIGHBOURS.neigh().with(n -> {
            n.gcThresh2 = 2;
            n.gcThresh3 = 2;
        });
        Host host = new Host(Host.NO_NEIGHBOURS.withNeigh(small));
        host.receive(request(A, "10.9.0.10", "10.9.0.2"));
        host.advance(Host.SECOND);
        host.receive(request(A, "10.9.0.11", "10.9.0.2"));
        host.receive(request(A, "10.9.0.12", "10.9.0.2"));
        assertThat(host.out.frames).as("no room, no answer").hasSize(2);
        host.output(Host.ip("10.9.0.13"), 20);
        assertThat(host.out.drops).extracting(DropEvent::reason).containsExactly("NEIGH_CREATEFAIL");
        host.advance(5 * Host.SECOND);
        host.receive(request(A, "10.9.0.12", "10.9.0.2"));
        assertThat(host.stack.neighbours())
                .extracting(e -> e.address().toString())
                .containsExactlyInAnyOrder("10.9.0.11", "10.9.0.12");
    }
}
