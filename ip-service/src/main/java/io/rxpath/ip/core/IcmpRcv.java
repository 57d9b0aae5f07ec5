package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IcmpMib;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockCookie;
import org.jspecify.annotations.Nullable;

/**
 * ICMP messages for this host (kernel net/ipv4/icmp.c icmp_rcv(), icmp_echo(), icmp_timestamp(), icmp_unreach(),
 * icmp_redirect(); net/ipv4/ping.c ping_rcv()).
 */
final class IcmpRcv {
    private static final int NR_ICMP_TYPES = 18;
    private static final int EXT_ECHO = 42;
    private static final int EXT_ECHO_REPLY = 43;
    private static final int MAX_UNREACH_CODE = 15;
    private static final long MILLI = 1_000_000L;
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final String RCV = "icmp_rcv";

    private final Net net;
    private final IcmpSend icmpSend;
    private final DatagramErr datagramErr;

    IcmpRcv(Net net, IcmpSend icmpSend, DatagramErr datagramErr) {
        this.net = net;
        this.icmpSend = icmpSend;
        this.datagramErr = datagramErr;
    }

    /** A message; data at the ICMP header. */
    SkbDropReason rcv(SkBuff skb, Dst dst, long now) {
        net.icmp.inc(IcmpMib.IN_MSGS);
        skb.linearize();
        boolean sound = skb.ipSummed == IpSummed.UNNECESSARY
                || InternetChecksum.checksum(skb.buf(), skb.data(), skb.len()) == 0;
        if (!sound) {
            net.icmp.inc(IcmpMib.IN_CSUM_ERRORS);
            return error(skb, SkbDropReason.ICMP_CSUM, now);
        }
        if (IcmpHeader.check(skb.buf(), skb.data(), skb.len()).dropped()) {
            return error(skb, SkbDropReason.NOT_SPECIFIED, now);
        }
        int type = new IcmpHeader(skb.buf(), skb.data()).type();
        if (type == EXT_ECHO) {
            // PROBE (RFC 8335) is not answered: icmp_echo_enable_probe is 0.
            return net.consumeSkb(skb, "icmp_echo");
        }
        IcmpMib counter = type > NR_ICMP_TYPES ? null : IN_BY_TYPE[type];
        if (counter != null) {
            net.icmp.inc(counter);
        }
        if (dst.toMany() && !allowedToMany(type)) {
            return error(skb, SkbDropReason.INVALID_PROTO, now);
        }
        if (type == EXT_ECHO_REPLY) {
            return net.kfreeSkb(skb, SkbDropReason.NO_SOCKET, "ping_rcv", now);
        }
        if (type > NR_ICMP_TYPES) {
            return error(skb, SkbDropReason.UNHANDLED_PROTO, now);
        }
        return switch (type) {
            case IcmpHeader.ECHO -> echo(skb, dst, now);
            case IcmpHeader.TIMESTAMP -> timestamp(skb, dst, now);
            case IcmpHeader.ECHO_REPLY -> pingRcv(skb, now);
            case IcmpHeader.DEST_UNREACH,
                    IcmpHeader.SOURCE_QUENCH,
                    IcmpHeader.TIME_EXCEEDED,
                    IcmpHeader.PARAMETER_PROBLEM -> unreach(skb, now);
            case IcmpHeader.REDIRECT -> quoting(skb, SkbDropReason.PKT_TOO_SMALL, now);
            default -> net.consumeSkb(skb, "icmp");
        };
    }

