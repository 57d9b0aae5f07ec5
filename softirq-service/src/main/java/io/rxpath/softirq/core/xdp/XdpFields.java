package io.rxpath.softirq.core.xdp;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.VlanTag;

/** What the match language asks of a frame, read once. What a frame does not have is -1. */
final class XdpFields {
    static final int TCP = IpProtocol.TCP;
    static final int UDP = IpProtocol.UDP;

    /** ICMP of either family. */
    static final int ICMP = IpProtocol.ICMP;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DEST_OPTIONS = 60;
    private static final int MAX_TAGS = 2;
    private static final int VID_MASK = 0xfff;

    int etherType;
    int vid;
    int protocol;
    int sourcePort;
    int destPort;
    int length;
    boolean addressed;

    private byte[] a = {};
    private int end;
    private int addressAt;
    private boolean v6;

    void dissect(XdpBuff frame) {
        etherType = -1;
        vid = -1;
        protocol = -1;
        sourcePort = -1;
        destPort = -1;
        addressed = false;
        v6 = false;
        a = frame.bytes();
        end = frame.dataEnd();
        length = frame.length();
        int at = frame.data() + EthernetHeader.LENGTH;
        if (end < at) {
            return;
        }
        etherType = get16(a, at - 2);
        if (frame.vlanTci() >= 0) {
            vid = frame.vlanTci() & VID_MASK;
        }
        for (int tags = 0; tags < MAX_TAGS && tagged(); tags++) {
            if (end - at < VlanTag.LENGTH) {
                return;
            }
            // A tag begins two bytes before its control information, where the type was.
            VlanTag tag = new VlanTag(a, at - 2);
            vid = vid < 0 ? tag.vid() : vid;
            at += VlanTag.LENGTH;
            etherType = get16(a, at - 2);
        }
        if (etherType == EthernetHeader.TYPE_IPV4 && end - at >= Ipv4Header.LENGTH) {
            ipv4(at);
        } else if (etherType == EthernetHeader.TYPE_IPV6 && end - at >= Ipv6Header.LENGTH) {
            ipv6(at);
        }
    }

    private static int get16(byte[] a, int at) {
        return (a[at] & 0xff) << 8 | a[at + 1] & 0xff;
    }

    private boolean tagged() {
        return etherType == EthernetHeader.TYPE_VLAN || etherType == EthernetHeader.TYPE_QINQ;
    }

    private void ipv4(int at) {
        Ipv4Header iph = new Ipv4Header(a, at);
        addressed = true;
        addressAt = at;
        protocol = iph.protocol();
        if (iph.fragmentOffset() == 0) {
            ports(at + iph.headerLength());
        }
    }

    private void ipv6(int at) {
        v6 = true;
        addressed = true;
        addressAt = at;
        int next = new Ipv6Header(a, at).nextHeader();
        int to = at + Ipv6Header.LENGTH;
        boolean first = true;
        while ((next == HOP_BY_HOP || next == ROUTING || next == DEST_OPTIONS || next == FRAGMENT) && end - to >= 8) {
            int size = next == FRAGMENT ? 8 : ((a[to + 1] & 0xff) + 1) * 8;
            first &= next != FRAGMENT || get16(a, to + 2) >>> 3 == 0;
            next = a[to] & 0xff;
            to += size;
        }
        protocol = next == IpProtocol.ICMPV6 ? ICMP : next == ICMP ? -1 : next;
        if (first) {
            ports(to);
        }
    }

    private void ports(int at) {
        if ((protocol == TCP || protocol == UDP) && end - at >= 4) {
            sourcePort = get16(a, at);
            destPort = get16(a, at + 2);
        }
    }

    IpAddress source() {
        if (v6) {
            Ipv6Header ip = new Ipv6Header(a, addressAt);
            return new IpAddress(ip.saddrHi(), ip.saddrLo());
        }
        return IpAddress.v4(new Ipv4Header(a, addressAt).saddr());
    }

    IpAddress dest() {
        if (v6) {
            Ipv6Header ip = new Ipv6Header(a, addressAt);
            return new IpAddress(ip.daddrHi(), ip.daddrLo());
        }
        return IpAddress.v4(new Ipv4Header(a, addressAt).daddr());
    }
}
