package io.rxpath.ip.core;

import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/**
 * The options of an answer: those of the packet answered, the source route turned round (kernel net/ipv4/ip_options.c
 * __ip_options_echo(), ip_options_build()).
 */
final class IpOptionsEcho {
    private static final int HEADER = 20;
    private static final int MAX_OPTIONS = 40;

    /** No options. */
    static final IpOptionsEcho NONE = new IpOptionsEcho();

    /** What is known of them. */
    final IpOptions opt = new IpOptions();

    private final byte[] data = new byte[MAX_OPTIONS];

    private IpOptionsEcho() {}

    /** The options to answer {@code in} with, its header at the network header; null if they cannot be echoed. */
    static @Nullable IpOptionsEcho of(SkBuff in, @Nullable IpOptions sopt, IpRoute route) {
        if (sopt == null || sopt.optlen == 0) {
            return NONE;
        }
        IpOptionsEcho echo = new IpOptionsEcho();
        return echo.fill(in, sopt, route) ? echo : null;
    }

    /**
     * The options to answer a packet with that is no longer here; null if they cannot be echoed. What this host wrote into
     * them when it came in has moved their pointers, so they tell it themselves.
     *
     * @param received its options
     * @param saddr its source
     */
    static @Nullable IpOptionsEcho of(byte[] received, int saddr, IpRoute route) {
        if (received.length == 0) {
            return NONE;
        }
        SkBuff in = Net.allocSkb(HEADER + received.length);
        int at = in.put(HEADER + received.length);
        in.resetNetworkHeader();
        new Ipv4Header(in.buf(), at).version(4).ihl(5 + received.length / 4).saddr(saddr);
        System.arraycopy(received, 0, in.buf(), at + HEADER, received.length);
        return of(in, IpOptions.ofReceived(in), route);
    }

    private boolean fill(SkBuff in, IpOptions sopt, IpRoute route) {
        byte[] a = in.buf();
        int sptr = in.networkHeader();
        if (sopt.rr != 0 && !recordRoute(a, sptr + sopt.rr, sopt)) {
            return false;
        }
        if (sopt.ts != 0 && !timestamp(a, sptr + sopt.ts, sopt, route)) {
            return false;
        }
        if (sopt.srr != 0) {
            sourceRoute(a, sptr + sopt.srr, sptr, sopt);
        }
        if (sopt.cipso != 0) {
            int length = a[sptr + sopt.cipso + 1] & 0xff;
            System.arraycopy(a, sptr + sopt.cipso, data, opt.optlen, length);
            opt.optlen += length;
        }
        while ((opt.optlen & 3) != 0) {
            data[opt.optlen++] = IpOptions.END;
        }
        return true;
    }

    private boolean recordRoute(byte[] a, int from, IpOptions sopt) {
        int length = a[from + 1] & 0xff;
        int pointer = a[from + 2] & 0xff;
        int to = opt.optlen;
        opt.rr = to + HEADER;
        System.arraycopy(a, from, data, to, length);
        if (sopt.rrNeedAddr && pointer <= length) {
            if (pointer + 3 > length) {
                return false;
            }
            data[to + 2] = (byte) (pointer + 4);
            opt.rrNeedAddr = true;
        }
        opt.optlen += length;
        return true;
    }

    private boolean timestamp(byte[] a, int from, IpOptions sopt, IpRoute route) {
        int length = a[from + 1] & 0xff;
        int pointer = a[from + 2] & 0xff;
        int to = opt.optlen;
        opt.ts = to + HEADER;
        System.arraycopy(a, from, data, to, length);
        if (pointer <= length) {
            if (sopt.tsNeedAddr) {
                if (pointer + 3 > length) {
                    return false;
                }
                opt.tsNeedAddr = true;
                pointer += 4;
            }
            if (sopt.tsNeedTime) {
                if (pointer + 3 > length) {
                    return false;
                }
                if ((data[to + 3] & 0xf) != IpOptions.TS_PRESPECIFIED) {
                    opt.tsNeedTime = true;
                    pointer += 4;
                } else if (pointer + 7 <= length
                        && route.addrType(IpOptions.get32(data, to + pointer - 1)) != RouteType.UNICAST) {
                    opt.tsNeedTime = true;
                    pointer += 8;
                }
            }
            data[to + 2] = (byte) pointer;
        }
        opt.optlen += length;
        return true;
    }

    /** The hops passed, the last first; the source itself is no hop (RFC 1812). */
    private void sourceRoute(byte[] a, int start, int header, IpOptions sopt) {
        int length = a[start + 1] & 0xff;
        int pointer = Math.min(a[start + 2] & 0xff, length + 1) - 4;
        int to = opt.optlen;
        int size = 0;
        if (pointer > 3) {
            opt.faddr = IpOptions.get32(a, start + pointer - 1);
            pointer -= 4;
            size = 4;
            while (pointer > 3) {
                System.arraycopy(a, start + pointer - 1, data, to + size - 1, 4);
                pointer -= 4;
                size += 4;
            }
            if (IpOptions.get32(a, header + 12) == IpOptions.get32(a, start + pointer + 3)) {
                size -= 4;
            }
        }
        if (size > 3) {
            data[to] = a[start];
            data[to + 1] = (byte) (size + 3);
            data[to + 2] = 4;
            opt.srr = to + HEADER;
            opt.optlen += size + 3;
            opt.strictRoute = sopt.strictRoute;
        } else {
            opt.faddr = 0;
        }
    }

    /** Writes them behind the 20 bytes of the header at the skb's data; {@code daddr} is the packet's last hop. */
    void build(SkBuff skb, int daddr, int saddr, long now) {
        byte[] a = skb.buf();
        int iph = skb.data();
        System.arraycopy(data, 0, a, iph + HEADER, opt.optlen);
        if (opt.srr != 0) {
            IpOptions.put32(a, iph + opt.srr + (a[iph + opt.srr + 1] & 0xff) - 4, daddr);
        }
        if (opt.rrNeedAddr) {
            IpOptions.put32(a, iph + opt.rr + (a[iph + opt.rr + 2] & 0xff) - 5, saddr);
        }
        if (opt.tsNeedAddr) {
            IpOptions.put32(a, iph + opt.ts + (a[iph + opt.ts + 2] & 0xff) - 9, saddr);
        }
        if (opt.tsNeedTime) {
            IpOptions.put32(a, iph + opt.ts + (a[iph + opt.ts + 2] & 0xff) - 5, IpOptions.timestamp(now));
        }
    }
}
