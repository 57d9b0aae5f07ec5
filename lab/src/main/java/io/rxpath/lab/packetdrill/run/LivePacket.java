package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.script.TcpOption;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.TcpHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A TCP segment the host has sent.
 *
 * @param nanos when, epoch nanoseconds
 * @param source its sender
 * @param dest its receiver
 * @param tos TOS byte or traffic class
 * @param ttl TTL or hop limit
 * @param flowLabel IPv6 flow label, 0 with IPv4
 * @param sourcePort port
 * @param destPort port
 * @param seq sequence number
 * @param ack acknowledgement number
 * @param flags nine flags
 * @param window window field
 * @param urgent urgent pointer
 * @param options options in order, with padding
 * @param payload its data
 */
public record LivePacket(
        long nanos,
        IpAddress source,
        IpAddress dest,
        int tos,
        int ttl,
        int flowLabel,
        int sourcePort,
        int destPort,
        int seq,
        int ack,
        int flags,
        int window,
        int urgent,
        List<TcpOption> options,
        byte[] payload) {
    private static final int TCP = 6;

    /** The segment in a frame; null if there is none. */
    public static @Nullable LivePacket of(long nanos, byte[] frame) {
        int ip = EthernetHeader.LENGTH;
        return switch (new EthernetHeader(frame, 0).type()) {
            case EthernetHeader.TYPE_IPV4 -> v4(nanos, frame, ip);
            case EthernetHeader.TYPE_IPV6 -> v6(nanos, frame, ip);
            default -> null;
        };
    }

    private static @Nullable LivePacket v4(long nanos, byte[] frame, int ip) {
        Ipv4Header iph = new Ipv4Header(frame, ip);
        if (iph.protocol() != TCP) {
            return null;
        }
        IpAddress source = IpAddress.v4(iph.saddr());
        IpAddress dest = IpAddress.v4(iph.daddr());
        int at = ip + iph.headerLength();
        return tcp(nanos, source, dest, iph.tos(), iph.ttl(), 0, frame, at, ip + iph.totalLength());
    }

    private static @Nullable LivePacket v6(long nanos, byte[] frame, int ip) {
        Ipv6Header iph = new Ipv6Header(frame, ip);
        if (iph.nextHeader() != TCP) {
            return null;
        }
        IpAddress source = new IpAddress(iph.saddrHi(), iph.saddrLo());
        IpAddress dest = new IpAddress(iph.daddrHi(), iph.daddrLo());
        int at = ip + Ipv6Header.LENGTH;
        int end = at + iph.payloadLength();
        return tcp(nanos, source, dest, iph.trafficClass(), iph.hopLimit(), iph.flowLabel(), frame, at, end);
    }

    private static LivePacket tcp(
            long nanos, IpAddress source, IpAddress dest, int tos, int ttl, int label, byte[] frame, int at, int end) {
        TcpHeader th = new TcpHeader(frame, at);
        int data = at + th.headerLength();
        return new LivePacket(
                nanos,
                source,
                dest,
                tos,
                ttl,
                label,
                th.source(),
                th.dest(),
                th.seq(),
                th.ackSeq(),
                th.flags() | (th.ae() ? TcpHeader.AE : 0),
                th.window(),
                th.urgPtr(),
                options(frame, at + TcpHeader.LENGTH, data),
                Arrays.copyOfRange(frame, data, end));
    }

    private static List<TcpOption> options(byte[] frame, int from, int end) {
        List<TcpOption> list = new ArrayList<>();
        int at = from;
        while (at < end) {
            int kind = frame[at] & 0xff;
            if (kind == TcpOption.EOL || kind == TcpOption.NOP) {
                list.add(new TcpOption(kind, new byte[0]));
                at++;
            } else {
                int length = at + 1 < end ? frame[at + 1] & 0xff : 2;
                int stop = Math.min(end, at + Math.max(2, length));
                list.add(new TcpOption(kind, Arrays.copyOfRange(frame, at + 2, stop)));
                at = stop;
            }
        }
        return list;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The timestamp option, or null. */
    @Nullable
    TcpOption timestamp() {
        for (TcpOption option : options) {
            if (option.kind() == TcpOption.TIMESTAMP && option.data().length == 8) {
                return option;
            }
        }
        return null;
    }

    /** Bytes of TCP's header. */
    int headerLength() {
        return TcpHeader.LENGTH + options.stream().mapToInt(TcpOption::length).sum();
    }

    /** With other sequence numbers and options: as the script would write it. */
    LivePacket mapped(int newSeq, int newAck, List<TcpOption> newOptions) {
        return with(newSeq, newAck, flags, window, urgent, newOptions, payload);
    }

    private LivePacket with(
            int newSeq,
            int newAck,
            int newFlags,
            int newWindow,
            int newUrgent,
            List<TcpOption> newOptions,
            byte[] newPayload) {
        return new LivePacket(
                nanos,
                source,
                dest,
                tos,
                ttl,
                flowLabel,
                sourcePort,
                destPort,
                newSeq,
                newAck,
                newFlags,
                newWindow,
                newUrgent,
                newOptions,
                newPayload);
    }

    /** This one and the {@code next} as one segment: with the data of both and the flags of the last. */
    LivePacket joined(LivePacket next) {
        byte[] both = Arrays.copyOf(payload, payload.length + next.payload.length);
        System.arraycopy(next.payload, 0, both, payload.length, next.payload.length);
        return with(seq, next.ack, next.flags, next.window, next.urgent, next.options, both);
    }
}
