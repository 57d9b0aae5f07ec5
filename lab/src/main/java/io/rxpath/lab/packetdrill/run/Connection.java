package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.lab.packetdrill.script.TcpOption;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.TcpHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One socket under test: which connection of the host the script's packets belong to, and how the script's sequence
 * numbers and timestamps are to be read. In scripts sequence numbers count from the initial one, but in a SYN, and
 * timestamps of the host from its first.
 */
final class Connection {
    /** How far the connection is, as far as packets tell. */
    enum Stage {
        /** A socket, nothing more. */
        NEW,
        /** It listens. */
        LISTENING,
        /** Its first packet has been injected. */
        PACKET_RECEIVED,
        /** The host has answered with a SYN-ACK. */
        SYNACK_SENT,
        /** It was acknowledged. */
        SYNACK_ACKED,
        /** connect() was called. */
        CONNECTING,
        /** The script expects its SYN. */
        SYN_SENT,
        /** The peer has answered it. */
        SYN_ACKED
    }

    Stage stage = Stage.NEW;
    /** The script's number of its file descriptor, -1 for none yet. */
    int fd = -1;

    IpAddress remote = IpAddress.ANY_V4;
    IpAddress local = IpAddress.ANY_V4;
    int remotePort;
    int localPort;
    private int scriptLocalIsn;
    private int liveLocalIsn;
    private int remoteIsn;
    private final Map<Integer, Integer> timestamps = new HashMap<>();
    private boolean timestampSeen;
    private int firstScriptTs;
    private int firstLiveTs;

    /** A connection of the peer begins with {@code first}. */
    void received(Action.Tcp first) {
        stage = Stage.PACKET_RECEIVED;
        remoteIsn = first.seq();
    }

    /** The peer answers our SYN with its own. */
    void answered(Action.Tcp syn) {
        stage = Stage.SYN_ACKED;
        remoteIsn = syn.seq();
    }

    /** The script names the host's initial sequence number. */
    void expects(Action.Tcp syn) {
        scriptLocalIsn = syn.seq();
    }

    /** The host has chosen its initial sequence number. */
    void chosen(LivePacket syn) {
        liveLocalIsn = syn.seq();
    }

    boolean sends(LivePacket packet) {
        return packet.sourcePort() == localPort
                && packet.destPort() == remotePort
                && packet.source().equals(local)
                && packet.dest().equals(remote);
    }

    private int localOffset(boolean syn) {
        return syn ? liveLocalIsn - scriptLocalIsn : liveLocalIsn;
    }

    private int remoteOffset(boolean syn) {
        return syn ? 0 : remoteIsn;
    }

    int liveSeqOfHost(int scriptSeq) {
        return scriptSeq + localOffset(false);
    }

    /** A packet of the peer with addresses, ports and numbers of the wire. */
    byte[] live(Action.Tcp spec, boolean ecrScaled) {
        boolean syn = spec.flags().has(TcpHeader.SYN);
        boolean acks = spec.flags().has(TcpHeader.ACK);
        int ack = acks ? spec.ack() + localOffset(syn) : spec.ack();
        List<TcpOption> options = new ArrayList<>();
        List<TcpOption> given = spec.options();
        for (TcpOption option : given == null ? List.<TcpOption>of() : given) {
            options.add(
                    switch (option.kind()) {
                        case TcpOption.SACK -> shifted(option, localOffset(syn));
                        case TcpOption.TIMESTAMP -> acks ? echo(option, ecrScaled) : option;
                        default -> option;
                    });
        }
        int sport = spec.sourcePort() != 0 ? spec.sourcePort() : remotePort;
        int dport = spec.destPort() != 0 ? spec.destPort() : localPort;
        return PacketBuilder.tcp(spec, remote, local, sport, dport, spec.seq() + remoteOffset(syn), ack, options);
    }

    private static TcpOption shifted(TcpOption sack, int offset) {
        byte[] data = new byte[sack.data().length];
        for (int at = 0; at < data.length; at += 4) {
            put(data, at, sack.u32(at) + offset);
        }
        return new TcpOption(sack.kind(), data);
    }

    private static void put(byte[] data, int at, int value) {
        for (int i = 0; i < 4; i++) {
            data[at + i] = (byte) (value >>> 24 - 8 * i);
        }
    }

    /** What a peer echoes is a timestamp the host has sent. */
    private TcpOption echo(TcpOption option, boolean scaled) {
        int script = option.u32(4);
        Integer live = timestamps.get(script);
        if (live == null && scaled && timestampSeen) {
            live = script - firstScriptTs + firstLiveTs;
        }
        if (live == null) {
            throw new IllegalStateException("unable to infer live TS ecr for script TS ecr "
                    + Integer.toUnsignedString(script) + ";  no matching or preceding outbound TS val");
        }
        byte[] data = option.data().clone();
        put(data, 4, live);
        return new TcpOption(option.kind(), data);
    }

    /** A packet of the host with the script's sequence numbers. */
    LivePacket scripted(LivePacket live) {
        boolean syn = live.has(TcpHeader.SYN);
        List<TcpOption> options = new ArrayList<>();
        for (TcpOption option : live.options()) {
            options.add(
                    option.kind() == TcpOption.SACK && option.data().length % 8 == 0
                            ? shifted(option, -remoteOffset(syn))
                            : option);
        }
        int ack = live.has(TcpHeader.ACK) ? live.ack() - remoteOffset(syn) : live.ack();
        return live.mapped(live.seq() - localOffset(syn), ack, options);
    }

    /** The packet with the script's timestamps; remembers which of the host's they stand for. */
    LivePacket timestamped(LivePacket packet, @Nullable List<TcpOption> expected) {
        TcpOption live = packet.timestamp();
        TcpOption script = timestampOf(expected);
        if (live == null || script == null) {
            return packet;
        }
        timestamps.put(script.u32(0), live.u32(0));
        if (!timestampSeen) {
            timestampSeen = true;
            firstScriptTs = script.u32(0);
            firstLiveTs = live.u32(0);
        }
        byte[] data = live.data().clone();
        put(data, 0, firstScriptTs + live.u32(0) - firstLiveTs);
        List<TcpOption> options = new ArrayList<>(packet.options());
        options.set(options.indexOf(live), new TcpOption(TcpOption.TIMESTAMP, data));
        return packet.mapped(packet.seq(), packet.ack(), options);
    }

    private static @Nullable TcpOption timestampOf(@Nullable List<TcpOption> options) {
        for (TcpOption option : options == null ? List.<TcpOption>of() : options) {
            if (option.kind() == TcpOption.TIMESTAMP) {
                return option;
            }
        }
        return null;
    }
}
