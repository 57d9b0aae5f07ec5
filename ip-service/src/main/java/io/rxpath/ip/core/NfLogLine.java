package io.rxpath.ip.core;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A packet as rules write it into the kernel's log (kernel net/netfilter/nf_log_syslog.c nf_log_ip_packet(),
 * dump_ipv4_packet(), nf_log_ip6_packet()), without the parts that only options of the log target switch on.
 */
final class NfLogLine {
    private static final HexFormat HEX = HexFormat.ofDelimiter(":");
    private static final int ETHERNET = 14;
    private static final int ICMPV6 = 58;

    /** The line, without a time before it. */
    String of(NfHookState state, String prefix) {
        StringBuilder text = new StringBuilder(200).append(prefix);
        text.append("IN=")
                .append(name(state.in))
                .append(" OUT=")
                .append(name(state.out))
                .append(' ');
        SkBuff skb = state.skb;
        if (state.in != null) {
            text.append("MAC=");
            int mac = skb.macHeader();
            if (mac >= 0 && mac + ETHERNET <= skb.data() && state.in.mac() != 0) {
                text.append(HEX.formatHex(skb.buf(), mac, mac + ETHERNET));
            }
            text.append(' ');
        }
        if (state.family == NfFamily.IPV4) {
            ipv4(text, skb.buf(), skb.data(), skb.tail());
        } else {
            ipv6(text, skb.buf(), skb.data(), skb.tail());
        }
        if (skb.mark != 0) {
            text.append("MARK=0x").append(Integer.toHexString(skb.mark)).append(' ');
        }
        return text.toString();
    }

    private static String name(@Nullable NetDevice dev) {
        return dev == null ? "" : dev.name();
    }

    private void ipv4(StringBuilder text, byte[] a, int at, int tail) {
        if (at + Ipv4Header.LENGTH > tail) {
            text.append("TRUNCATED");
            return;
        }
        Ipv4Header iph = new Ipv4Header(a, at);
        text.append("SRC=").append(IpAddress.v4(iph.saddr())).append(" DST=").append(IpAddress.v4(iph.daddr()));
        text.append(String.format(
                " LEN=%d TOS=0x%02X PREC=0x%02X TTL=%d ID=%d ",
                iph.totalLength(), iph.tos() & 0x1e, iph.tos() & 0xe0, iph.ttl(), iph.id()));
        text.append((iph.fragOff16() & 0x8000) != 0 ? "CE " : "");
        text.append(iph.dontFragment() ? "DF " : "").append(iph.moreFragments() ? "MF " : "");
        if (iph.fragmentOffset() != 0) {
            text.append("FRAG:").append(iph.fragmentOffset() / 8).append(' ');
        }
        protocol(text, a, at + iph.headerLength(), tail, iph.protocol(), iph.fragmentOffset() != 0);
    }

    private void ipv6(StringBuilder text, byte[] a, int at, int tail) {
        if (at + Ipv6Header.LENGTH > tail) {
            text.append("TRUNCATED");
            return;
        }
        Ipv6Header ip6h = new Ipv6Header(a, at);
        text.append("SRC=").append(full(ip6h.saddrHi(), ip6h.saddrLo()));
        text.append(" DST=").append(full(ip6h.daddrHi(), ip6h.daddrLo()));
        text.append(" LEN=").append(Ipv6Header.LENGTH + ip6h.payloadLength());
        text.append(" TC=").append(ip6h.trafficClass()).append(" HOPLIMIT=").append(ip6h.hopLimit());
        text.append(" FLOWLBL=").append(ip6h.flowLabel()).append(' ');
        protocol(text, a, at + Ipv6Header.LENGTH, tail, ip6h.nextHeader(), false);
    }

    /** All eight groups of four digits, as the kernel's %pI6 prints an address. */
    private static String full(long hi, long lo) {
        return String.format("%016x%016x", hi, lo).replaceAll("(.{4})(?=.)", "$1:");
    }

