package io.rxpath.lab.oracle;

import io.rxpath.lab.oracle.CaseFile.ReadMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a case may do, one thing after the other. */
sealed interface Step {
    /** Lets time pass. */
    record Wait(int millis) implements Step {}

    /** Waits until the host has sent a frame whose normalised fields have these values. */
    record Expect(Map<String, JsonNode> fields, int withinMillis) implements Step {}

    /** SYN, wait for the answer with {@code expectFlags}, ACK. */
    record Connect(String flow, Packet syn, String expectFlags) implements Step {}

    /** An application's system call. */
    record AppCall(String flow, Call call, int n, ReadMode mode) implements Step {}

    /** System calls that a step can ask for. */
    enum Call {
        READ,
        WRITE,
        SHUTDOWN,
        CLOSE,
        ABORT,
        QUICKACK,
        MODE
    }

    /** Other settings from now on. */
    record Sysctl(Map<String, String> values) implements Step {}

    /** Notes TCP_INFO of a connection. */
    record Info(String flow) implements Step {}

    /** The frames of a capture file. */
    record Pcap(int port, String file, boolean honourTiming) implements Step {}

    /** SYNs of new flows f0, f1, .. from ports {@code sport} on. */
    record Flood(int count, int sport, List<OptionSpec> options) implements Step {}

    /** Frames that are written together. */
    record Burst(List<Packet> packets) implements Step {}

    /** Frames, one after the other. */
    record Send(List<Packet> packets) implements Step {}

    /** The same steps several times. */
    record Repeat(int times, List<Step> steps) implements Step {}

    /**
     * The peer's side of a flow.
     *
     * @param src the peer's address, null for the interface's
     * @param dst the host's address, null for the interface's
     */
    record PeerFlow(
            @Nullable String src,
            @Nullable String dst,
            int sport,
            int dport,
            int isn,
            int window,
            List<OptionSpec> options) {}

    /**
     * A TCP option.
     *
     * @param kind mss, ws, sackok, ts, sack, nop or raw
     * @param values its numbers; of sack the edges in turns
     * @param hex bytes of raw
     */
    record OptionSpec(String kind, List<Long> values, String hex) {}

    /**
     * One packet of the peer.
     *
     * @param port wire port it arrives at
     * @param body what it carries
     * @param ip what is special about its IP header
     * @param ethDst destination MAC address, null for the host's
     * @param ethSrc source MAC address, null for the peer's
     * @param ethType EtherType, -1 for the body's
     * @param src source address, null for the peer's
     * @param dst destination address, null for the host's
     * @param cut bytes that are left of the frame, -1 for all
     * @param pad zeros behind it
     * @param pieces fragments it is cut into, empty for none
     */
    record Packet(
            int port,
            Body body,
            IpFields ip,
            @Nullable String ethDst,
            @Nullable String ethSrc,
            int ethType,
            @Nullable String src,
            @Nullable String dst,
            int cut,
            int pad,
            List<Piece> pieces) {}

    /** A fragment: offset and length within the IP payload; fill is a byte it is filled with, or -1. */
    record Piece(int offset, int length, int fill) {}

    /**
     * Fields of the IP header that are not as usual; -1 and null for those that are. Checksums above it are over the
     * addresses of the step, whatever this header says.
     */
    record IpFields(
            int ttl,
            int tos,
            int id,
            boolean df,
            boolean mf,
            int offset,
            int ihl,
            int version,
            int totalLength,
            Checksum checksum,
            byte[] options,
            int protocol,
            @Nullable String src,
            @Nullable String dst) {
        /** Nothing special. */
        static final IpFields USUAL =
                new IpFields(64, 0, -1, true, false, 0, 5, 4, -1, Checksum.RIGHT, new byte[0], -1, null, null);
    }

    /** Which checksum a header gets: the right one, one that is wrong, or a given value. */
    record Checksum(boolean bad, int value) {
        static final Checksum RIGHT = new Checksum(false, -1);

        int of(int right) {
            return bad ? right ^ 0x5555 : value >= 0 ? value : right;
        }
    }

    /** Payload: so many bytes of the stream's pattern, or of one byte, or a text. */
    record Payload(int length, int fill, @Nullable String text) {}

    /** What an IP packet, or a frame, carries. */
    sealed interface Body {}

    /** A segment; sequence numbers count from the initial ones, null for what follows. */
    record Tcp(
            String flow,
            String flags,
            @Nullable Long seq,
            @Nullable Long ack,
            int window,
            Payload payload,
            @Nullable List<OptionSpec> options,
            int urgent,
            @Nullable Long ts,
            @Nullable Long ecr,
            Checksum checksum,
            int doff)
            implements Body {}

    /** A datagram; length -1 for the right one. */
    record Udp(int sport, int dport, Payload payload, Checksum checksum, int length) implements Body {}

    /** An ICMP message. */
    record Icmp(int type, int code, int id, int sequence, Payload payload, Checksum checksum) implements Body {}

    /**
     * An ICMP error that quotes a segment of the host: its IP header and the TCP header without options.
     *
     * @param flow whose segment
     * @param seq its sequence number, from the host's initial one on
     * @param info second word of the message, such as the MTU
     */
    record Quote(int type, int code, String flow, long seq, int info, Checksum checksum) implements Body {}

    /** Another protocol. */
    record OtherIp(int protocol, Payload payload) implements Body {}

    /** ARP; null for the usual values. */
    record Arp(
            int op,
            @Nullable String sha,
            @Nullable String spa,
            @Nullable String tha,
            @Nullable String tpa) implements Body {}

    /** A whole frame. */
    record Raw(byte[] bytes) implements Body {}
}
