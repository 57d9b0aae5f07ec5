package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.NetDevice;
import org.jspecify.annotations.Nullable;

/** What a rule says of the IP header and the devices (kernel struct ipt_ip, ip6t_ip6). */
final class XtEntry {
    /** Source, address and mask as two halves, mapped as in IpAddress for IPv4. */
    XtAddress src = XtAddress.ANY;
    /** Destination. */
    XtAddress dst = XtAddress.ANY;

    boolean invSrc;
    boolean invDst;
    /** Protocol, 0 for any. */
    int protocol;

    boolean invProtocol;
    /** Device it comes in by, empty for any; a "+" at the end stands for the rest of a name. */
    String in = "";

    boolean invIn;
    String out = "";
    boolean invOut;
    boolean fragment;
    boolean invFragment;

    /** True if the packet is meant. */
    boolean match(XtPacket p) {
        if (!in.isEmpty() && named(in, p.state.in) == invIn || !out.isEmpty() && named(out, p.state.out) == invOut) {
            return false;
        }
        if (protocol != 0 && (p.l4 < 0 || (p.l4 == protocol) == invProtocol)) {
            return false;
        }
        if (!src.isAny() && src.contains(p.addressHi(true), p.addressLo(true)) == invSrc) {
            return false;
        }
        if (!dst.isAny() && dst.contains(p.addressHi(false), p.addressLo(false)) == invDst) {
            return false;
        }
        return !fragment || (p.fragOff != 0) != invFragment;
    }

    /** No device has the empty name, as nft_meta sees it. */
    private static boolean named(String pattern, @Nullable NetDevice device) {
        String name = device == null ? "" : device.name();
        int last = pattern.length() - 1;
        return pattern.charAt(last) == '+' ? name.startsWith(pattern.substring(0, last)) : name.equals(pattern);
    }

    /** Appends it as iptables-save writes it, a space before each option. */
    void save(StringBuilder out, boolean v6) {
        address(out, "-s", src, invSrc, v6);
        address(out, "-d", dst, invDst, v6);
        name(out, "-i", in, invIn);
        name(out, "-o", this.out, invOut);
        if (protocol != 0) {
            out.append(invProtocol ? " ! -p " : " -p ").append(XtProtocols.name(protocol));
        }
        if (fragment) {
            out.append(invFragment ? " ! -f" : " -f");
        }
    }

    private static void address(StringBuilder out, String option, XtAddress address, boolean invert, boolean v6) {
        if (!address.isAny() || invert) {
            out.append(invert ? " ! " : " ").append(option).append(' ').append(address.saved(v6));
        }
    }

    private static void name(StringBuilder out, String option, String name, boolean invert) {
        if (!name.isEmpty()) {
            out.append(invert ? " ! " : " ").append(option).append(' ').append(name);
        }
    }
}
