package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reassembly, beyond what the recording of ip-fragments shows. */
class IpFragTest {
    private static final byte[] DATA = Packets.bytes(64);

    private static byte[] piece(int from, int to, boolean more) {
        return piece(from, to, more, 0, 7);
    }

    private static byte[] piece(int from, int to, boolean more, int ecn, int id) {
        return Packets.ip(
                IpProtocol.TCP,
                Arrays.copyOfRange(DATA, from, to),
                "",
                iph -> iph.id(id).fragmentOffset(from).moreFragments(more).ecn(ecn));
    }

    static Stream<Arguments> sequences() {
        return Stream.of(
                Arguments.of(
                        "in order", "0-16+ 16-32+ 32-64", "held, held, consumed reassembly 2 & delivered & held -2"),
                Arguments.of(
                        "reversed", "32-64 16-32+ 0-16+", "held, held, consumed reassembly 2 & delivered & held -2"),
                Arguments.of("duplicate of the tail", "0-16+ 0-16+", "held, dropped DUP_FRAG"),
                Arguments.of("duplicate inside a run", "0-16+ 16-32+ 8-24+", "held, held, dropped DUP_FRAG"),
                Arguments.of(
                        "across two runs that touch",
                        "16-32+ 0-16+ 8-24+",
                        "held, held, dropped NOT_SPECIFIED & dropped ReasmFails 2 & held -2"),
                Arguments.of(
                        "overlap behind", "0-16+ 8-32+", "held, dropped NOT_SPECIFIED & dropped ReasmFails & held -1"),
                Arguments.of(
                        "overlap in front",
                        "16-32+ 0-24+",
                        "held, dropped NOT_SPECIFIED & dropped ReasmFails & held -1"),
                Arguments.of(
                        "covers all that is there",
                        "16-32+ 0-40+",
                        "held, dropped NOT_SPECIFIED & dropped ReasmFails & held -1"),
                Arguments.of("two ends", "32-64 32-48", "held, dropped NOT_SPECIFIED & dropped ReasmFails & held -1"),
                Arguments.of(
                        "bytes behind the end",
                        "32-48 48-64+",
                        "held, dropped NOT_SPECIFIED & dropped ReasmFails & held -1"),
                Arguments.of(
                        "end before what is there",
                        "32-64+ 16-24",
                        "held, dropped NOT_SPECIFIED & dropped ReasmFails & held -1"),
                Arguments.of("nothing in it", "8-8+", "dropped NOT_SPECIFIED"),
                Arguments.of("seven bytes of a middle piece are none", "8-15+", "dropped NOT_SPECIFIED"),
                Arguments.of(
                        "middle piece cut to a multiple of 8",
                        "0-19+ 16-64",
                        "held, consumed reassembly & delivered & held -1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sequences")
    void judgesEachFragment(String name, String fragments, String results) {
        Host host = new Host();
        List<String> seen = new ArrayList<>();
        for (String fragment : fragments.split(" ", -1)) {
            boolean more = fragment.endsWith("+");
            String[] range = fragment.replace("+", "").split("-", -1);
            seen.add(host.receive(piece(Integer.parseInt(range[0]), Integer.parseInt(range[1]), more))
                    .replace(", ", " & "));
        }
        assertThat(String.join(", ", seen)).isEqualTo(results);
        if (!host.out.tcp.isEmpty()) {
            assertThat(host.out.tcp.get(0).toByteArray()).isEqualTo(DATA);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void puts20DatagramsTogetherInAnyOrder(long seed) {
        Random random = new Random(seed);
        Host host = new Host();
        List<byte[]> frames = new ArrayList<>();
        for (int id = 0; id < 20; id++) {
            int from = 0;
            while (from < 64) {
                int to = Math.min(64, from + 8 * (1 + random.nextInt(4)));
                frames.add(piece(from, to, to < 64, 0, id));
                from = to;
            }
        }
        Collections.shuffle(frames, random);
        frames.forEach(host::receive);
        // A datagram of a single piece is no fragment; none has one, the longest piece is half of it.
        assertThat(host.out.tcp).hasSize(20);
        for (SkBuff skb : host.out.tcp) {
            assertThat(skb.toByteArray()).isEqualTo(DATA);
            Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
            assertThat(iph.checksumValid()).isTrue();
            assertThat(iph.totalLength()).isEqualTo(84);
            assertThat(iph.isFragment()).isFalse();
        }
        assertThat(host.stack.heldSegments()).isZero();
        assertThat(host.counters())
                .containsEntry("Ip.ReasmReqds", (long) frames.size())
                .containsEntry("Ip.ReasmOKs", 20L)
                .containsEntry("Ip.InDelivers", 20L);
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.of("identification", Packets.fragment(8, 16, new byte[8], false)),
                Arguments.of(
                        "protocol", Packets.ip(17, new byte[8], "", i -> i.id(7).fragmentOffset(16))),
                Arguments.of(
                        "source",
                        Packets.ip(
                                6,
                                new byte[8],
                                "",
                                i -> i.id(7).fragmentOffset(16).saddr(Host.ip("10.9.0.9")))));
    }

    @ParameterizedTest(name = "other {0}")
    @MethodSource("keys")
    void keepsDatagramsApartBy(String name, byte[] other) {
        Host host = new Host();
        assertThat(host.receive(piece(0, 16, true))).isEqualTo("held");
        assertThat(host.receive(other)).isEqualTo("held");
        assertThat(host.stack.heldSegments()).isEqualTo(2);
    }

    static Stream<Arguments> ecn() {
        return Stream.of(
                Arguments.of("both not ECT", 0, 0, 0),
                Arguments.of("both ECT(0)", 2, 2, 2),
                Arguments.of("ECT(0) and CE", 2, 3, 3),
                Arguments.of("CE and ECT(1)", 3, 1, 3),
                Arguments.of("ECT(0) and ECT(1)", 2, 1, 2),
                Arguments.of("not ECT and CE", 0, 3, -1),
                Arguments.of("not ECT and ECT(0)", 0, 2, -1),
                Arguments.of("ECT(1) and not ECT", 1, 0, -1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ecn")
    void combinesEcn(String name, int first, int second, int whole) {
        Host host = new Host();
        host.receive(piece(0, 16, true, first, 7));
        String result = host.receive(piece(16, 64, false, second, 7));
        if (whole < 0) {
            assertThat(result).isEqualTo("dropped ReasmFails 2, held -1");
            assertThat(host.counters()).containsEntry("Ip.ReasmFails", 1L);
        } else {
            SkBuff skb = host.out.tcp.get(0);
            assertThat(new Ipv4Header(skb.buf(), skb.networkHeader()).ecn()).isEqualTo(whole);
        }
    }

    @Test
    void givesUpAfter30SecondsAndTellsTheSenderOnce() {
        Host host = new Host();
        host.receive(piece(0, 16, true));
        host.advance(10 * Host.SECOND);
        host.receive(piece(32, 64, false));
        host.receive(piece(16, 64, false, 0, 8));
        host.advance(20 * Host.SECOND - 1);
        assertThat(host.stack.heldSegments()).isEqualTo(3);
        host.advance(1);
        assertThat(host.stack.heldSegments()).as("the second one has 10 s left").isEqualTo(1);
        assertThat(host.out.frames).hasSize(1);
        assertThat(host.out.payload(0)).startsWith(11, 1);
        host.advance(10 * Host.SECOND);
        assertThat(host.out.frames).as("no first fragment to quote").hasSize(1);
        assertThat(host.balanced().dropped()).isEqualTo(Map.of("FRAG_REASM_TIMEOUT", 3L));
        assertThat(host.counters())
                .containsEntry("Ip.ReasmTimeout", 2L)
                .containsEntry("Ip.ReasmFails", 2L)
                .containsEntry("Icmp.OutTimeExcds", 1L);
        assertThat(host.out.drops)
                .extracting(DropEvent::place)
                .containsExactly("ip_expire", "inet_frag_rbtree_purge", "inet_frag_rbtree_purge");
        assertThat(host.stack.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refusesFragmentsWhenItsMemoryIsUsedUp() {
        Host host = new Host(Host.SETTINGS.withFrag(new FragSettings(5000, 30 * Host.SECOND)));
        int held = 0;
        while (host.receive(piece(0, 16, true, 0, held)).equals("held")) {
            held++;
        }
        // Each is charged 36 bytes, 576 of metadata and 200 for its queue.
        assertThat(held).isEqualTo(7);
        assertThat(host.counters()).containsEntry("Ip.ReasmFails", 1L);
        host.advance(30 * Host.SECOND);
        assertThat(host.receive(piece(0, 16, true))).isEqualTo("held");
    }

    @Test
    void refusesADatagramOfMoreThan65535Bytes() {
        Host host = new Host();
        host.receive(Packets.fragment(1, 65528, new byte[7], false));
        for (int offset = 0; offset < 65528; offset += 8192) {
            int size = Math.min(8192, 65528 - offset);
            host.receive(Packets.fragment(1, offset, new byte[size], true));
        }
        assertThat(host.stack.heldSegments()).isZero();
        assertThat(host.counters()).containsEntry("Ip.ReasmFails", 1L).doesNotContainKey("Ip.ReasmOKs");
    }

    @Test
    void setsDfWhenTheBiggestFragmentHadIt() {
        Host host = new Host();
        byte[] first = Packets.ip(
                6,
                Arrays.copyOfRange(DATA, 0, 48),
                "",
                i -> i.moreFragments(true).dontFragment(true));
        host.receive(first);
        host.receive(piece(48, 64, false));
        SkBuff skb = host.out.tcp.get(0);
        assertThat(new Ipv4Header(skb.buf(), skb.networkHeader()).fragOff16()).isEqualTo(Ipv4Header.DF);
    }

    @Test
    void keepsTheOptionsOfTheFirstFragment() {
        Host host = new Host();
        host.receive(piece(16, 64, false));
        host.receive(Packets.ip(6, Arrays.copyOfRange(DATA, 0, 16), "94040000", i -> i.moreFragments(true)));
        SkBuff skb = host.out.tcp.get(0);
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
        assertThat(iph.ihl()).isEqualTo(6);
        assertThat(iph.totalLength()).isEqualTo(24 + 64);
        assertThat(iph.checksumValid()).isTrue();
        assertThat(skb.toByteArray()).isEqualTo(DATA);
        assertThat(skb.macHeader()).isEqualTo(skb.networkHeader() - EthernetHeader.LENGTH);
    }
}
