package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.SkBuff;

/**
 * The options of an IPv4 header (kernel include/net/inet_sock.h struct ip_options; net/ipv4/ip_options.c
 * ip_options_compile()). Positions count from the beginning of the header; 0 for an option that is not there.
 */
final class IpOptions {
    /** Result of {@link #compile}: no fault found. */
    static final int OK = 0;

    static final int END = 0;
    static final int NOOP = 1;
    static final int TS_PRESPECIFIED = 3;

    private static final int HEADER = 20;
    private static final int RECORD_ROUTE = 7;
    private static final int TIMESTAMP = 0x44;
    private static final int LOOSE_ROUTE = 0x83;
    private static final int STRICT_ROUTE = 0x89;
    private static final int ROUTER_ALERT = 0x94;

    /** CIPSO (FIPS 188), a security label. */
    private static final int CIPSO = 134;

    private static final int TS_ONLY = 0;
    private static final int TS_AND_ADDRESS = 1;
    private static final int MAX_OVERFLOW = 15;

    private static final long MILLI = 1_000_000L;
    private static final long MILLIS_PER_DAY = 86_400_000L;

    /** Bytes of all options. */
    int optlen;
    /** Position of the source route. */
    int srr;

    int rr;
    int ts;
    int routerAlert;
    int cipso;
    boolean strictRoute;
    /** The packet has come to one hop of its source route, and the next one is {@link #nexthop}. */
    boolean srrIsHit;

    boolean rrNeedAddr;
    boolean tsNeedTime;
    boolean tsNeedAddr;
    /** The header was changed, its checksum not yet. */
    boolean changed;

    int nexthop;
    /** Of an answer with a source route: where it goes first. */
    int faddr;

    /**
     * Reads the options of a received packet, its header at the network header, and writes what this host has to write
     * into them: its address and the time.
     *
     * @return {@link #OK}, or the position of the byte that is wrong
     */
    int compile(SkBuff skb, Dst dst, IpRoute route, long now) {
        return new Walk(skb, dst, route, now).walk();
    }

    /** The options of a packet whose header, at the network header, {@link #compile} has been through before. */
    static IpOptions ofReceived(SkBuff skb) {
        byte[] a = skb.buf();
        int header = skb.networkHeader();
        IpOptions opt = new IpOptions();
        opt.optlen = ((a[header] & 0xf) << 2) - HEADER;
        int end = HEADER + opt.optlen;
        for (int at = HEADER; at < end && a[header + at] != END; ) {
            int type = a[header + at] & 0xff;
            if (type == NOOP) {
                at++;
                continue;
            }
            switch (type) {
                case RECORD_ROUTE -> {
                    opt.rr = at;
                    opt.rrNeedAddr = true;
                }
                case TIMESTAMP -> {
                    opt.ts = at;
                    int kind = a[header + at + 3] & 0xf;
                    opt.tsNeedTime = kind == TS_ONLY || kind == TS_AND_ADDRESS || kind == TS_PRESPECIFIED;
                    opt.tsNeedAddr = kind == TS_AND_ADDRESS;
                }
                case LOOSE_ROUTE, STRICT_ROUTE -> {
                    opt.srr = at;
                    opt.strictRoute = type == STRICT_ROUTE;
                }
                case CIPSO -> opt.cipso = at;
                default -> {}
            }
            at += a[header + at + 1] & 0xff;
        }
        return opt;
    }

    /** Milliseconds since midnight UT (kernel inet_current_timestamp()). */
    static int timestamp(long now) {
        return (int) (now / MILLI % MILLIS_PER_DAY);
    }

    static int get32(byte[] a, int at) {
        return (a[at] & 0xff) << 24 | (a[at + 1] & 0xff) << 16 | (a[at + 2] & 0xff) << 8 | a[at + 3] & 0xff;
    }

    static void put32(byte[] a, int at, int value) {
        a[at] = (byte) (value >>> 24);
        a[at + 1] = (byte) (value >>> 16);
        a[at + 2] = (byte) (value >>> 8);
        a[at + 3] = (byte) value;
    }

    /** One pass over the options of one packet. */
    private final class Walk {
        private final SkBuff skb;
        private final byte[] a;
        private final int header;
        private final Dst dst;
        private final IpRoute route;
        private final long now;

        Walk(SkBuff skb, Dst dst, IpRoute route, long now) {
            this.skb = skb;
            this.a = skb.buf();
            this.header = skb.networkHeader();
            this.dst = dst;
            this.route = route;
            this.now = now;
        }

