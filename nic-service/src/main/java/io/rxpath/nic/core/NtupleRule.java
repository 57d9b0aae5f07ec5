package io.rxpath.nic.core;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import java.util.Locale;

/**
 * One steering rule as {@code ethtool -N} takes it: {@code flow-type tcp4 dst-port 80 action 2}. Every word but the action
 * narrows it; {@code m MASK} behind a value names the bits that do not matter.
 *
 * <p>Kernel: include/uapi/linux/ethtool.h struct ethtool_rx_flow_spec, drivers/net/ethernet/intel/ixgbe/ixgbe_ethtool.c
 * ixgbe_add_ethtool_fdir_entry().
 *
 * @param type what frames it is for
 * @param source IP source address
 * @param dest IP destination address
 * @param sourcePort TCP or UDP source port
 * @param destPort TCP or UDP destination port
 * @param vlan VLAN identifier of the outer tag
 * @param sourceMac Ethernet source address
 * @param destMac Ethernet destination address
 * @param action the receive queue, or {@link #DROP}
 */
public record NtupleRule(
        FlowType type,
        Address source,
        Address dest,
        Bits sourcePort,
        Bits destPort,
        Bits vlan,
        Bits sourceMac,
        Bits destMac,
        int action) {
    /** Action -1: the frame goes nowhere. */
    public static final int DROP = -1;

    /** The word behind flow-type. */
    public enum FlowType {
        /** Any frame. */
        ETHER("Raw Ethernet", 0, -1),
        /** IPv4. */
        IP4("Raw IPv4", 4, -1),
        /** IPv6. */
        IP6("Raw IPv6", 6, -1),
        /** TCP over IPv4. */
        TCP4("TCP over IPv4", 4, IpProtocol.TCP),
        /** UDP over IPv4. */
        UDP4("UDP over IPv4", 4, IpProtocol.UDP),
        /** TCP over IPv6. */
        TCP6("TCP over IPv6", 6, IpProtocol.TCP),
        /** UDP over IPv6. */
        UDP6("UDP over IPv6", 6, IpProtocol.UDP);

        private final String title;
        private final int version;
        private final int protocol;

        FlowType(String title, int version, int protocol) {
            this.title = title;
            this.version = version;
            this.protocol = protocol;
        }

        boolean matches(HeaderParser p) {
            return (version == 0 || version == p.ipVersion) && (protocol < 0 || protocol == p.protocol);
        }
    }

    /** A number of which the bits in {@code care} count. */
    public record Bits(long value, long care) {
        static final Bits ANY = new Bits(0, 0);

        boolean matches(long other) {
            return ((value ^ other) & care) == 0;
        }
    }

    /** An address of 128 bits, as {@link IpAddress} has it, of which the bits in {@code careHi} and {@code careLo} count. */
    public record Address(IpAddress value, long careHi, long careLo) {
        static final Address ANY = new Address(IpAddress.v4(0), 0, 0);

        boolean any() {
            return careHi == 0 && careLo == 0;
        }

        boolean matches(long hi, long lo) {
            return ((value.hi() ^ hi) & careHi) == 0 && ((value.lo() ^ lo) & careLo) == 0;
        }
    }

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException naming the word and what was expected
     */
    public static NtupleRule parse(String text) {
        return new NtupleParser(text).rule();
    }

    /**
     * True if the rule is for this frame.
     *
     * @param a holds the frame
     * @param off index of its Ethernet header
     * @param p what was parsed of it
     * @param vid its VLAN identifier, -1 without a tag
     */
    boolean matches(byte[] a, int off, HeaderParser p, int vid) {
        if (!type.matches(p) || (vlan.care() != 0 && (vid < 0 || !vlan.matches(vid)))) {
            return false;
        }
        if (sourceMac.care() != 0 || destMac.care() != 0) {
            EthernetHeader eth = new EthernetHeader(a, off);
            if (!sourceMac.matches(eth.src()) || !destMac.matches(eth.dst())) {
                return false;
            }
        }
        if (sourcePort.care() != 0 || destPort.care() != 0) {
            if (!p.ports || !sourcePort.matches(p.sourcePort) || !destPort.matches(p.destPort)) {
                return false;
            }
        }
        return (source.any() && dest.any()) || addresses(a, p);
    }

    private boolean addresses(byte[] a, HeaderParser p) {
        if (p.ipVersion == 4) {
            Ipv4Header ip = new Ipv4Header(a, p.l3);
            // The upper half and the mark of a mapped address are the same for all of IPv4.
            return ((source.value().lo() ^ ip.saddr()) & source.careLo() & 0xffff_ffffL) == 0
                    && ((dest.value().lo() ^ ip.daddr()) & dest.careLo() & 0xffff_ffffL) == 0;
        }
        Ipv6Header ip = new Ipv6Header(a, p.l3);
        return source.matches(ip.saddrHi(), ip.saddrLo()) && dest.matches(ip.daddrHi(), ip.daddrLo());
    }

    /** The lines below {@code Filter: N} of {@code ethtool -n}. */
    public String describe() {
        StringBuilder text = new StringBuilder("\tRule Type: " + type.title + "\n");
        if (type.version != 0) {
            address(text, "Src", source);
            address(text, "Dest", dest);
        }
        if (type.protocol >= 0) {
            bits(text, "Src port: %d mask: 0x%x", sourcePort, 0xffff);
            bits(text, "Dest port: %d mask: 0x%x", destPort, 0xffff);
        }
        if (type == FlowType.ETHER) {
            bits(text, "Src MAC addr: %012x mask: %012x", sourceMac, 0xffff_ffff_ffffL);
            bits(text, "Dest MAC addr: %012x mask: %012x", destMac, 0xffff_ffff_ffffL);
        }
        if (vlan.care() != 0) {
            bits(text, "VLAN: 0x%x mask: 0x%x", vlan, 0xfff);
        }
        return text.append(action == DROP ? "\tAction: Drop\n" : "\tAction: Direct to queue " + action + "\n")
                .toString();
    }

    private void address(StringBuilder text, String which, Address address) {
        boolean v4 = type.version == 4;
        IpAddress ignored =
                v4 ? IpAddress.v4((int) ~address.careLo()) : new IpAddress(~address.careHi(), ~address.careLo());
        IpAddress value = v4 || !address.any() ? address.value() : new IpAddress(0, 0);
        text.append('\t').append(which).append(" IP addr: ").append(value);
        text.append(" mask: ").append(ignored).append('\n');
    }

    private static void bits(StringBuilder text, String format, Bits bits, long all) {
        text.append('\t')
                .append(String.format(Locale.ROOT, format, bits.value(), ~bits.care() & all))
                .append('\n');
    }
}