    private void protocol(StringBuilder text, byte[] a, int at, int tail, int protocol, boolean later) {
        switch (protocol) {
            case IpProtocol.TCP -> {
                text.append("PROTO=TCP ");
                if (!later && enough(text, at, TcpHeader.LENGTH, tail)) {
                    tcp(text, new TcpHeader(a, at));
                }
            }
            case IpProtocol.UDP -> {
                text.append("PROTO=UDP ");
                if (!later && enough(text, at, UdpHeader.LENGTH, tail)) {
                    UdpHeader uh = new UdpHeader(a, at);
                    text.append(String.format("SPT=%d DPT=%d LEN=%d ", uh.source(), uh.dest(), uh.length()));
                }
            }
            case IpProtocol.ICMP -> {
                text.append("PROTO=ICMP ");
                if (!later && enough(text, at, IcmpHeader.LENGTH, tail)) {
                    icmp(text, a, at, tail);
                }
            }
            case ICMPV6 -> {
                text.append("PROTO=ICMPv6 ");
                if (!later && enough(text, at, IcmpHeader.LENGTH, tail)) {
                    IcmpHeader icmph = new IcmpHeader(a, at);
                    text.append(String.format("TYPE=%d CODE=%d ", icmph.type(), icmph.code()));
                    if (icmph.type() == 128 || icmph.type() == 129) {
                        text.append(String.format("ID=%d SEQ=%d ", icmph.id(), icmph.sequence()));
                    }
                }
            }
            default -> text.append("PROTO=").append(protocol).append(' ');
        }
    }

    private static boolean enough(StringBuilder text, int at, int need, int tail) {
        if (at + need <= tail) {
            return true;
        }
        text.append("INCOMPLETE [").append(Math.max(0, tail - at)).append(" bytes] ");
        return false;
    }

    private static void tcp(StringBuilder text, TcpHeader th) {
        text.append(String.format("SPT=%d DPT=%d WINDOW=%d RES=0x%02x ", th.source(), th.dest(), th.window(), 0));
        text.append(th.cwr() ? "CWR " : "").append(th.ece() ? "ECE " : "").append(th.urg() ? "URG " : "");
        text.append(th.ack() ? "ACK " : "").append(th.psh() ? "PSH " : "").append(th.rst() ? "RST " : "");
        text.append(th.syn() ? "SYN " : "").append(th.fin() ? "FIN " : "");
        text.append("URGP=").append(th.urgPtr()).append(' ');
    }

    private void icmp(StringBuilder text, byte[] a, int at, int tail) {
        IcmpHeader icmph = new IcmpHeader(a, at);
        text.append(String.format("TYPE=%d CODE=%d ", icmph.type(), icmph.code()));
        switch (icmph.type()) {
            case IcmpHeader.ECHO, IcmpHeader.ECHO_REPLY ->
                text.append(String.format("ID=%d SEQ=%d ", icmph.id(), icmph.sequence()));
            case IcmpHeader.PARAMETER_PROBLEM ->
                text.append("PARAMETER=").append(icmph.restOfHeader() >>> 24).append(' ');
            case IcmpHeader.REDIRECT -> {
                text.append("GATEWAY=")
                        .append(IpAddress.v4(icmph.restOfHeader()))
                        .append(' ');
                quoted(text, a, at, tail);
            }
            case IcmpHeader.DEST_UNREACH, IcmpHeader.SOURCE_QUENCH, IcmpHeader.TIME_EXCEEDED -> {
                quoted(text, a, at, tail);
                if (icmph.type() == IcmpHeader.DEST_UNREACH && icmph.code() == IcmpHeader.FRAG_NEEDED) {
                    text.append("MTU=").append(icmph.sequence()).append(' ');
                }
            }
            default -> {}
        }
    }

    private void quoted(StringBuilder text, byte[] a, int at, int tail) {
        text.append('[');
        ipv4(text, a, at + IcmpHeader.LENGTH, tail);
        text.append("] ");
    }
}