        int walk() {
            int end = HEADER + optlen;
            int at = HEADER;
            while (at < end) {
                int type = at(at);
                if (type == END) {
                    blank(at + 1, end);
                    return OK;
                }
                if (type == NOOP) {
                    at++;
                    continue;
                }
                if (end - at < 2 || at(at + 1) < 2 || at(at + 1) > end - at) {
                    return at;
                }
                int length = at(at + 1);
                int wrong = option(type, at, length);
                if (wrong != OK) {
                    return wrong;
                }
                at += length;
            }
            return OK;
        }

        /** Whatever stands behind the end of the options is wiped out. */
        private void blank(int from, int end) {
            for (int at = from; at < end; at++) {
                if (at(at) != END) {
                    a[header + at] = END;
                    changed = true;
                }
            }
        }

        private int option(int type, int at, int length) {
            return switch (type) {
                case LOOSE_ROUTE, STRICT_ROUTE -> sourceRoute(type, at, length);
                case RECORD_ROUTE -> recordRoute(at, length);
                case TIMESTAMP -> timestampOption(at, length);
                case ROUTER_ALERT -> {
                    if (length >= 4 && at(at + 2) == 0 && at(at + 3) == 0) {
                        routerAlert = at;
                    }
                    yield length < 4 ? at + 1 : OK;
                }
                // No domain of interpretation is known, so none can be right (kernel cipso_v4_validate()).
                case CIPSO -> {
                    if (cipso != 0) {
                        yield at;
                    }
                    cipso = at;
                    yield length < 8 ? at + 1 : at + 2;
                }
                default -> OK;
            };
        }

        private int sourceRoute(int type, int at, int length) {
            if (length < 3) {
                return at + 1;
            }
            if (at(at + 2) < 4) {
                return at + 2;
            }
            if (srr != 0) {
                return at;
            }
            strictRoute = type == STRICT_ROUTE;
            srr = at;
            return OK;
        }

        private int recordRoute(int at, int length) {
            if (rr != 0) {
                return at;
            }
            if (length < 3) {
                return at + 1;
            }
            int pointer = at(at + 2);
            if (pointer < 4) {
                return at + 2;
            }
            if (pointer <= length) {
                if (pointer + 3 > length) {
                    return at + 2;
                }
                put32(a, header + at + pointer - 1, route.specDst(skb, dst));
                a[header + at + 2] = (byte) (pointer + 4);
                rrNeedAddr = true;
                changed = true;
            }
            rr = at;
            return OK;
        }

        private int timestampOption(int at, int length) {
            if (ts != 0) {
                return at;
            }
            if (length < 4) {
                return at + 1;
            }
            int pointer = at(at + 2);
            if (pointer < 5) {
                return at + 2;
            }
            int flags = at(at + 3);
            if (pointer <= length) {
                if (pointer + 3 > length) {
                    return at + 2;
                }
                int wrong = stamp(at, length, pointer, flags & 0xf);
                if (wrong != OK) {
                    return wrong;
                }
            } else if ((flags & 0xf) != TS_PRESPECIFIED) {
                int overflow = flags >>> 4;
                if (overflow == MAX_OVERFLOW) {
                    return at + 3;
                }
                a[header + at + 3] = (byte) (flags & 0xf | overflow + 1 << 4);
                changed = true;
            }
            ts = at;
            return OK;
        }

        private int stamp(int at, int length, int pointer, int kind) {
            int slot = header + at + pointer - 1;
            int timeAt = -1;
            switch (kind) {
                case TS_ONLY -> {
                    timeAt = slot;
                    tsNeedTime = true;
                    a[header + at + 2] = (byte) (pointer + 4);
                }
                case TS_AND_ADDRESS -> {
                    if (pointer + 7 > length) {
                        return at + 2;
                    }
                    put32(a, slot, route.specDst(skb, dst));
                    timeAt = slot + 4;
                    tsNeedAddr = true;
                    tsNeedTime = true;
                    a[header + at + 2] = (byte) (pointer + 8);
                }
                case TS_PRESPECIFIED -> {
                    if (pointer + 7 > length) {
                        return at + 2;
                    }
                    if (route.addrType(get32(a, slot)) == RouteType.UNICAST) {
                        // Another host's turn; the pointer stays.
                        return OK;
                    }
                    timeAt = slot + 4;
                    tsNeedTime = true;
                    a[header + at + 2] = (byte) (pointer + 8);
                }
                default -> {}
            }
            if (timeAt >= 0) {
                put32(a, timeAt, timestamp(now));
                changed = true;
            }
            return OK;
        }

        private int at(int offset) {
            return a[header + offset] & 0xff;
        }
    }
}
