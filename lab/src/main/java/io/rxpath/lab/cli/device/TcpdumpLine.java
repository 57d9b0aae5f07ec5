package io.rxpath.lab.cli.device;

import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import io.rxpath.skb.VlanTag;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Packets as lines in the shape of {@code tcpdump -n}. Sequence numbers count from the first of each connection that was
 * seen, as tcpdump's do. What has passed GRO is longer than any frame.
 */
public final class TcpdumpLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final String TRUNCATED = " [|";

    /** The numbers a connection counts from; {@code forward} is the direction of the first packet seen. */
    private record Base(String forward, int seq, int ack) {}

    private final Map<String, Base> connections = new HashMap<>();
    private final ZoneId zone;

    /** Times are those of {@code zone}. */
    public TcpdumpLine(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * The line of a packet.
     *
     * @param nanos epoch nanoseconds
     * @param frame its bytes from the Ethernet header on, perhaps not all
     * @param length bytes it had
     */
    public String of(long nanos, byte[] frame, int length) {
        String time = TIME.format(Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L)
                .atZone(zone));
        return time + " " + packet(frame, length);
    }

    private String packet(byte[] a, int length) {
        if (a.length < EthernetHeader.LENGTH) {
            return "[|ether], length " + length;
        }
        EthernetHeader eth = new EthernetHeader(a, 0);
        int type = eth.type();
        int at = EthernetHeader.LENGTH;
        while ((type == EthernetHeader.TYPE_VLAN || type == EthernetHeader.TYPE_QINQ)
                && a.length >= at + VlanTag.LENGTH) {
            type = u16(a, at + 2);
            at += VlanTag.LENGTH;
        }
        return switch (type) {
            case EthernetHeader.TYPE_IPV4 -> "IP" + ipv4(a, at);
            case EthernetHeader.TYPE_IPV6 -> "IP6" + ipv6(a, at);
            case EthernetHeader.TYPE_ARP -> "ARP" + arp(a, at, length - at);
            default ->
                MacAddress.format(eth.src()) + " > " + MacAddress.format(eth.dst()) + ", ethertype "
                        + (type < 0x600 ? "802.3" : "Unknown (0x" + String.format("%04x", type) + ")") + ", length "
                        + length;
        };
    }

    private static int u16(byte[] a, int at) {
        return (a[at] & 0xff) << 8 | a[at + 1] & 0xff;
    }

    private static int u32(byte[] a, int at) {
        return u16(a, at) << 16 | u16(a, at + 2);
    }

    private static String arp(byte[] a, int at, int length) {
        if (a.length < at + ArpHeader.LENGTH) {
            return TRUNCATED + "arp]";
        }
        ArpHeader arp = new ArpHeader(a, at);
        String sender = IpAddress.format(arp.senderIp());
        return switch (arp.operation()) {
            case ArpHeader.REQUEST ->
                ", Request who-has " + IpAddress.format(arp.targetIp()) + " tell " + sender + ", length " + length;
            case ArpHeader.REPLY ->
                ", Reply " + sender + " is-at " + MacAddress.format(arp.senderMac()) + ", length " + length;
            default -> ", operation " + arp.operation() + ", length " + length;
        };
    }

    private String ipv4(byte[] a, int at) {
        if (Ipv4Header.check(a, at, a.length - at) == SkbDropReason.PKT_TOO_SMALL
                || a.length < at + Ipv4Header.LENGTH
                || new Ipv4Header(a, at).ihl() < 5) {
            return TRUNCATED + "ip]";
        }
        Ipv4Header iph = new Ipv4Header(a, at);
        String from = IpAddress.format(iph.saddr());
        String to = IpAddress.format(iph.daddr());
        int length = iph.totalLength() - iph.headerLength();
        if (iph.fragmentOffset() > 0) {
            return " " + from + " > " + to + ": " + protocol(iph.protocol());
        }
        return transport(a, at + iph.headerLength(), length, iph.protocol(), from, to, true);
    }

    private String ipv6(byte[] a, int at) {
        if (a.length < at + Ipv6Header.LENGTH) {
            return TRUNCATED + "ip6]";
        }
        Ipv6Header ip6 = new Ipv6Header(a, at);
        String from = new IpAddress(ip6.saddrHi(), ip6.saddrLo()).toString();
        String to = new IpAddress(ip6.daddrHi(), ip6.daddrLo()).toString();
        return transport(a, at + Ipv6Header.LENGTH, ip6.payloadLength(), ip6.nextHeader(), from, to, false);
    }

    private String transport(byte[] a, int at, int length, int protocol, String from, String to, boolean v4) {
        String hosts = " " + from + " > " + to + ": ";
        switch (protocol) {
            case IpProtocol.TCP -> {
                return tcp(a, at, length, from, to);
            }
            case IpProtocol.UDP -> {
                if (a.length < at + UdpHeader.LENGTH) {
                    return hosts + "[|udp]";
                }
                UdpHeader udp = new UdpHeader(a, at);
                int payload = udp.length() == 0 ? length - UdpHeader.LENGTH : udp.length() - UdpHeader.LENGTH;
                return " " + from + "." + udp.source() + " > " + to + "." + udp.dest() + ": UDP, length " + payload;
            }
            case IpProtocol.ICMP -> {
                return v4 ? hosts + icmp(a, at, length) : hosts + "ip-proto-1, length " + length;
            }
            case IpProtocol.ICMPV6 -> {
                return hosts + icmp6(a, at, length);
            }
            default -> {
                return hosts + protocol(protocol) + " " + length;
            }
        }
    }

    private static String protocol(int protocol) {
        return switch (protocol) {
            case IpProtocol.ICMP -> "icmp";
            case IpProtocol.TCP -> "tcp";
            case IpProtocol.UDP -> "udp";
            default -> "ip-proto-" + protocol;
        };
    }

    private static String icmp(byte[] a, int at, int length) {
        if (a.length < at + IcmpHeader.LENGTH) {
            return "[|icmp]";
        }
        IcmpHeader icmp = new IcmpHeader(a, at);
        String what = switch (icmp.type()) {
            case IcmpHeader.ECHO -> "echo request, id " + icmp.id() + ", seq " + icmp.sequence();
            case IcmpHeader.ECHO_REPLY -> "echo reply, id " + icmp.id() + ", seq " + icmp.sequence();
            case IcmpHeader.DEST_UNREACH -> unreachable(a, at, icmp.code());
            case IcmpHeader.TIME_EXCEEDED ->
                icmp.code() == IcmpHeader.EXC_TTL ? "time exceeded in-transit" : "ip reassembly time exceeded";
            default -> "type-#" + icmp.type();
        };
        return "ICMP " + what + ", length " + length;
    }

    private static String unreachable(byte[] a, int at, int code) {
        int inner = at + IcmpHeader.LENGTH;
        if (a.length < inner + Ipv4Header.LENGTH) {
            return "unreachable, code " + code;
        }
        Ipv4Header iph = new Ipv4Header(a, inner);
        String host = IpAddress.format(iph.daddr());
        int ports = inner + iph.headerLength();
        return switch (code) {
            case IcmpHeader.NET_UNREACH -> "net " + host + " unreachable";
            case IcmpHeader.HOST_UNREACH -> "host " + host + " unreachable";
            case IcmpHeader.PROT_UNREACH -> host + " protocol " + iph.protocol() + " unreachable";
            case IcmpHeader.PORT_UNREACH ->
                host + " " + protocol(iph.protocol()) + " port "
                        + (a.length < ports + 4 ? "?" : Integer.toString(u16(a, ports + 2))) + " unreachable";
            default -> host + " unreachable - #" + code;
        };
    }

    private static String icmp6(byte[] a, int at, int length) {
        if (a.length < at + 4) {
            return "[|icmp6]";
        }
        int type = a[at] & 0xff;
        String what = switch (type) {
            case 1 -> "destination unreachable";
            case 2 -> "packet too big";
            case 3 -> "time exceeded in-transit";
            case 128, 129 ->
                "echo " + (type == 128 ? "request" : "reply")
                        + (a.length < at + 8 ? "" : ", id " + u16(a, at + 4) + ", seq " + u16(a, at + 6));
            case 133 -> "router solicitation";
            case 134 -> "router advertisement";
            case 135 -> "neighbor solicitation";
            case 136 -> "neighbor advertisement";
            default -> "type-#" + type;
        };
        return "ICMP6, " + what + ", length " + length;
    }

    private String tcp(byte[] a, int at, int length, String from, String to) {
        if (a.length < at + TcpHeader.LENGTH) {
            return " " + from + " > " + to + ": [|tcp]";
        }
        TcpHeader th = new TcpHeader(a, at);
        String source = from + "." + th.source();
        String dest = to + "." + th.dest();
        int payload = length - th.headerLength();
        StringBuilder line =
                new StringBuilder(" ").append(source).append(" > ").append(dest).append(": ");
        line.append("Flags [").append(TcpHeader.flagNames(th.flags())).append(']');
        if (th.headerLength() < TcpHeader.LENGTH || payload < 0) {
            return line.append(" [bad hdr length ")
                    .append(th.headerLength())
                    .append(']')
                    .toString();
        }
        Base base = base(th, source, dest);
        boolean forward = base.forward().equals(source);
        int seq = th.seq() - (forward ? base.seq() : base.ack());
        if (payload > 0 || th.syn() || th.fin() || th.rst()) {
            line.append(", seq ").append(Integer.toUnsignedString(seq));
            line.append(payload > 0 ? ":" + Integer.toUnsignedString(seq + payload) : "");
        }
        if (th.ack()) {
            int ack = th.ackSeq() - (forward ? base.ack() : base.seq());
            line.append(", ack ").append(Integer.toUnsignedString(ack));
        }
        line.append(", win ").append(th.window());
        if (th.urg()) {
            line.append(", urg ").append(th.urgPtr());
        }
        if (a.length >= at + th.headerLength() && th.headerLength() > TcpHeader.LENGTH) {
            line.append(options(a, at, forward ? base.ack() : base.seq()));
        }
        return line.append(", length ").append(payload).toString();
    }

    /** The first packet with an acknowledgment, or a new SYN-ACK, is shown as it is; those after it relative to it. */
    private Base base(TcpHeader th, String source, String dest) {
        Base none = new Base(source, 0, 0);
        if (!th.ack()) {
            return none;
        }
        String key = source.compareTo(dest) < 0 ? source + ">" + dest : dest + ">" + source;
        Base known = connections.get(key);
        if (known == null || th.syn()) {
            connections.put(key, new Base(source, th.seq(), th.ackSeq() - 1));
            return none;
        }
        return known;
    }

    /** Options in the order they have, as far as their lengths make sense. */
    private static String options(byte[] a, int at, int sackBase) {
        StringBuilder text = new StringBuilder();
        int end = at + new TcpHeader(a, at).headerLength();
        int option = at + TcpHeader.LENGTH;
        while (option < end) {
            int kind = a[option] & 0xff;
            if (kind <= 1) {
                text.append(kind == 0 ? ",eol" : ",nop");
                if (kind == 0) {
                    break;
                }
                option++;
                continue;
            }
            int size = option + 1 < end ? a[option + 1] & 0xff : 0;
            if (size < 2 || option + size > end) {
                text.append(",[bad opt]");
                break;
            }
            option(text.append(','), a, option, kind, size, sackBase);
            option += size;
        }
        return ", options [" + text.substring(1) + "]";
    }

    private static void option(StringBuilder text, byte[] a, int at, int kind, int size, int sackBase) {
        if (kind == 2 && size == 4) {
            text.append("mss ").append(u16(a, at + 2));
        } else if (kind == 3 && size == 3) {
            text.append("wscale ").append(a[at + 2] & 0xff);
        } else if (kind == 4 && size == 2) {
            text.append("sackOK");
        } else if (kind == 5 && size % 8 == 2) {
            text.append("sack ").append(size / 8).append(' ');
            for (int edge = at + 2; edge < at + size; edge += 8) {
                text.append('{').append(Integer.toUnsignedString(u32(a, edge) - sackBase));
                text.append(':').append(Integer.toUnsignedString(u32(a, edge + 4) - sackBase));
                text.append('}');
            }
        } else if (kind == 8 && size == 10) {
            text.append("TS val ").append(Integer.toUnsignedString(u32(a, at + 2)));
            text.append(" ecr ").append(Integer.toUnsignedString(u32(a, at + 6)));
        } else {
            text.append("unknown-").append(kind);
        }
    }
}
