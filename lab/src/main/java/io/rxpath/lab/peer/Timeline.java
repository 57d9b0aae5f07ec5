package io.rxpath.lab.peer;

import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What happened on a cable, one line per frame, in the manner of tcpdump:
 *
 * <pre>
 * 0.000000 &gt; 40000 S  0:0(0) win 64240 &lt;mss 1460&gt;
 * 0.000000 &lt; 40000 S. 0:0(0) ack 1 win 64240 &lt;mss 1460&gt;
 * </pre>
 *
 * <p>{@code >} goes to the host, {@code <} comes from it; the number is the peer's port. Sequence numbers count from each
 * side's SYN, time from the timeline's start, in seconds. Timestamp values are left out: {@code ts} says there are some.
 */
public final class Timeline {
    private static final int MAX_LINES = 100_000;

    private final long start;
    private final List<String> lines = new ArrayList<>();
    private final Map<Integer, int[]> isns = new HashMap<>();
    private final TcpOptions options = new TcpOptions();

    /** An empty timeline that counts from {@code start}, epoch nanoseconds. */
    public Timeline(long start) {
        this.start = start;
    }

    /** A frame goes to the host. */
    public void sent(byte[] frame, long now) {
        frame(frame, now, true);
    }

    /** A frame comes from the host. */
    public void heard(byte[] frame, long now) {
        frame(frame, now, false);
    }

    /** A remark, such as a step of a script. */
    public void note(String text, long now) {
        add(now, "# " + text);
    }

    private void frame(byte[] frame, long now, boolean toHost) {
        ParsedFrame parsed = ParsedFrame.of(frame);
        String direction = toHost ? "> " : "< ";
        String bad = parsed.checksumsGood() ? "" : " BAD CHECKSUM";
        String text = switch (parsed.kind()) {
            case TCP -> tcp(parsed, toHost);
            case ARP -> arp(parsed.arp());
            case ICMP -> icmp(parsed);
            case OTHER -> "frame of " + frame.length + " bytes";
        };
        add(now, direction + text + bad);
    }

    private void add(long now, String text) {
        if (lines.size() < MAX_LINES) {
            long micros = (now - start) / 1000;
            lines.add(String.format(Locale.ROOT, "%d.%06d %s", micros / 1_000_000, micros % 1_000_000, text));
        }
    }

    private String tcp(ParsedFrame parsed, boolean toHost) {
        TcpHeader th = parsed.tcp();
        int port = toHost ? th.source() : th.dest();
        int[] isn = isns.computeIfAbsent(port, p -> new int[2]);
        int mine = toHost ? 0 : 1;
        if (th.syn()) {
            isn[mine] = th.seq();
        }
        int seq = th.seq() - isn[mine];
        int length = parsed.payloadLength();
        StringBuilder text = new StringBuilder(80);
        text.append(port).append(' ').append(TcpHeader.flagNames(th.flags()));
        text.append(' ').append(unsigned(seq)).append(':').append(unsigned(seq + length));
        text.append('(').append(length).append(')');
        if (th.ack()) {
            text.append(" ack ").append(unsigned(th.ackSeq() - isn[1 - mine]));
        }
        text.append(" win ").append(th.window());
        if (th.urg()) {
            text.append(" urg ").append(th.urgPtr());
        }
        if (parsed.ip().tos() != 0) {
            text.append(" tos 0x").append(Integer.toHexString(parsed.ip().tos()));
        }
        options.parse(parsed.frame(), parsed.transport(), th.syn());
        String list = optionText(isn[1 - mine]);
        return list.isEmpty() ? text.toString() : text + " <" + list + ">";
    }

    private String optionText(int otherIsn) {
        List<String> words = new ArrayList<>();
        if (options.sawMss) {
            words.add("mss " + options.mss);
        }
        if (options.sackPermitted) {
            words.add("sackOK");
        }
        if (options.sawTimestamp) {
            words.add("ts");
        }
        if (options.sawWindowScale) {
            words.add("wscale " + options.windowScale);
        }
        for (int i = 0; i < options.sackCount; i++) {
            words.add("sack " + unsigned(options.sackStart[i] - otherIsn) + ":"
                    + unsigned(options.sackEnd[i] - otherIsn));
        }
        return String.join(", ", words);
    }

    private static String unsigned(int value) {
        return Integer.toUnsignedString(value);
    }

    private static String arp(ArpHeader arp) {
        return arp.operation() == ArpHeader.REQUEST
                ? "arp who-has " + IpAddress.format(arp.targetIp()) + " tell " + IpAddress.format(arp.senderIp())
                : "arp " + IpAddress.format(arp.senderIp()) + " is-at " + MacAddress.format(arp.senderMac());
    }

    private static String icmp(ParsedFrame parsed) {
        IcmpHeader icmp = parsed.icmp();
        Ipv4Header iph = parsed.ip();
        String ends = " " + IpAddress.format(iph.saddr()) + " to " + IpAddress.format(iph.daddr());
        String length = " length " + parsed.payloadLength();
        return switch (icmp.type()) {
            case IcmpHeader.ECHO ->
                "icmp echo request" + ends + " id " + icmp.id() + " seq " + icmp.sequence() + length;
            case IcmpHeader.ECHO_REPLY ->
                "icmp echo reply" + ends + " id " + icmp.id() + " seq " + icmp.sequence() + length;
            default -> "icmp " + icmp.type() + "/" + icmp.code() + ends + length;
        };
    }

    /** The lines so far; the first 100000 are kept. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** All lines, each ended by a line feed. */
    @Override
    public String toString() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
