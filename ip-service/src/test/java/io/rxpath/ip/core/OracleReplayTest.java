package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.SkBuff;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays what was put on the wire of a Linux 6.18 host and compares every frame it sent, every drop reason and every
 * counter. Frames are equal byte for byte but for the IP identification, whose start is random in the kernel; times within
 * the kernel's timer slack.
 */
class OracleReplayTest {
    private static final long TIMER_SLACK_MICROS = 60_000;

    /**
     * One recording and where this layer is known to differ.
     *
     * @param name file name
     * @param settings the host
     * @param then settings from the last frame on, where the recording changes a sysctl
     * @param reasons drop reason by frame number (from 1) where the kernel had another or none
     * @param extra frames (from 1) after which we send one frame that the kernel did not send
     * @param counters differences of counters, ours minus the kernel's
     */
    record Case(
            String name,
            IpSettings settings,
            IpSettings then,
            Map<Integer, String> reasons,
            List<Integer> extra,
            Map<String, Long> counters) {
        Case plus(Map<String, Long> more) {
            Map<String, Long> all = new TreeMap<>(counters);
            all.putAll(more);
            return new Case(name, settings, then, reasons, extra, all);
        }

        Case reason(int frame, String reason) {
            Map<Integer, String> all = new TreeMap<>(reasons);
            all.put(frame, reason);
            return new Case(name, settings, then, all, extra, counters);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        IpSettings host = Host.SETTINGS;
        IpSettings ignoring = host.withIcmp(host.icmp().withEchoIgnoreAll(true));
        IpSettings fragments =
                host.withIcmp(host.icmp().withRates(0, 1000, 50)).withFrag(new FragSettings(4 << 20, Host.SECOND));
        return Stream.of(
                same("arp", Host.NO_NEIGHBOURS, Host.NO_NEIGHBOURS),
                // The ping socket that frame 13 is for, and that nobody has, is looked for in socket-service.
                same("icmp-echo", host, ignoring).reason(13, ""),
                // The recorded host had a UDP socket on port 5000: each datagram it took is refused here, once with the
                // 12 bytes of its options.
                noUdpSocket(
                        "ip-bad-headers",
                        host,
                        List.of(10, 11, 12, 14),
                        List.of(10, 11, 12, 14),
                        47 + 48 + 53 + 67 + 4 * 28 + 12,
                        4),
                // Frames 9 and 10 came to broadcast addresses, 12 and 13 from sources there is no route back to.
                noUdpSocket("ip-addresses", host, List.of(12, 13), List.of(), 0, 0)
                        .plus(Map.of("Udp.InDatagrams", -4L, "Udp.NoPorts", 2L, "Udp.IgnoredMulti", 2L))
                        .reason(9, "NOT_SPECIFIED")
                        .reason(10, "NOT_SPECIFIED"),
                // Frame 5 has an LLC length: the recorded kernel had the LLC module loaded, this host has not.
                noUdpSocket("eth-addressing", host, List.of(2, 3, 7, 9), List.of(7, 9), 43 + 46 + 2 * 28, 2)
                        .plus(Map.of("Udp.NoPorts", 4L))
                        .reason(5, "UNHANDLED_PROTO"),
                // Frame 11's companion of the overlap is consumed without a trace in the kernel, see IpFrag.
                noUdpSocket("ip-fragments", fragments, List.of(3, 6, 10, 16, 21), List.of(3, 6, 10, 16, 21), 0, 5)
                        .plus(Map.of("IpExt.OutOctets", 4 * 576L + 156)));
    }

    private static Case same(String name, IpSettings settings, IpSettings then) {
        return new Case(name, settings, then, Map.of(), List.of(), Map.of());
    }

    private static Case noUdpSocket(
            String name, IpSettings settings, List<Integer> refused, List<Integer> answered, long octets, long sent) {
        Map<Integer, String> reasons = new TreeMap<>();
        refused.forEach(frame -> reasons.put(frame, "NO_SOCKET"));
        Map<String, Long> counters = new TreeMap<>();
        counters.put("Udp.InDatagrams", (long) -refused.size());
        counters.put("Udp.NoPorts", (long) refused.size());
        for (String counter : List.of("Icmp.OutMsgs", "Icmp.OutDestUnreachs", "Ip.OutRequests", "Ip.OutTransmits")) {
            counters.put(counter, sent);
        }
        counters.put("IpExt.OutOctets", octets);
        return new Case(name, settings, settings, reasons, answered, counters);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void sendsDropsAndCountsWhatTheKernelDid(Case c) throws IOException {
        List<String[]> lines = read(c.name());
        long frames = lines.stream().filter(l -> l[0].equals("in")).count();
        Replay replay = new Replay(c, frames);
        lines.forEach(replay::line);
        replay.finish();
    }

    private static List<String[]> read(String name) throws IOException {
        try (InputStream in = OracleReplayTest.class.getResourceAsStream("/oracle/" + name + ".txt")) {
            assertThat(in).as("recording " + name).isNotNull();
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .toList();
        }
    }

    private static final class Replay {
        final Case c;
        final long frames;
        final List<Host> hosts = new ArrayList<>();
        final List<String> wanted = new ArrayList<>();
        final List<Long> wantedAt = new ArrayList<>();
        final List<String> sent = new ArrayList<>();
        final List<Long> sentAt = new ArrayList<>();
        final Map<String, Long> counters = new TreeMap<>();
        final long start;
        Host host;
        int frame;

        Replay(Case c, long frames) {
            this.c = c;
            this.frames = frames;
            host = new Host(c.settings());
            hosts.add(host);
            start = host.now;
        }

        void line(String[] words) {
            switch (words[0]) {
                case "in" -> in(Long.parseLong(words[1]), words[2], words.length > 3 ? words[4] : "");
                case "out" -> {
                    wantedAt.add(Long.parseLong(words[1]));
                    wanted.add(masked(words[2]));
                }
                case "counter" -> counters.put(words[1], Long.parseLong(words[2]));
                default -> throw new IllegalArgumentException(String.join(" ", words));
            }
        }

        void in(long micros, String hex, String drop) {
            frame++;
            if (frame == frames && !c.then().equals(c.settings())) {
                host = new Host(c.then());
                hosts.add(host);
            }
            advance(micros);
            int drops = host.out.drops.size();
            host.receive(HexFormat.of().parseHex(hex));
            collect();
            String reason = drop.isEmpty() ? "" : drop.substring(0, drop.indexOf('@'));
            // What dies later in the reassembly queue is compared at the end, by counters.
            String now = reason.equals("FRAG_REASM_TIMEOUT") ? "" : c.reasons().getOrDefault(frame, reason);
            List<DropEvent> events = host.out.drops.subList(drops, host.out.drops.size());
            assertThat(events.stream().map(DropEvent::reason).filter(r -> !r.equals("ReasmFails")))
                    .as("drop reason of frame %d", frame)
                    .containsExactlyElementsOf(now.isEmpty() ? List.of() : List.of(now));
            if (!drop.isEmpty() && now.equals(reason) && !now.isEmpty()) {
                assertThat(events.get(events.size() - 1).place())
                        .as("place of the drop of frame %d", frame)
                        .isEqualTo(drop.substring(drop.indexOf('@') + 1));
            }
            if (c.extra().contains(frame)) {
                assertThat(sent).as("frames sent up to frame %d", frame).hasSize(wanted.size() + 1);
                sent.remove(sent.size() - 1);
                sentAt.remove(sentAt.size() - 1);
            }
        }

        /** Runs timers one by one, so that each frame sent is noted with its time. */
        private void advance(long micros) {
            long until = start + micros * 1000;
            while (host.stack.nextTimeoutNanos() <= until) {
                host.advanceTo(host.stack.nextTimeoutNanos());
                collect();
            }
            host.advanceTo(until);
        }

        private void collect() {
            for (SkBuff skb : host.out.frames) {
                sent.add(masked(HexFormat.of().formatHex(skb.toByteArray())));
                sentAt.add((host.now - start) / 1000);
            }
            host.out.frames.clear();
        }

        void finish() {
            advance(10_000_000);
            assertThat(sent).containsExactlyElementsOf(wanted);
            for (int i = 0; i < wanted.size(); i++) {
                assertThat(sentAt.get(i))
                        .as("time of frame %d sent, in microseconds", i + 1)
                        .isBetween(wantedAt.get(i) - TIMER_SLACK_MICROS, wantedAt.get(i) + TIMER_SLACK_MICROS);
            }
            c.counters().forEach((name, more) -> counters.merge(name, more, Long::sum));
            counters.values().removeIf(value -> value == 0);
            Map<String, Long> ours = new TreeMap<>();
            hosts.forEach(h -> h.counters().forEach((name, value) -> ours.merge(name, value, Long::sum)));
            assertThat(ours).containsExactlyInAnyOrderEntriesOf(counters);
            hosts.forEach(h -> assertThat(h.stack.heldSegments()).isZero());
        }

        /** Blanks the identification of an IPv4 frame and the header checksum, which RecordingOutput verifies. */
        private static String masked(String hex) {
            byte[] frame = HexFormat.of().parseHex(hex);
            if (new EthernetHeader(frame, 0).type() == EthernetHeader.TYPE_IPV4) {
                frame[18] = 0;
                frame[19] = 0;
                frame[24] = 0;
                frame[25] = 0;
            }
            return HexFormat.of().formatHex(frame);
        }
    }
}
