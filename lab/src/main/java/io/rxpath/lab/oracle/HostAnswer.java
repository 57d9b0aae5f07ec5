package io.rxpath.lab.oracle;

import io.rxpath.lab.oracle.CasePeer.Flow;
import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptions;
import io.rxpath.skb.UdpHeader;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A frame of the host as a result describes it: sequence numbers relative to the initial ones, no clock values, no
 * Ethernet padding. The peer learns from it what it must know to go on.
 */
final class HostAnswer {
    private static final int ETHERNET = EthernetHeader.LENGTH;

    private final CasePeer peer;
    private final byte[] frame;
    private final ObjectNode n = JsonNodeFactory.instance.objectNode();
    private @Nullable Flow flow;
    private boolean forwarded;
    private @Nullable Long tsvalMillis;

    private HostAnswer(CasePeer peer, byte[] frame) {
        this.peer = peer;
        this.frame = frame;
    }

    /** What it says. */
    ObjectNode fields() {
        return n;
    }

    /** The host's timestamp since its first on that flow, or null. */
    @Nullable
    Long tsvalMillis() {
        return tsvalMillis;
    }

    /** What {@code frame} says, which was sent at {@code step} by the device {@code iface}, null for the first one. */
    static HostAnswer of(byte[] frame, @Nullable String iface, int step, CasePeer peer) {
        HostAnswer answer = new HostAnswer(peer, frame);
        answer.n.put("step", step);
        if (iface != null) {
            answer.n.put("if", iface);
        }
        int type = new EthernetHeader(frame, 0).type();
        switch (type) {
            case EthernetHeader.TYPE_ARP -> answer.arp();
            case EthernetHeader.TYPE_IPV4 -> answer.ipv4();
            case EthernetHeader.TYPE_IPV6 -> answer.ipv6();
            default ->
                answer.n
                        .put("proto", String.format(Locale.ROOT, "ethertype-%04x", type))
                        .put("len", frame.length - ETHERNET);
        }
        return answer;
    }

    private void arp() {
        ArpHeader a = new ArpHeader(frame, ETHERNET);
        n.put("proto", "arp").put("op", a.operation());
        n.put("sha", MacAddress.format(a.senderMac())).put("spa", text(a.senderIp()));
        n.put("tha", MacAddress.format(a.targetMac())).put("tpa", text(a.targetIp()));
    }

    private static String text(int v4) {
        return IpAddress.v4(v4).toString();
    }

    private void ipv4() {
        Ipv4Header ip = new Ipv4Header(frame, ETHERNET);
        int at = ETHERNET + ip.headerLength();
        int end = ETHERNET + ip.totalLength();
        boolean later = ip.fragmentOffset() > 0;
        ends(text(ip.saddr()), text(ip.daddr()), later || isShort(ip.protocol(), at, end) ? -1 : ip.protocol(), at);
        n.put("ttl", ip.ttl()).put("tos", ip.tos()).put("df", (ip.fragOff16() & Ipv4Header.DF) != 0);
        if (ip.isFragment()) {
            n.put("mf", (ip.fragOff16() & Ipv4Header.MF) != 0).put("off", ip.fragmentOffset());
        }
        if (later) {
            n.put("proto", "fragment").put("len", end - at);
        } else {
            transport(ip.protocol(), at, end);
        }
    }

    private void ipv6() {
        Ipv6Header ip = new Ipv6Header(frame, ETHERNET);
        int at = ETHERNET + Ipv6Header.LENGTH;
        String src = new IpAddress(ip.saddrHi(), ip.saddrLo()).toString();
        int end = at + ip.payloadLength();
        int protocol = isShort(ip.nextHeader(), at, end) ? -1 : ip.nextHeader();
        ends(src, new IpAddress(ip.daddrHi(), ip.daddrLo()).toString(), protocol, at);
        n.put("ttl", ip.hopLimit()).put("tos", ip.trafficClass());
        transport(ip.nextHeader(), at, end);
    }

