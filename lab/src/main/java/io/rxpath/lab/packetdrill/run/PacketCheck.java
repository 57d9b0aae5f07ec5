package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.lab.packetdrill.script.Action.TosCheck;
import io.rxpath.lab.packetdrill.script.TcpFlags;
import io.rxpath.lab.packetdrill.script.TcpOption;
import io.rxpath.skb.TcpHeader;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares a segment the host has sent with what the script expects, field by field. */
final class PacketCheck {
    private static final int ECN = 3;

    private final RunOptions options;

    PacketCheck(RunOptions options) {
        this.options = options;
    }

    /** The first difference, as packetdrill words it; null if there is none. {@code actual} is in the script's numbers. */
    @Nullable
    String difference(Action.Tcp script, LivePacket actual) {
        String found = ip(script, actual);
        if (found == null) {
            found = header(script, actual);
        }
        if (found == null && script.options() != null) {
            found = options(script.options(), actual.options());
        }
        if (found == null) {
            found = payload(actual.payload());
        }
        return found;
    }

    private static @Nullable String field(String name, long expected, long actual) {
        if (expected == actual) {
            return null;
        }
        return "live packet field " + name + ": expected: " + expected + " (0x" + Long.toHexString(expected)
                + ") vs actual: " + actual + " (0x" + Long.toHexString(actual) + ")";
    }

    private static @Nullable String ip(Action.Tcp script, LivePacket actual) {
        String found = null;
        int ecn = actual.tos() & ECN;
        if (script.ip().check() == TosCheck.ECN) {
            found = field("ip_ecn", script.ip().tos(), ecn);
        } else if (script.ip().check() == TosCheck.TOS) {
            found = field("tos", script.ip().tos(), actual.tos());
        } else if (script.ip().check() == TosCheck.ECT01 && ecn != 1 && ecn != 2) {
            found = "live packet field ip_ecn: expected: 0x1 or 0x2 vs actual: 0x" + ecn;
        }
        if (found == null && script.ip().ttl() != 0) {
            found = field("ttl", script.ip().ttl(), actual.ttl());
        }
        return found;
    }

    private static @Nullable String header(Action.Tcp script, LivePacket actual) {
        List<TcpOption> options = script.options();
        if (options != null) {
            int length = TcpHeader.LENGTH
                    + options.stream().mapToInt(TcpOption::length).sum();
            String found = field("tcp_data_offset", length / 4, actual.headerLength() / 4);
            if (found != null) {
                return found;
            }
        }
        String found = flags(script.flags(), actual.flags());
        if (found == null) {
            found = field("tcp_seq", script.seq() & 0xffff_ffffL, actual.seq() & 0xffff_ffffL);
        }
        if (found == null) {
            found = field("tcp_ack_seq", script.ack() & 0xffff_ffffL, actual.ack() & 0xffff_ffffL);
        }
        if (found == null && script.window() >= 0) {
            found = field("tcp_window", script.window(), actual.window());
        }
        return found == null ? field("tcp_urg_ptr", script.urgent(), actual.urgent()) : found;
    }

    private static @Nullable String flags(TcpFlags script, int actual) {
        String[] names = {"tcp_fin", "tcp_syn", "tcp_rst", "tcp_psh", "tcp_ack", "tcp_urg"};
        for (int bit = 0; bit < names.length; bit++) {
            String found = field(names[bit], script.bits() >> bit & 1, actual >> bit & 1);
            if (found != null) {
                return found;
            }
        }
        if (script.ace()) {
            return field("tcp_ace", TcpFlags.aceOf(script.bits()), TcpFlags.aceOf(actual));
        }
        String found = field("tcp_ece", script.bits() >> 6 & 1, actual >> 6 & 1);
        if (found == null) {
            found = field("tcp_cwr", script.bits() >> 7 & 1, actual >> 7 & 1);
        }
        return found == null ? field("tcp_ae", script.bits() >> 8 & 1, actual >> 8 & 1) : found;
    }

    private @Nullable String options(List<TcpOption> script, List<TcpOption> actual) {
        for (int i = 0; i < Math.max(script.size(), actual.size()); i++) {
            if (i >= script.size()
                    || i >= actual.size()
                    || script.get(i).kind() != actual.get(i).kind()) {
                return "bad outbound TCP options";
            }
            String found = option(script.get(i), actual.get(i));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String option(TcpOption script, TcpOption actual) {
        if (script.length() != actual.length()) {
            return "bad lengths for outbound TCP option " + script.kind();
        }
        if (script.kind() == TcpOption.TIMESTAMP) {
            long off = Math.abs((long) (actual.u32(0) - script.u32(0)));
            if (options.tsTickUsecs != 0 && off * options.tsTickUsecs > options.toleranceUsecs) {
                return "bad outbound TCP timestamp value, tolerance " + options.toleranceUsecs;
            }
            return script.u32(4) == actual.u32(4) ? null : "bad value outbound TCP option " + script.kind();
        }
        return Arrays.equals(script.data(), actual.data()) ? null : "bad value outbound TCP option " + script.kind();
    }

    /** What scripts write is zeros. */
    private static @Nullable String payload(byte[] data) {
        for (byte b : data) {
            if (b != 0) {
                return "incorrect outbound data payload";
            }
        }
        return null;
    }
}
