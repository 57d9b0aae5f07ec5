package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.IpAddress;

/** What the targets of table nat share: address and port ranges as texts (iptables extensions/libxt_NAT.c). */
final class XtNatRange {
    private XtNatRange() {}

    /** {@code [ADDRESS[-ADDRESS]][:PORT[-PORT]]}; an IPv6 address with a port stands in brackets. */
    static NfNatRange parse(String text, boolean v6, boolean ported) {
        String addresses = text;
        String ports = "";
        int colon = v6 ? -1 : text.indexOf(':');
        if (v6 && text.startsWith("[")) {
            int end = text.lastIndexOf(']');
            if (end < 0) {
                throw new XtProblem("Invalid address format \"" + text + "\"");
            }
            addresses = text.substring(1, end);
            if (end + 1 < text.length()) {
                if (text.charAt(end + 1) != ':') {
                    throw new XtProblem("Invalid port:port syntax - use dash");
                }
                ports = text.substring(end + 2);
            }
        } else if (colon >= 0) {
            addresses = text.substring(0, colon);
            ports = text.substring(colon + 1);
        }
        NfNatRange range = NfNatRange.ANY;
        if (!ports.isEmpty() || colon >= 0) {
            if (!ported) {
                throw new XtProblem("Need TCP, UDP, SCTP or DCCP with port specification");
            }
            range = ports(ports);
        }
        if (addresses.isEmpty()) {
            return range;
        }
        int dash = addresses.indexOf('-');
        IpAddress min = XtAddress.single(dash < 0 ? addresses : addresses.substring(0, dash), v6);
        IpAddress max = dash < 0 ? min : XtAddress.single(addresses.substring(dash + 1), v6);
        return new NfNatRange(min, max, range.minPort(), range.maxPort(), range.ports(), false, false);
    }

    /** {@code PORT[-PORT]}. */
    static NfNatRange ports(String text) {
        if (text.indexOf('/') >= 0) {
            throw new XtProblem("Port `" + text + "': a base port behind '/' is not supported");
        }
        if (text.indexOf(':') >= 0) {
            throw new XtProblem("Invalid port:port syntax - use dash");
        }
        int dash = text.indexOf('-');
        int min = port(dash < 0 ? text : text.substring(0, dash));
        int max = dash < 0 ? min : port(text.substring(dash + 1));
        if (min > max) {
            throw new XtProblem("Port range `" + text + "' funky");
        }
        return new NfNatRange(null, null, min, max, true, false, false);
    }

    private static int port(String text) {
        long port = XtValues.number(text, 0xffff);
        if (port < 0) {
            throw new XtProblem("Port `" + text + "' not valid");
        }
        return (int) port;
    }

    /** True if the rule's protocol has ports. */
    static boolean ported(XtEntry entry) {
        int protocol = entry.protocol;
        boolean known = protocol == XtProtocols.TCP
                || protocol == XtProtocols.UDP
                || protocol == XtProtocols.SCTP
                || protocol == XtProtocols.DCCP
                || protocol == XtProtocols.ICMP;
        return known && !entry.invProtocol;
    }

    static void addresses(StringBuilder out, NfNatRange range, boolean v6) {
        IpAddress min = range.min();
        boolean brackets = v6 && range.ports() && min != null;
        out.append(brackets ? "[" : "");
        if (min != null) {
            out.append(min);
            if (!min.equals(range.max())) {
                out.append('-').append(range.max());
            }
        }
        out.append(brackets ? "]" : "");
        if (range.ports()) {
            out.append(':');
            ports(out, range);
        }
    }

    static void ports(StringBuilder out, NfNatRange range) {
        out.append(range.minPort());
        if (range.maxPort() != range.minPort()) {
            out.append('-').append(range.maxPort());
        }
    }

    /** The verdict as a target's. */
    static int verdict(NfVerdict verdict) {
        return verdict == NfVerdict.ACCEPT ? XtTarget.ACCEPT : XtTarget.DROP;
    }
}