    /** Between whom: a flow of the peer, or addresses and ports. */
    private void ends(String src, String dst, int protocol, int at) {
        boolean ports = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
        UdpHeader l4 = new UdpHeader(frame, at);
        if (ports) {
            find(src, l4.source(), dst, l4.dest());
        }
        Flow c = flow;
        if (c != null) {
            n.put("conn", c.name);
            if (forwarded) {
                n.put("forwarded", true).put("dst", dst).put("dport", l4.dest());
            }
            return;
        }
        n.put("src", src).put("dst", dst);
        if (ports) {
            n.put("sport", l4.source()).put("dport", l4.dest());
        }
    }

    /** The flow whose peer it goes to, or else comes from. */
    private void find(String src, int sport, String dst, int dport) {
        for (Flow c : peer.flows()) {
            if (c.src.equals(dst) && c.settings.sport() == dport) {
                flow = c;
                return;
            }
            if (c.src.equals(src) && c.settings.sport() == sport) {
                flow = c;
                forwarded = true;
                return;
            }
        }
    }

    /** True for what a router passes on although it is too short for its protocol, or for the packet it should quote. */
    private boolean isShort(int protocol, int at, int end) {
        int needed = switch (protocol) {
            case IpProtocol.TCP -> TcpHeader.LENGTH;
            case IpProtocol.UDP -> UdpHeader.LENGTH;
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> IcmpHeader.LENGTH;
            default -> 0;
        };
        boolean whole = end - at >= needed;
        boolean v4 = protocol == IpProtocol.ICMP;
        boolean icmp = v4 || protocol == IpProtocol.ICMPV6;
        return !whole || (icmp && quotes(v4, frame[at] & 0xff) && end <= quotedProtocol(v4, at));
    }

    private static boolean quotes(boolean v4, int type) {
        return v4 ? type == 3 || type == 4 || type == 11 || type == 12 : type < 128;
    }

    /** Index of the field of an ICMP error's quoted header that says what the packet was. */
    private static int quotedProtocol(boolean v4, int at) {
        return at + IcmpHeader.LENGTH + (v4 ? 9 : 6);
    }

    private void transport(int protocol, int at, int end) {
        if (isShort(protocol, at, end)) {
            n.put("proto", "ip-" + protocol).put("len", end - at);
            return;
        }
        n.put("proto", protocol(protocol));
        switch (protocol) {
            case IpProtocol.TCP -> tcp(at, end);
            case IpProtocol.UDP -> {
                n.put("len", end - at - UdpHeader.LENGTH);
                digest(at + UdpHeader.LENGTH, end);
            }
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> icmp(protocol, at, end);
            default -> n.put("len", end - at);
        }
    }

    private static String protocol(int number) {
        return switch (number) {
            case IpProtocol.ICMP -> "icmp";
            case IpProtocol.TCP -> "tcp";
            case IpProtocol.UDP -> "udp";
            case IpProtocol.ICMPV6 -> "icmp6";
            default -> "ip-" + number;
        };
    }

    private void icmp(int protocol, int at, int end) {
        IcmpHeader icmp = new IcmpHeader(frame, at);
        int type = icmp.type();
        n.put("type", type).put("code", icmp.code()).put("len", end - at - IcmpHeader.LENGTH);
        boolean v4 = protocol == IpProtocol.ICMP;
        if (quotes(v4, type)) {
            String quoted = protocol(frame[quotedProtocol(v4, at)] & 0xff);
            n.put("quotes", quoted.startsWith("ip-") ? "?" : quoted);
        }
        if (v4 && (type == IcmpHeader.ECHO_REPLY || type == IcmpHeader.ECHO)) {
            n.put("id", icmp.id()).put("icmp_seq", icmp.sequence());
        } else {
            n.put("rest", icmp.restOfHeader() & 0xffff_ffffL);
        }
    }

