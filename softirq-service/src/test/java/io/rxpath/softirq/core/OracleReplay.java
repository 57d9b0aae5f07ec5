package io.rxpath.softirq.core;

import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.softirq.config.SoftirqConfig;
import io.rxpath.softirq.core.gro.GroResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays the frames of a kernel case into a softirq. A case is JSON: steps of a scripted peer; the result beside it holds
 * what a 6.18 kernel did with each frame. Only what the softirq sees is played: the host's answers are not needed, since
 * acknowledgment numbers are known from the steps.
 */
final class OracleReplay {
    /** One frame: what was played, and what the kernel and we did. */
    record Fate(
            int step,
            String what,
            @Nullable String gro,
            @Nullable Integer delivered,
            SkBuff skb,
            JsonNode expected) {}

    /** The peer's side of one flow; numbers count from the SYNs. */
    private static final class Conn {
        int sport = 40000;
        int dport = 8080;
        byte[] synOptions = {};
        int tsval = -1;
        int sndNxt;
        int rcvNxt;
    }

    final String name;
    final JsonNode result;
    final List<Fate> fates = new ArrayList<>();
    final Rig rig;

    private final Map<String, Conn> conns = new HashMap<>();
    private final List<SkBuff> played = new ArrayList<>();
    private final List<Integer> steps = new ArrayList<>();
    private int ipId;

    OracleReplay(String name) {
        this.name = name;
        JsonNode theCase = read("cases", name);
        result = read("results", name);
        rig = new Rig(settings(theCase.path("setup")));
        JsonNode peers = theCase.path("conns");
        for (String conn : peers.propertyNames()) {
            conns.put(conn, conn(peers.get(conn)));
        }
        conns.putIfAbsent("c0", new Conn());
        int step = 0;
        for (JsonNode s : theCase.get("steps")) {
            play(++step, s);
        }
        collect();
    }

    /** A case switches features of the device as a person would: "ethtool -K orc0 rx-gro-list on". */
    private static SoftirqSettings settings(JsonNode setup) {
        SoftirqSettings settings = Rig.tap();
        for (JsonNode command : setup) {
            String[] words = command.asString().split(" ", -1);
            settings = SoftirqConfig.apply(settings, "ethtool/eth0/feature/" + words[3], words[4]);
        }
        return settings;
    }

