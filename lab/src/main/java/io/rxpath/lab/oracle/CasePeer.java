package io.rxpath.lab.oracle;

import io.rxpath.lab.oracle.CaseFile.Iface;
import io.rxpath.lab.oracle.Step.Arp;
import io.rxpath.lab.oracle.Step.Body;
import io.rxpath.lab.oracle.Step.Icmp;
import io.rxpath.lab.oracle.Step.IpFields;
import io.rxpath.lab.oracle.Step.OptionSpec;
import io.rxpath.lab.oracle.Step.OtherIp;
import io.rxpath.lab.oracle.Step.Packet;
import io.rxpath.lab.oracle.Step.Payload;
import io.rxpath.lab.oracle.Step.PeerFlow;
import io.rxpath.lab.oracle.Step.Piece;
import io.rxpath.lab.oracle.Step.Quote;
import io.rxpath.lab.oracle.Step.Raw;
import io.rxpath.lab.oracle.Step.Tcp;
import io.rxpath.lab.oracle.Step.Udp;
import io.rxpath.lab.run.LabException;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The peer: turns packet steps into frames and remembers what the host has said on each flow. */
final class CasePeer {
    /** A frame and how a result calls it. */
    record Built(int port, byte[] bytes, String what) {}

    /** The peer's side of one flow; sequence numbers count from the initial ones. */
    static final class Flow {
        final String name;
        final PeerFlow settings;
        final String src;
        final String dst;

        @Nullable
        Integer hostIsn;

        long rcvNxt;
        int hostTs;
        int hostTs0;
        private long sndNxt;
        private @Nullable Long ts;

        Flow(String name, PeerFlow settings, Iface iface) {
            this.name = name;
            this.settings = settings;
            String from = settings.src();
            String to = settings.dst();
            src = from == null ? iface.peerIp() : from;
            dst = to == null ? iface.ip() : to;
            for (OptionSpec o : settings.options()) {
                if (o.kind().equals("ts")) {
                    ts = o.values().get(0);
                }
            }
        }

        int hostBase() {
            Integer isn = hostIsn;
            return isn == null ? 0 : isn;
        }
    }

    private record Segment(int protocol, String src, String dst, byte[] bytes, String what) {}

    private final CaseFile theCase;
    private final Map<String, Flow> flows = new LinkedHashMap<>();
    private int ipId;

    CasePeer(CaseFile theCase) {
        this.theCase = theCase;
        theCase.flows().forEach(this::add);
    }

    /** Whether the host's answers are written with their AE flag. */
    boolean showsAe() {
        return theCase.ae();
    }

    void add(String name, PeerFlow settings) {
        flows.put(name, new Flow(name, settings, theCase.iface()));
    }

    Iterable<Flow> flows() {
        return flows.values();
    }

    Flow flow(String name) {
        Flow flow = flows.get(name);
        if (flow == null) {
            throw LabException.badInput("conns: no flow '" + name + "'; expected one of " + flows.keySet());
        }
        return flow;
    }

    List<Built> build(Packet p) {
        Iface iface = theCase.ifaces().get(p.port());
        String dst = or(p.ethDst(), iface.mac());
        String src = or(p.ethSrc(), iface.peerMac());
        if (p.body() instanceof Raw raw) {
            return List.of(new Built(p.port(), raw.bytes().clone(), "raw"));
        }
        if (p.body() instanceof Arp arp) {
            byte[] frame = PacketBytes.ethernet(dst, src, EthernetHeader.TYPE_ARP, arp(arp, src, iface));
            return List.of(new Built(p.port(), finish(p, frame), "arp op=" + arp.op()));
        }
        String from = or(p.src(), iface.peerIp());
        String to = or(p.dst(), theCase.iface().ip());
        Segment segment = segment(p.body(), from, to);
        if (p.ip().id() < 0) {
            ipId = ipId + 1 & 0xffff;
        }
        int id = p.ip().id() < 0 ? ipId : p.ip().id();
        int family =
                or(p.ip().src(), segment.src()).contains(":") ? EthernetHeader.TYPE_IPV6 : EthernetHeader.TYPE_IPV4;
        int type = p.ethType() < 0 ? family : p.ethType();
        if (p.pieces().isEmpty()) {
            byte[] packet = packet(segment, segment.bytes(), p.ip(), id);
            byte[] frame = finish(p, PacketBytes.ethernet(dst, src, type, packet));
            return List.of(new Built(p.port(), frame, segment.what()));
        }
        List<Built> built = new ArrayList<>();
        for (Piece piece : p.pieces()) {
            byte[] packet = packet(segment, cut(segment.bytes(), piece), fragment(p.ip(), piece, segment), id);
            String what = segment.what() + " fragment " + piece.offset() + "+" + piece.length();
            built.add(new Built(p.port(), PacketBytes.ethernet(dst, src, type, packet), what));
        }
        return built;
    }