    private static String flags(int bits) {
        StringBuilder text = new StringBuilder();
        for (char letter : PacketBytes.WRITTEN.toCharArray()) {
            if ((bits & 1 << PacketBytes.FLAGS.indexOf(letter)) != 0) {
                text.append(letter);
            }
        }
        return text.toString();
    }

    private void tcp(int at, int end) {
        TcpHeader th = new TcpHeader(frame, at);
        int length = end - at - th.headerLength();
        int ae = th.ae() && peer.showsAe() ? 1 << PacketBytes.FLAGS.indexOf('N') : 0;
        n.put("flags", flags(th.flags() & 0xff | ae)).put("win", th.window());
        if (th.urgPtr() != 0) {
            n.put("urg", th.urgPtr());
        }
        n.put("len", length);
        TcpOptions options = new TcpOptions();
        options.parse(frame, at, th.syn());
        Flow c = flow;
        if (c != null && !forwarded) {
            learn(c, th, length, options);
        }
        int peers = c == null ? 0 : c.settings.isn();
        int hosts = c == null ? 0 : c.hostBase();
        int own = forwarded ? peers : hosts;
        int other = forwarded ? hosts : peers;
        n.put("seq", th.rst() && th.seq() == 0 ? 0 : th.seq() - own);
        n.put("ack", th.ack() ? th.ackSeq() - other : 0);
        n.set("opts", options(at + TcpHeader.LENGTH, end - length, other));
        if (options.sawTimestamp && !forwarded) {
            tsvalMillis = (long) (options.tsVal - (c == null ? options.tsVal : c.hostTs0));
        }
        digest(end - length, end);
    }

    private static void learn(Flow c, TcpHeader th, int length, TcpOptions options) {
        if (th.syn()) {
            c.hostIsn = th.seq();
            c.rcvNxt = 0;
        }
        if (c.hostIsn != null && !th.rst()) {
            long start = th.seq() - c.hostBase() & 0xffff_ffffL;
            c.rcvNxt = Math.max(c.rcvNxt, start + length + (th.syn() ? 1 : 0) + (th.fin() ? 1 : 0));
        }
        if (options.sawTimestamp) {
            c.hostTs0 = c.hostTs0 == 0 ? options.tsVal : c.hostTs0;
            c.hostTs = options.tsVal;
        }
    }

    /** Options in the order in which they stand, without padding. */
    private ArrayNode options(int from, int to, int isn) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        int at = from;
        while (at < to && frame[at] != 0) {
            int kind = frame[at] & 0xff;
            if (kind == 1) {
                at++;
                continue;
            }
            int size = Math.max(2, frame[at + 1] & 0xff);
            option(list, kind, ByteBuffer.wrap(frame, at + 2, Math.min(size - 2, to - at - 2)), isn);
            at += size;
        }
        return list;
    }

    private void option(ArrayNode list, int kind, ByteBuffer body, int isn) {
        switch (kind) {
            case 2 -> list.addArray().add("mss").add(body.getShort() & 0xffff);
            case 3 -> list.addArray().add("ws").add(body.get());
            case 4 -> list.addArray().add("sackok");
            case 5 -> {
                ArrayNode sack = list.addArray().add("sack");
                while (body.remaining() >= 8) {
                    sack.addArray().add(body.getInt() - isn).add(body.getInt() - isn);
                }
            }
            case 8 -> {
                ArrayNode ts = list.addArray().add("ts");
                // The echo is exact; the host's clock is its own.
                if (forwarded) {
                    ts.add(body.getInt(body.position()) & 0xffff_ffffL);
                }
                ts.add(body.getInt(body.position() + 4) & 0xffff_ffffL);
            }
            default -> {
                byte[] rest = new byte[body.remaining()];
                body.get(rest);
                list.addArray().add("opt-" + kind).add(HexFormat.of().formatHex(rest));
            }
        }
    }

    private void digest(int from, int to) {
        if (to > from) {
            byte[] hash = sha256().digest(Arrays.copyOfRange(frame, from, to));
            n.put("sha256", HexFormat.of().formatHex(hash, 0, 8));
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
