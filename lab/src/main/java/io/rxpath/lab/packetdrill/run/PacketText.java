package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.lab.packetdrill.script.Action.TosCheck;
import io.rxpath.lab.packetdrill.script.TcpFlags;
import io.rxpath.lab.packetdrill.script.TcpOption;
import io.rxpath.skb.TcpHeader;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Segments as scripts write them, for messages. */
final class PacketText {
    private static final List<String> ECN = List.of("noecn", "ect1", "ect0", "ce");

    private PacketText() {}

    static String of(Action.Tcp p) {
        StringBuilder text = new StringBuilder();
        if (p.ip().check() == TosCheck.ECN) {
            text.append('[').append(ECN.get(p.ip().tos())).append("] ");
        }
        head(text, p.flags().bits(), p.seq(), p.payload(), p.ack());
        if (p.window() >= 0) {
            text.append(" win ").append(p.window());
        }
        return tail(text, p.urgent(), p.options());
    }

    static String of(LivePacket p, Action.Tcp like) {
        StringBuilder text = new StringBuilder();
        if (like.ip().check() != TosCheck.NONE) {
            text.append('[').append(ECN.get(p.tos() & 3)).append("] ");
        }
        head(text, p.flags(), p.seq(), p.payload().length, p.ack());
        text.append(" win ").append(p.window());
        return tail(text, p.urgent(), p.options());
    }

    private static void head(StringBuilder text, int flags, int seq, int payload, int ack) {
        text.append(TcpFlags.text(flags))
                .append(' ')
                .append(Integer.toUnsignedString(seq))
                .append(':')
                .append(Integer.toUnsignedString(seq + payload))
                .append('(')
                .append(payload)
                .append(')');
        if ((flags & TcpHeader.ACK) != 0) {
            text.append(" ack ").append(Integer.toUnsignedString(ack));
        }
    }

    private static String tail(StringBuilder text, int urgent, @Nullable List<TcpOption> options) {
        if (urgent != 0) {
            text.append(" urg ").append(urgent);
        }
        if (options == null) {
            text.append(" <...>");
        } else if (!options.isEmpty()) {
            text.append(options.stream().map(TcpOption::toString).collect(Collectors.joining(",", " <", ">")));
        }
        return text.toString();
    }

    /** Microseconds as seconds. */
    static String seconds(long usecs) {
        return String.format(Locale.ROOT, "%.6f", usecs / 1e6);
    }

    /** A line of a message: what, when, the segment. */
    static String line(String what, long usecs, String packet) {
        return String.format(Locale.ROOT, "%n%s packet: %9s %s", what, seconds(usecs), packet);
    }
}
