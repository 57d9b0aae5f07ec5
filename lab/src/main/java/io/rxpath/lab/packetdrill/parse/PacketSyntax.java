package io.rxpath.lab.packetdrill.parse;

import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.lab.packetdrill.script.Action.IpInfo;
import io.rxpath.lab.packetdrill.script.Action.TosCheck;
import io.rxpath.lab.packetdrill.script.TcpFlags;
import io.rxpath.lab.packetdrill.script.TcpOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packets as tcpdump would print them. */
final class PacketSyntax {
    private static final long U32 = 0xffff_ffffL;
    private static final int U16 = 0xffff;

    private final Cursor in;
    private final OptionSyntax options;

    PacketSyntax(Cursor in) {
        this.in = in;
        options = new OptionSyntax(in);
    }

    /** What stands behind the direction. */
    Action packet(boolean inbound) {
        IpInfo ip = ipInfo();
        if (ip.check() == TosCheck.ECT01 && inbound) {
            throw in.error("semantic error: [ect01] can only be used with outbound packets");
        }
        for (String other : List.of("udp", "ipv4", "ipv6", "gre", "GREv0", "mpls")) {
            if (in.takeWord(other)) {
                throw in.error("semantic error: " + other + " packets are not supported, expected TCP or icmp");
            }
        }
        return in.takeWord("icmp") ? icmp(inbound, ip) : tcp(inbound, ip);
    }

    private IpInfo ipInfo() {
        String end;
        if (in.take("[")) {
            end = "]";
        } else if (in.take("(")) {
            end = ")";
        } else {
            return IpInfo.NONE;
        }
        TosCheck check = TosCheck.NONE;
        int tos = 0;
        int ttl = 0;
        int label = 0;
        do {
            String word = in.rawWord("tos, ttl, flowlabel or an ECN mark");
            switch (word) {
                case "noecn" -> check = TosCheck.ECN;
                case "ect0", "ect1", "ce" -> {
                    check = TosCheck.ECN;
                    tos = word.equals("ect0") ? 2 : word.equals("ect1") ? 1 : 3;
                }
                case "ect01" -> check = TosCheck.ECT01;
                case "tos" -> {
                    check = TosCheck.TOS;
                    tos = (int) in.integer("tos", 0, 255);
                }
                case "ttl" -> ttl = (int) in.integer("ttl", 1, 255);
                case "flowlabel" -> label = (int) in.integer("flowlabel", 0, 0xfffff);
                default ->
                    throw in.error(
                            "syntax error: expected tos, ttl, flowlabel or an ECN mark but found '" + word + "'");
            }
        } while (in.take(","));
        in.expect(end);
        return new IpInfo(check, tos, ttl, label);
    }

    private Action tcp(boolean inbound, IpInfo ip) {
        int source = 0;
        int dest = 0;
        int mark = in.mark();
        if (Character.isDigit(in.peek())) {
            long first = in.integer("a port");
            if (in.take(">")) {
                source = port(first);
                dest = port(in.integer("a port"));
            } else {
                in.back(mark);
            }
        }
        TcpFlags flags = flags();
        long seq = in.integer("a sequence number", 0, U32);
        int payload = range(seq);
        int ack = in.takeWord("ack") ? (int) in.integer("ack", 0, U32) : 0;
        int window = in.takeWord("win") ? (int) in.integer("win", 0, U16) : -1;
        int urgent = in.takeWord("urg") ? (int) in.integer("urg", 0, U16) : 0;
        List<TcpOption> list = List.of();
        if (in.take("<")) {
            list = optionList(inbound);
        }
        if (in.looksAt("{")) {
            throw in.error("semantic error: mutations of packets {...} are not supported");
        }
        return new Action.Tcp(inbound, ip, source, dest, flags, (int) seq, payload, ack, window, urgent, list);
    }

    private @Nullable List<TcpOption> optionList(boolean inbound) {
        if (!in.take("...")) {
            return options.list();
        }
        in.expect(">");
        if (inbound) {
            throw in.error("semantic error: <...> for TCP options can only be used with outbound packets");
        }
        return null;
    }

    private int port(long value) {
        if (value < 0 || value > U16) {
            throw in.error("semantic error: port out of range: " + value);
        }
        return (int) value;
    }

    private TcpFlags flags() {
        String text = in.run("TCP flags");
        if (text.equals("-")) {
            return new TcpFlags(0, false);
        }
        int bits = 0;
        boolean ace = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '7') {
                ace = true;
                bits |= TcpFlags.ofAce(c - '0');
            } else if (TcpFlags.bit(c) != 0) {
                bits |= TcpFlags.bit(c);
            } else {
                throw in.error("semantic error: expected TCP flags but found '" + text + "'");
            }
        }
        return new TcpFlags(bits, ace);
    }

    /** {@code :end(length)} behind a sequence number; returns the length. */
    private int range(long seq) {
        in.expect(":");
        long end = in.integer("an end of the sequence range", 0, U32);
        in.expect("(");
        int length = (int) in.integer("payload size", 0, U16);
        in.expect(")");
        if ((seq + length & U32) != end) {
            throw in.error("semantic error: inconsistent TCP sequence numbers and payload size");
        }
        return length;
    }

    private Action icmp(boolean inbound, IpInfo ip) {
        String type = in.word("an ICMP type");
        String code = Character.isLetter(in.peek()) && !in.looksAt("mtu ") && !in.looksAt("id ")
                ? in.word("an ICMP code")
                : "";
        int mtu = in.takeWord("mtu") ? (int) in.integer("mtu", 0, U16) : -1;
        if (in.looksAt("id ")) {
            throw in.error("semantic error: icmp echo is not supported, expected an error about a TCP segment");
        }
        long seq = 0;
        int payload = 0;
        if (in.take("[")) {
            if (!Character.isDigit(in.peek())) {
                throw in.expected("the sequence range of a TCP segment");
            }
            seq = in.integer("a sequence number", 0, U32);
            payload = range(seq);
            in.expect("]");
        }
        return new Action.Icmp(inbound, ip, type, code, mtu, (int) seq, payload);
    }
}
