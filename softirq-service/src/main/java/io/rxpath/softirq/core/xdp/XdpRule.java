package io.rxpath.softirq.core.xdp;

import io.rxpath.skb.Cidr;
import org.jspecify.annotations.Nullable;

/** One rule of the match language: an action and the conditions that must all hold. */
final class XdpRule {
    static final int ANY = -1;

    /** A rule being read. */
    static final class Builder {
        XdpAction action = XdpAction.PASS;
        int port;
        int etherType = ANY;
        int vid = ANY;
        int protocol = ANY;

        @Nullable
        Cidr source;

        @Nullable
        Cidr dest;

        int minSource = ANY;
        int maxSource = ANY;
        int minDest = ANY;
        int maxDest = ANY;
        int minLength = ANY;
        int maxLength = ANY;

        XdpRule build() {
            return new XdpRule(this);
        }
    }

    private final Builder b;

    private XdpRule(Builder b) {
        this.b = b;
    }

    XdpAction action() {
        return b.action;
    }

    /** Where REDIRECT goes. */
    int port() {
        return b.port;
    }

    boolean matches(XdpFields f) {
        return (b.etherType == ANY || b.etherType == f.etherType)
                && (b.vid == ANY || b.vid == f.vid)
                && (b.protocol == ANY || b.protocol == f.protocol)
                && (b.minSource == ANY || within(f.sourcePort, b.minSource, b.maxSource))
                && (b.minDest == ANY || within(f.destPort, b.minDest, b.maxDest))
                && (b.minLength == ANY || within(f.length, b.minLength, b.maxLength))
                && (b.source == null || f.addressed && b.source.contains(f.source()))
                && (b.dest == null || f.addressed && b.dest.contains(f.dest()));
    }

    private static boolean within(int value, int min, int max) {
        return value >= min && value <= max;
    }
}