    private static String or(@Nullable String value, String missing) {
        return value == null ? missing : value;
    }

    private static byte[] packet(Segment s, byte[] payload, IpFields fields, int id) {
        String from = or(fields.src(), s.src());
        IpAddress src = PacketBytes.address(from);
        IpAddress dst = PacketBytes.address(or(fields.dst(), s.dst()));
        int next = fields.protocol() >= 0 ? fields.protocol() : s.protocol();
        // An IPv4 address in an IPv6 one is the same address to IpAddress.
        return from.contains(":")
                ? PacketBytes.ipv6(src, dst, next, payload, fields)
                : PacketBytes.ipv4(src.v4(), dst.v4(), next, payload, fields, id);
    }

    private static byte[] cut(byte[] bytes, Piece piece) {
        byte[] part = new byte[piece.length()];
        if (piece.fill() >= 0) {
            Arrays.fill(part, (byte) piece.fill());
            return part;
        }
        int from = Math.min(piece.offset(), bytes.length);
        return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece.length()));
    }

    private static IpFields fragment(IpFields f, Piece piece, Segment whole) {
        boolean more = piece.offset() + piece.length() < whole.bytes().length;
        return new IpFields(
                f.ttl(),
                f.tos(),
                f.id(),
                false,
                more,
                piece.offset(),
                f.ihl(),
                f.version(),
                f.totalLength(),
                f.checksum(),
                f.options(),
                f.protocol(),
                f.src(),
                f.dst());
    }

    private static byte[] finish(Packet p, byte[] frame) {
        if (p.cut() >= 0) {
            return Arrays.copyOf(frame, Math.min(frame.length, p.cut()));
        }
        return Arrays.copyOf(frame, frame.length + p.pad());
    }

    private static byte[] arp(Arp a, String src, Iface iface) {
        return PacketBytes.arp(
                a.op(),
                or(a.sha(), src),
                or(a.spa(), iface.peerIp()),
                or(a.tha(), "00:00:00:00:00:00"),
                or(a.tpa(), iface.ip()));
    }

    private Segment segment(Body body, String src, String dst) {
        if (body instanceof Tcp tcp) {
            return tcp(tcp);
        }
        if (body instanceof Udp udp) {
            byte[] data = payload(udp.payload(), 0);
            byte[] bytes = PacketBytes.udp(udp, PacketBytes.address(src), PacketBytes.address(dst), data);
            String what = "udp " + udp.sport() + ">" + udp.dport() + " " + data.length + "B";
            return new Segment(IpProtocol.UDP, src, dst, bytes, what);
        }
        if (body instanceof Icmp icmp) {
            byte[] data = payload(icmp.payload(), 0);
            byte[] bytes = PacketBytes.icmp(icmp, PacketBytes.address(src), PacketBytes.address(dst), data);
            int protocol = src.contains(":") ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
            return new Segment(protocol, src, dst, bytes, "icmp " + icmp.type() + "/" + icmp.code());
        }
        if (body instanceof Quote quote) {
            return quote(quote);
        }
        OtherIp other = (OtherIp) body;
        byte[] data = payload(other.payload(), 0);
        return new Segment(other.protocol(), src, dst, data, "ip proto " + other.protocol());
    }

    /** From the peer of the flow, as if it were a router on the way to it. */
    private Segment quote(Quote q) {
        Flow c = flow(q.flow());
        PeerFlow s = c.settings;
        Tcp segment = ((Tcp) StepReader.plain(q.flow(), "A").body());
        IpAddress host = PacketBytes.address(c.dst);
        IpAddress peer = PacketBytes.address(c.src);
        int seq = c.hostBase() + (int) q.seq();
        byte[] tcp = PacketBytes.tcp(segment, host, peer, s.dport(), s.sport(), seq, 0, 0, new byte[0], new byte[0]);
        boolean v6 = c.src.contains(":");
        byte[] packet = v6
                ? PacketBytes.ipv6(host, peer, IpProtocol.TCP, tcp, IpFields.USUAL)
                : PacketBytes.ipv4(host.v4(), peer.v4(), IpProtocol.TCP, tcp, IpFields.USUAL, 0);
        Icmp icmp = new Icmp(
                q.type(), q.code(), q.info() >>> 16, q.info() & 0xffff, new Payload(0, -1, null), q.checksum());
        byte[] bytes = PacketBytes.icmp(icmp, peer, host, packet);
        String what = "icmp " + q.type() + "/" + q.code() + " about " + c.name + " seq=" + q.seq();
        return new Segment(v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP, c.src, c.dst, bytes, what);
    }

    private static byte[] payload(Payload p, long offset) {
        String text = p.text();
        if (text != null) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (p.fill() < 0) {
            return PacketBytes.pattern(offset, p.length());
        }
        byte[] bytes = new byte[p.length()];
        Arrays.fill(bytes, (byte) p.fill());
        return bytes;
    }

    private Segment tcp(Tcp t) {
        Flow c = flow(t.flow());
        Long givenSeq = t.seq();
        Long givenAck = t.ack();
        long seq = givenSeq == null ? c.sndNxt : givenSeq;
        boolean acks = t.flags().contains("A") || givenAck != null;
        long ack = givenAck == null ? c.rcvNxt : givenAck;
        byte[] data = payload(t.payload(), Math.max(seq - 1, 0));
        if (t.ts() != null) {
            c.ts = t.ts();
        }
        byte[] options = PacketBytes.options(options(t, c), c.hostBase());
        if (givenSeq == null) {
            c.sndNxt = seq
                    + data.length
                    + (t.flags().contains("S") ? 1 : 0)
                    + (t.flags().contains("F") ? 1 : 0);
        }
        PeerFlow s = c.settings;
        byte[] bytes = PacketBytes.tcp(
                t,
                PacketBytes.address(c.src),
                PacketBytes.address(c.dst),
                s.sport(),
                s.dport(),
                s.isn() + (int) seq,
                acks ? c.hostBase() + (int) ack : 0,
                t.window() < 0 ? s.window() : t.window(),
                options,
                data);
        String what = "tcp " + c.name + " " + t.flags() + " seq=" + seq + " ack=" + (acks ? ack : "-") + " len="
                + data.length;
        return new Segment(IpProtocol.TCP, c.src, c.dst, bytes, what);
    }

    private static List<OptionSpec> options(Tcp t, Flow c) {
        List<OptionSpec> given = t.options();
        if (given != null) {
            return given;
        }
        if (t.flags().contains("S")) {
            return c.settings.options();
        }
        Long ts = c.ts;
        if (ts == null) {
            return List.of();
        }
        Long ecr = t.ecr();
        long echo = ecr == null ? c.hostTs : c.hostTs0 + ecr;
        OptionSpec nop = new OptionSpec("nop", List.of(), "");
        return List.of(nop, nop, new OptionSpec("ts", List.of(ts, echo), ""));
    }
}