    /**
     * ping_rcv(): to the socket with the reply's identifier, if there is one. Only socket-service knows, and drops it
     * otherwise.
     */
    private SkbDropReason pingRcv(SkBuff skb, long now) {
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.networkHeader());
        int ident = new IcmpHeader(skb.buf(), skb.data()).restOfHeader() >>> 16;
        long cookie = SockCookie.ping(ident, false);
        net.toSocket(skb, cookie, FlowKey.v4(iph.daddr(), ident, iph.saddr(), 0), now);
        return SkbDropReason.SKB_CONSUMED;
    }

    private SkbDropReason error(SkBuff skb, SkbDropReason reason, long now) {
        net.icmp.inc(IcmpMib.IN_ERRORS);
        return net.kfreeSkb(skb, reason, RCV, now);
    }

    /** RFC 1122 sections 3.2.2.6 and 3.2.2.8: what may come to a broadcast or multicast address. */
    private boolean allowedToMany(int type) {
        boolean query = type == IcmpHeader.ECHO || type == IcmpHeader.TIMESTAMP;
        return query ? !net.settings.icmp().echoIgnoreBroadcasts() : type == 17 || type == 18;
    }

    private SkbDropReason echo(SkBuff skb, Dst dst, long now) {
        if (!net.settings.icmp().echoIgnoreAll()) {
            SkBuff reply = IcmpSend.alloc(skb, skb.len());
            int at = reply.put(skb.len());
            skb.copyTo(reply.buf(), at);
            new IcmpHeader(reply.buf(), at).type(IcmpHeader.ECHO_REPLY);
            icmpSend.reply(skb, dst, reply, now);
        }
        return net.consumeSkb(skb, "icmp_echo");
    }

    /** Answers with the milliseconds since midnight UT, received and sent at once. */
    private SkbDropReason timestamp(SkBuff skb, Dst dst, long now) {
        if (skb.len() < IcmpHeader.LENGTH + 4) {
            net.icmp.inc(IcmpMib.IN_ERRORS);
            return net.kfreeSkb(skb, SkbDropReason.PKT_TOO_SMALL, RCV, now);
        }
        SkBuff reply = IcmpSend.alloc(skb, IcmpHeader.LENGTH + 12);
        int at = reply.put(IcmpHeader.LENGTH + 12);
        System.arraycopy(skb.buf(), skb.data(), reply.buf(), at, IcmpHeader.LENGTH + 4);
        new IcmpHeader(reply.buf(), at).type(IcmpHeader.TIMESTAMP_REPLY).code(0);
        int millis = (int) (now / MILLI % MILLIS_PER_DAY);
        // The three times stand one behind the other, like second words of a header four bytes on.
        new IcmpHeader(reply.buf(), at + 8).restOfHeader(millis);
        new IcmpHeader(reply.buf(), at + 12).restOfHeader(millis);
        icmpSend.reply(skb, dst, reply, now);
        return net.consumeSkb(skb, "icmp_timestamp");
    }

    private SkbDropReason unreach(SkBuff skb, long now) {
        int at = skb.data() + IcmpHeader.LENGTH;
        boolean shortHeader =
                skb.len() >= IcmpHeader.LENGTH + Ipv4Header.LENGTH && new Ipv4Header(skb.buf(), at).ihl() < 5;
        if (shortHeader) {
            net.icmp.inc(IcmpMib.IN_ERRORS);
            return net.kfreeSkb(skb, SkbDropReason.IP_INHDR, RCV, now);
        }
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data());
        if (icmph.type() == IcmpHeader.DEST_UNREACH && icmph.code() > MAX_UNREACH_CODE) {
            return net.consumeSkb(skb, "icmp");
        }
        if (icmph.type() == IcmpHeader.DEST_UNREACH && icmph.code() == IcmpHeader.FRAG_NEEDED && !believed(skb)) {
            return net.consumeSkb(skb, "icmp");
        }
        boolean fragTime = icmph.type() == IcmpHeader.TIME_EXCEEDED && icmph.code() == IcmpHeader.EXC_FRAGTIME;
        if (fragTime || bogus(skb)) {
            return net.consumeSkb(skb, "icmp");
        }
        return quoting(skb, SkbDropReason.NOT_SPECIFIED, now);
    }

    /** What ip_no_pmtu_disc leaves of FRAG_NEEDED: 2 nothing, 3 what is about TCP, which checks what is quoted. */
    private boolean believed(SkBuff skb) {
        int at = skb.data() + IcmpHeader.LENGTH;
        boolean quotes = skb.len() >= IcmpHeader.LENGTH + Ipv4Header.LENGTH;
        boolean tcp = quotes && new Ipv4Header(skb.buf(), at).protocol() == IpProtocol.TCP;
        return switch (net.settings.noPmtuDisc()) {
            case 0 -> true;
            case 1 -> !tcp;
            case 3 -> tcp;
            default -> false;
        };
    }

    /** An error about a packet to everybody, which should not have been sent (RFC 1122 section 3.2.2). */
    private boolean bogus(SkBuff skb) {
        return !net.settings.icmp().ignoreBogusErrorResponses()
                && skb.len() >= IcmpHeader.LENGTH + Ipv4Header.LENGTH
                && icmpSend.isBroadcast(new Ipv4Header(skb.buf(), skb.data() + IcmpHeader.LENGTH).daddr());
    }

    /** An error must quote an IP header, and eight bytes behind it for the protocol to find its socket by. */
    private SkbDropReason quoting(SkBuff skb, SkbDropReason reason, long now) {
        int left = skb.len() - IcmpHeader.LENGTH;
        if (left < Ipv4Header.LENGTH) {
            net.icmp.inc(IcmpMib.IN_ERRORS);
            return net.kfreeSkb(skb, reason, RCV, now);
        }
        Ipv4Header quoted = new Ipv4Header(skb.buf(), skb.data() + IcmpHeader.LENGTH);
        if (left < quoted.headerLength() + 8) {
            net.icmp.inc(IcmpMib.IN_ERRORS);
        } else if (quoted.protocol() == IpProtocol.TCP) {
            return toTcp(skb, now);
        } else {
            datagramErr.err(skb, now);
        }
        return net.consumeSkb(skb, "icmp");
    }

    /** tcp_v4_err() is TCP's: it gets the message with data at the ICMP header. */
    private SkbDropReason toTcp(SkBuff skb, long now) {
        net.toTcp(skb, now);
        return SkbDropReason.SKB_CONSUMED;
    }

    private static final @Nullable IcmpMib[] IN_BY_TYPE = inByType();

    private static @Nullable IcmpMib[] inByType() {
        @Nullable IcmpMib[] by = new @Nullable IcmpMib[NR_ICMP_TYPES + 1];
        by[IcmpHeader.ECHO_REPLY] = IcmpMib.IN_ECHO_REPS;
        by[IcmpHeader.DEST_UNREACH] = IcmpMib.IN_DEST_UNREACHS;
        by[IcmpHeader.SOURCE_QUENCH] = IcmpMib.IN_SRC_QUENCHS;
        by[IcmpHeader.REDIRECT] = IcmpMib.IN_REDIRECTS;
        by[IcmpHeader.ECHO] = IcmpMib.IN_ECHOS;
        by[IcmpHeader.TIME_EXCEEDED] = IcmpMib.IN_TIME_EXCDS;
        by[IcmpHeader.PARAMETER_PROBLEM] = IcmpMib.IN_PARM_PROBS;
        by[IcmpHeader.TIMESTAMP] = IcmpMib.IN_TIMESTAMPS;
        by[IcmpHeader.TIMESTAMP_REPLY] = IcmpMib.IN_TIMESTAMP_REPS;
        by[17] = IcmpMib.IN_ADDR_MASKS;
        by[18] = IcmpMib.IN_ADDR_MASK_REPS;
        return by;
    }
}
