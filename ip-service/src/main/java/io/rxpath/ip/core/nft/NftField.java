package io.rxpath.ip.core.nft;

import io.rxpath.skb.IpProtocol;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of a header.
 *
 * @param base header its offset counts from
 * @param protocol IP protocol of the header it belongs to, {@link #IP} or {@link #IP6}, -1 for any transport protocol
 * @param text how it is written
 * @param offset in bits from the beginning of the header
 * @param bits its size
 * @param type of its values
 * @param pseudo it is part of the pseudo header of the transport's checksum
 * @param icmpTypes types of ICMP messages that have it, empty for all
 */
record NftField(
        Base base, int protocol, String text, int offset, int bits, NftType type, boolean pseudo, long[] icmpTypes) {
    /** Which header. */
    enum Base {
        /** IPv4 or IPv6 header. */
        NETWORK,
        /** TCP, UDP and so on. */
        TRANSPORT
    }

    static final int ANY_TRANSPORT = -1;
    /** The IPv4 header, as a protocol. */
    static final int IP = 256;
    /** The IPv6 header, as a protocol. */
    static final int IP6 = 257;

    private static final long[] ALL = {};
    private static final long[] ECHO = {8, 0};
    private static final long[] ECHO_V6 = {128, 129};
    private static final Map<String, NftField> FIELDS = new LinkedHashMap<>();

    static {
        header(
                Base.NETWORK,
                IP,
                "ip",
                "version 0 4 -,hdrlength 4 4 -,dscp 8 6 dscp,ecn 14 2 ecn,length 16 16 -,"
                        + "id 32 16 -,frag-off 48 16 -,ttl 64 8 -,protocol 72 8 inet_proto,checksum 80 16 -,"
                        + "saddr 96 32 ipv4_addr,daddr 128 32 ipv4_addr");
        header(
                Base.NETWORK,
                IP6,
                "ip6",
                "version 0 4 -,dscp 4 6 dscp,ecn 10 2 ecn,flowlabel 12 20 -,length 32 16 -,"
                        + "nexthdr 48 8 inet_proto,hoplimit 56 8 -,saddr 64 128 ipv6_addr,daddr 192 128 ipv6_addr");
        header(
                Base.TRANSPORT,
                IpProtocol.TCP,
                "tcp",
                "sport 0 16 inet_service,dport 16 16 inet_service,"
                        + "sequence 32 32 -,ackseq 64 32 -,doff 96 4 -,reserved 100 4 -,flags 104 8 tcp_flag,window 112 16 -,"
                        + "checksum 128 16 -,urgptr 144 16 -");
        header(
                Base.TRANSPORT,
                IpProtocol.UDP,
                "udp",
                "sport 0 16 inet_service,dport 16 16 inet_service,length 32 16 -,checksum 48 16 -");
        header(Base.TRANSPORT, 136, "udplite", "sport 0 16 inet_service,dport 16 16 inet_service,checksum 48 16 -");
        header(
                Base.TRANSPORT,
                132,
                "sctp",
                "sport 0 16 inet_service,dport 16 16 inet_service,vtag 32 32 -,checksum 64 32 -");
        header(Base.TRANSPORT, 33, "dccp", "sport 0 16 inet_service,dport 16 16 inet_service");
        header(Base.TRANSPORT, ANY_TRANSPORT, "th", "sport 0 16 inet_service,dport 16 16 inet_service");
        header(Base.TRANSPORT, 51, "ah", "hdrlength 8 8 -,reserved 16 16 -,spi 32 32 -,sequence 64 32 -");
        header(Base.TRANSPORT, 50, "esp", "spi 0 32 -,sequence 32 32 -");
        header(
                Base.TRANSPORT,
                IpProtocol.ICMP,
                "icmp",
                "type 0 8 icmp_type,code 8 8 icmp_code,checksum 16 16 -,id 32 16 -,sequence 48 16 -,"
                        + "gateway 32 32 -,mtu 48 16 -");
        header(
                Base.TRANSPORT,
                IpProtocol.ICMPV6,
                "icmpv6",
                "type 0 8 icmpv6_type,code 8 8 icmpv6_code,checksum 16 16 -,param-problem 32 32 -,mtu 32 32 -,"
                        + "id 32 16 -,sequence 48 16 -,max-delay 32 16 -");
    }

    private static void header(Base base, int protocol, String name, String fields) {
        for (String field : fields.split(",", -1)) {
            String[] parts = field.split(" ", -1);
            int bits = Integer.parseInt(parts[2]);
            NftType type = parts[3].equals("-")
                    ? NftType.integer(bits)
                    : NftTypes.named(new NftToken(NftToken.Kind.WORD, parts[3], 0, 0));
            boolean pseudo = base == Base.NETWORK
                    && (parts[0].endsWith("addr") || parts[0].equals("protocol") && protocol == IP);
            FIELDS.put(
                    name + ' ' + parts[0],
                    new NftField(
                            base,
                            protocol,
                            name + ' ' + parts[0],
                            Integer.parseInt(parts[1]),
                            bits,
                            type,
                            pseudo,
                            icmpTypes(protocol, parts[0])));
        }
    }

    private static long[] icmpTypes(int protocol, String field) {
        boolean v4 = protocol == IpProtocol.ICMP;
        if (!v4 && protocol != IpProtocol.ICMPV6) {
            return ALL;
        }
        return switch (field) {
            case "id", "sequence" -> v4 ? ECHO : ECHO_V6;
            case "mtu" -> new long[] {v4 ? 3 : 2};
            case "gateway" -> new long[] {5};
            case "max-delay" -> new long[] {130};
            case "param-problem" -> new long[] {4};
            default -> ALL;
        };
    }

    /** True if there is a header of this name. */
    static boolean isHeader(String name) {
        return FIELDS.keySet().stream().anyMatch(text -> text.startsWith(name + ' '));
    }

    /** The field of this header, null if it has none of this name. */
    static @Nullable NftField find(String header, String name) {
        return FIELDS.get(header + ' ' + name);
    }

    /** Names of the header's fields. */
    static String names(String header) {
        StringBuilder names = new StringBuilder();
        for (String text : FIELDS.keySet()) {
            if (text.startsWith(header + ' ')) {
                names.append(names.isEmpty() ? "" : ", ").append(text.substring(header.length() + 1));
            }
        }
        return names.toString();
    }

    /** The field that lies there; null for none. {@code @th,16,16} is {@code th dport}. */
    static @Nullable NftField at(Base base, int protocol, int offset, int bits) {
        for (NftField field : FIELDS.values()) {
            if (field.base == base && field.protocol == protocol && field.offset == offset && field.bits == bits) {
                return field;
            }
        }
        return null;
    }
}
