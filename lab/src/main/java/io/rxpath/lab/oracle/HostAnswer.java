package io.rxpath.lab.oracle;

import io.rxpath.lab.oracle.CasePeer.Flow;
import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
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

    static HostAnswer of(byte[] frame, int step, CasePeer peer) {
        HostAnswer answer = new HostAnswer(peer, frame);
        answer.n.put("step", step);
        int type = new EthernetHeader(frame, 0).type();
        switch (type) {
            case EthernetHeader.TYPE_ARP -> answer.arp();
            case EthernetHeader.TYPE_IPV4 -> answer.ipv4();
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
        boolean ports = !later && (ip.protocol() == IpProtocol.TCP || ip.protocol() == IpProtocol.UDP);
        UdpHeader l4 = new UdpHeader(frame, at);
        flow = ports ? find(text(ip.daddr()), l4.dest()) : null;
        if (flow == null) {
            n.put("src", text(ip.saddr())).put("dst", text(ip.daddr()));
            if (ports) {
                n.put("sport", l4.source()).put("dport", l4.dest());
            }
        } else {
            n.put("conn", flow.name);
        }
        n.put("proto", later ? "fragment" : protocol(ip.protocol()));
        if (!later && ip.protocol() == IpProtocol.TCP) {
            n.put("flags", flags(new TcpHeader(frame, at).flags()));
        }
        if (!later && ip.protocol() == IpProtocol.ICMP) {
            icmpKind(at);
        }
        n.put("ttl", ip.ttl()).put("tos", ip.tos()).put("df", (ip.fragOff16() & Ipv4Header.DF) != 0);
        if (ip.isFragment()) {
            n.put("mf", (ip.fragOff16() & Ipv4Header.MF) != 0).put("off", ip.fragmentOffset());
        }
        if (later) {
            n.put("len", end - at);
        } else if (ip.protocol() == IpProtocol.TCP) {
            tcp(at, end);
        } else if (ip.protocol() == IpProtocol.UDP) {
            n.put("len", end - at - UdpHeader.LENGTH);
            digest(at + UdpHeader.LENGTH, end);
        } else if (ip.protocol() == IpProtocol.ICMP) {
            icmp(at, end);
        } else {
            n.put("len", end - at);
        }
    }

    private static String protocol(int number) {
        return switch (number) {
            case IpProtocol.ICMP -> "icmp";
            case IpProtocol.TCP -> "tcp";
            case IpProtocol.UDP -> "udp";
            case 58 -> "icmp6";
            default -> "ip-" + number;
        };
    }

    private @Nullable Flow find(String dst, int dport) {
        for (Flow c : peer.flows()) {
            if (c.src.equals(dst) && c.settings.sport() == dport) {
                return c;
            }
        }
        return null;
    }

    private void icmpKind(int at) {
        IcmpHeader icmp = new IcmpHeader(frame, at);
        int type = icmp.type();
        n.put("type", type).put("code", icmp.code());
        if (type == 3 || type == 4 || type == 11 || type == 12) {
            String quoted = protocol(new Ipv4Header(frame, at + IcmpHeader.LENGTH).protocol());
            n.put("quotes", quoted.startsWith("ip-") ? "?" : quoted);
        }
    }

    private void icmp(int at, int end) {
        IcmpHeader icmp = new IcmpHeader(frame, at);
        n.put("len", end - at - IcmpHeader.LENGTH);
        if (icmp.type() == IcmpHeader.ECHO_REPLY || icmp.type() == IcmpHeader.ECHO) {
            n.put("id", icmp.id()).put("icmp_seq", icmp.sequence());
        } else {
            n.put("rest", icmp.restOfHeader() & 0xffff_ffffL);
        }
    }

    private static String flags(int bits) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < PacketBytes.FLAGS.length(); bit++) {
            if ((bits & 1 << bit) != 0) {
                text.append(PacketBytes.FLAGS.charAt(bit));
            }
        }
        return text.toString();
    }

    private void tcp(int at, int end) {
        TcpHeader th = new TcpHeader(frame, at);
        int length = end - at - th.headerLength();
        n.put("win", th.window());
        if (th.urgPtr() != 0) {
            n.put("urg", th.urgPtr());
        }
        n.put("len", length);
        TcpOptions options = new TcpOptions();
        options.parse(frame, at, th.syn());
        Flow c = flow;
        if (c != null) {
            learn(c, th, length, options);
        }
        int ours = c == null ? 0 : c.settings.isn();
        int theirs = c == null ? 0 : c.hostBase();
        n.put("seq", th.rst() && th.seq() == 0 ? 0 : th.seq() - theirs);
        n.put("ack", th.ack() ? th.ackSeq() - ours : 0);
        n.set("opts", options(at + TcpHeader.LENGTH, end - length, ours));
        if (options.sawTimestamp) {
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
            int kind = frame[at];
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

    private static void option(ArrayNode list, int kind, ByteBuffer body, int isn) {
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
            // The echo is exact; the host's clock is its own.
            case 8 -> list.addArray().add("ts").add(body.getInt(body.position() + 4) & 0xffff_ffffL);
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