    private static JsonNode read(String folder, String name) {
        String path = "/oracle/" + folder + "/" + name + ".json";
        try (InputStream in = OracleReplay.class.getResourceAsStream(path)) {
            return new JsonMapper().readTree(Objects.requireNonNull(in, path));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    private static Conn conn(JsonNode settings) {
        Conn c = new Conn();
        c.sport = settings.path("sport").asInt(c.sport);
        c.dport = settings.path("dport").asInt(c.dport);
        JsonNode opts = settings.get("opts");
        c.synOptions = options(opts == null ? new JsonMapper().readTree("[[\"mss\",1460]]") : opts);
        if (opts != null) {
            for (JsonNode o : opts) {
                if (o.get(0).asString().equals("ts")) {
                    c.tsval = o.get(1).asInt();
                }
            }
        }
        return c;
    }

    private void collect() {
        List<Fate> collected = fates;
        JsonNode frames = result.get("frames");
        for (int i = 0; i < frames.size(); i++) {
            SkBuff skb = played.get(i);
            GroResult verdict = rig.verdicts.get(skb);
            String what = frames.get(i).get("what").asString();
            collected.add(new Fate(
                    steps.get(i),
                    what,
                    verdict == null ? null : verdict.name(),
                    rig.lengths.get(skb),
                    skb,
                    frames.get(i)));
        }
    }

    int framesPlayed() {
        return played.size();
    }

    private void play(int step, JsonNode s) {
        if (s.has("connect")) {
            Conn c = Objects.requireNonNull(conns.get(s.get("connect").asString()));
            single(step, tcp(c, "S", node("{\"data\":0}")).build());
            c.rcvNxt = 1;
            single(step, tcp(c, "A", node("{\"data\":0}")).build());
        } else if (s.has("app")) {
            if (s.get("do").asString().equals("write")) {
                Objects.requireNonNull(conns.get(s.get("app").asString())).rcvNxt +=
                        s.get("n").asInt();
            }
        } else if (s.has("burst")) {
            List<SkBuff> together = new ArrayList<>();
            for (JsonNode one : s.get("burst")) {
                for (byte[] frame : frames(one)) {
                    together.add(note(step, frame));
                }
            }
            rig.burst(together.toArray(new SkBuff[0]));
        } else if (!s.has("wait") && !s.has("info")) {
            for (byte[] frame : frames(s)) {
                single(step, frame);
            }
        }
        rig.now += 10_000_000;
    }

    private static JsonNode node(String json) {
        return new JsonMapper().readTree(json);
    }

    private void single(int step, byte[] frame) {
        rig.burst(note(step, frame));
        rig.now += 2_000_000;
    }

    /** A TAP with one queue sets no hash. */
    private SkBuff note(int step, byte[] frame) {
        SkBuff skb = SkBuff.wrap(frame);
        played.add(skb);
        steps.add(step);
        return skb;
    }

    private List<byte[]> frames(JsonNode s) {
        int count = s.path("bulk").asInt(1);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.addAll(frame(s));
        }
        return frames;
    }

    private List<byte[]> frame(JsonNode s) {
        if (s.has("raw")) {
            return List.of(HexFormat.of().parseHex(s.get("raw").asString()));
        }
        TestFrame frame;
        if (s.has("udp")) {
            frame = TestFrame.udp(
                    s.get("udp").get(0).asInt(),
                    s.get("udp").get(1).asInt(),
                    s.path("data").asInt(0));
        } else if (s.has("icmp")) {
            frame = icmp(s.path("data").asInt(0));
        } else {
            Conn c = Objects.requireNonNull(conns.get(s.path("conn").asString("c0")));
            frame = tcp(c, s.path("tcp").asString("A"), s);
        }
        JsonNode eth = s.path("eth");
        frame.ether(
                MacAddress.parse(eth.path("dst").asString("02:00:00:00:00:02")),
                MacAddress.parse(eth.path("src").asString("02:00:00:00:00:01")),
                eth.path("type").asInt(0x0800));
        ip(frame, s.path("ip"));
        frame.pad(s.path("pad").asInt(0)).cut(s.path("cut").asInt(Integer.MAX_VALUE));
        if (s.has("frags")) {
            return fragments(frame, s.get("frags"));
        }
        return List.of(frame.build());
    }

    private static List<byte[]> fragments(TestFrame frame, JsonNode pieces) {
        byte[] segment = frame.segment();
        List<byte[]> frames = new ArrayList<>();
        for (JsonNode piece : pieces) {
            int from = piece.get(0).asInt();
            int to = Math.min(segment.length, from + piece.get(1).asInt());
            frame.frag((to < segment.length ? Ipv4Header.MF : 0) | from / 8);
            frames.add(frame.build(Arrays.copyOfRange(segment, from, to)));
        }
        return frames;
    }

    private void ip(TestFrame frame, JsonNode ip) {
        if (ip.has("id")) {
            frame.id(ip.get("id").asInt());
        } else {
            ipId = (ipId + 1) & 0xffff;
            frame.id(ipId);
        }
        frame.ttl(ip.path("ttl").asInt(64)).tos(ip.path("tos").asInt(0));
        frame.ipChecksum(ip.path("csum").asInt(-1));
        frame.ipOptions(HexFormat.of().parseHex(ip.path("opts").asString("")));
        frame.frag((ip.path("df").asBoolean(true) ? Ipv4Header.DF : 0)
                | (ip.path("mf").asBoolean(false) ? Ipv4Header.MF : 0)
                | ip.path("off").asInt(0) / 8);
    }

    private static TestFrame tcp(Conn c, String flags, JsonNode s) {
        boolean bulk = s.has("bulk");
        int seq = s.path("seq").asInt(c.sndNxt);
        int length = s.path("data").asInt(bulk ? 1460 : 0);
        int bits = 0;
        for (int i = 0; i < flags.length(); i++) {
            bits |= 1 << "FSRPAUEC".indexOf(flags.charAt(i));
        }
        if (!s.has("seq")) {
            c.sndNxt = seq + length + Integer.bitCount(bits & (TcpHeader.SYN | TcpHeader.FIN));
        }
        boolean acks = (bits & TcpHeader.ACK) != 0;
        c.tsval = s.path("ts").asInt(c.tsval);
        TestFrame frame = TestFrame.tcp(seq, length)
                .ports(c.sport, c.dport)
                .flags(bits)
                .ack(acks ? TestFrame.HOST_ISN + s.path("ack").asInt(c.rcvNxt) : 0)
                .win(s.path("win").asInt(65535))
                .urg(s.path("urg").asInt(0))
                .doff(s.path("doff").asInt(-1));
        if (s.path("csum").asString("").equals("bad")) {
            frame.badChecksum();
        }
        if (s.has("opts")) {
            frame.options(options(s.get("opts")));
        } else if ((bits & TcpHeader.SYN) != 0) {
            frame.options(c.synOptions);
        } else if (c.tsval >= 0) {
            frame.options(HexFormat.of().parseHex(String.format(Locale.ROOT, "0101080a%08x%08x", c.tsval, 4711)));
        }
        return frame;
    }

    private static TestFrame icmp(int length) {
        byte[] segment = new byte[IcmpHeader.LENGTH + length];
        System.arraycopy(TestFrame.pattern(0, length), 0, segment, IcmpHeader.LENGTH, length);
        segment[0] = 8;
        segment[5] = 7;
        segment[7] = 1;
        int checksum = InternetChecksum.checksum(segment, 0, segment.length);
        segment[2] = (byte) (checksum >> 8);
        segment[3] = (byte) checksum;
        return TestFrame.ip(IpProtocol.ICMP, segment);
    }

    /** TCP options as a case writes them, filled up with NOPs. */
    private static byte[] options(JsonNode opts) {
        StringBuilder hex = new StringBuilder();
        for (JsonNode o : opts) {
            int value = o.size() > 1 && o.get(1).isNumber() ? o.get(1).asInt() : 0;
            hex.append(
                    switch (o.get(0).asString()) {
                        case "mss" -> String.format(Locale.ROOT, "0204%04x", value);
                        case "ws" -> String.format(Locale.ROOT, "0303%02x", value);
                        case "sackok" -> "0402";
                        case "ts" ->
                            String.format(
                                    Locale.ROOT, "080a%08x%08x", value, o.get(2).asInt());
                        case "nop" -> "01";
                        default -> throw new IllegalArgumentException("option " + o);
                    });
        }
        while (hex.length() % 8 != 0) {
            hex.append("01");
        }
        return HexFormat.of().parseHex(hex);
    }
}
