package io.rxpath.ip.core.nat;

import io.rxpath.ip.core.conntrack.Conntrack;
import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.ip.core.conntrack.NfConnTcp;
import io.rxpath.ip.core.conntrack.NfTuple;
import io.rxpath.ip.core.conntrack.SkbTuple;
import io.rxpath.ip.core.conntrack.TcpConntrack;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The choice of a translated tuple that nobody else has (kernel net/netfilter/nf_nat_core.c get_unique_tuple(),
 * find_best_ips_proto(), nf_nat_l4proto_unique_tuple(), find_appropriate_src(), nf_nat_used_tuple_harder()).
 */
final class NatTuple {
    private static final int MAX_ATTEMPTS = 128;
    private static final int HARDER_ATTEMPTS = MAX_ATTEMPTS / 4;
    private static final int LEAST_ATTEMPTS = 16;

    private final Conntrack conntrack;
    private final NatBySource bySource;
    private final IntSupplier random;
    /** Ports and identifiers that were looked for from a random one on. */
    long byChance;

    NatTuple(Conntrack conntrack, NatBySource bySource, IntSupplier random) {
        this.conntrack = conntrack;
        this.bySource = bySource;
        this.random = random;
    }

    /**
     * A tuple for the packets of {@code ct} as they leave; if all that were tried are taken, the last one tried, and the
     * connection will fail to enter the table.
     *
     * @param current what they look like without this translation
     */
    NfTuple unique(NfTuple current, NfNatRange range, NfConn ct, NfNatManip manip, long now) {
        if (manip == NfNatManip.SRC && !range.random()) {
            if (inRange(current, range)) {
                if (!used(current, ct, now)) {
                    return current;
                }
            } else {
                NfTuple mapped = appropriateSource(current, range);
                if (mapped != null && !used(mapped, ct, now)) {
                    return mapped;
                }
            }
        }
        NfTuple tuple = bestAddress(current, range, manip);
        if (!range.random()) {
            if (range.ports()) {
                boolean one = range.minPort() == range.maxPort();
                if (portInRange(tuple, manip, range) && (one || !used(tuple, ct, now))) {
                    return tuple;
                }
            } else if (!used(tuple, ct, now)) {
                return tuple;
            }
        }
        return uniquePort(tuple, range, manip, ct, now);
    }

    private boolean used(NfTuple tuple, NfConn ct, long now) {
        return conntrack.tupleTaken(tuple.answer(), ct, now);
    }

    private static boolean inRange(NfTuple tuple, NfNatRange range) {
        IpAddress min = range.min();
        IpAddress max = range.max();
        if (min != null && max != null && (compare(tuple.src(), min) < 0 || compare(tuple.src(), max) > 0)) {
            return false;
        }
        return !range.ports() || portInRange(tuple, NfNatManip.SRC, range);
    }

    private static int compare(IpAddress a, IpAddress b) {
        int hi = Long.compareUnsigned(a.hi(), b.hi());
        return hi != 0 ? hi : Long.compareUnsigned(a.lo(), b.lo());
    }

    private static boolean portInRange(NfTuple tuple, NfNatManip manip, NfNatRange range) {
        if (!tuple.isIcmp() && !hasPorts(tuple.protocol())) {
            return true;
        }
        int port = tuple.isIcmp() || manip == NfNatManip.SRC ? tuple.srcPort() : tuple.dstPort();
        return port >= range.minPort() && port <= range.maxPort();
    }

    private static boolean hasPorts(int protocol) {
        return switch (protocol) {
            case IpProtocol.TCP, IpProtocol.UDP, SkbTuple.UDPLITE, SkbTuple.SCTP -> true;
            default -> false;
        };
    }

    /** What the same source is mapped to already, if the range allows it. */
    private @Nullable NfTuple appropriateSource(NfTuple tuple, NfNatRange range) {
        for (NfConn other : bySource.sameSource(tuple)) {
            NfTuple out = other.reply.answer();
            NfTuple mapped = new NfTuple(out.src(), tuple.dst(), tuple.protocol(), out.srcPort(), tuple.dstPort());
            if (inRange(mapped, range)) {
                return mapped;
            }
        }
        return null;
    }

    /** One address of the range: by a hash of both ends, so the same pair always gets the same. */
    private static NfTuple bestAddress(NfTuple tuple, NfNatRange range, NfNatManip manip) {
        IpAddress min = range.min();
        IpAddress max = range.max();
        if (min == null || max == null) {
            return tuple;
        }
        IpAddress chosen = min.equals(max) ? min : pick(tuple, min, max, range.persistent());
        return manip == NfNatManip.SRC
                ? new NfTuple(chosen, tuple.dst(), tuple.protocol(), tuple.srcPort(), tuple.dstPort())
                : new NfTuple(tuple.src(), chosen, tuple.protocol(), tuple.srcPort(), tuple.dstPort());
    }

    private static IpAddress pick(NfTuple tuple, IpAddress min, IpAddress max, boolean persistent) {
        boolean v4 = tuple.src().isV4();
        int[] src = words(tuple.src(), v4);
        int[] dst = words(tuple.dst(), v4);
        int[] low = words(min, v4);
        int[] high = words(max, v4);
        int last = v4 ? 0 : 3;
        // The kernel hashes the words as a little-endian machine reads them.
        int hash = Jhash.hash(reversed(src), persistent ? 0 : Integer.reverseBytes(dst[last]));
        int[] out = new int[4];
        boolean fullRange = false;
        for (int i = 0; i <= last; i++) {
            int from = fullRange ? 0 : low[i];
            int distance = fullRange ? -1 : high[i] - low[i] + 1;
            out[i] = from + (int) ((hash & 0xffff_ffffL) * (distance & 0xffff_ffffL) >>> 32);
            fullRange |= out[i] != high[i];
            if (!persistent) {
                hash ^= Integer.reverseBytes(dst[i]);
            }
        }
        return v4
                ? IpAddress.v4(out[0])
                : new IpAddress(
                        (long) out[0] << 32 | out[1] & 0xffff_ffffL, (long) out[2] << 32 | out[3] & 0xffff_ffffL);
    }

    private static int[] words(IpAddress a, boolean v4) {
        return v4
                ? new int[] {a.v4(), 0, 0, 0}
                : new int[] {(int) (a.hi() >>> 32), (int) a.hi(), (int) (a.lo() >>> 32), (int) a.lo()};
    }

    private static int[] reversed(int[] words) {
        int[] reversed = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            reversed[i] = Integer.reverseBytes(words[i]);
        }
        return reversed;
    }

    /** Looks for a free port or identifier, from a random place on, in smaller and smaller windows. */
    private NfTuple uniquePort(NfTuple tuple, NfNatRange range, NfNatManip manip, NfConn ct, long now) {
        boolean icmp = tuple.isIcmp();
        if (!icmp && !hasPorts(tuple.protocol())) {
            return tuple;
        }
        int min;
        int size;
        if (range.ports()) {
            min = icmp ? range.minPort() : Math.min(range.minPort(), range.maxPort());
            size = (icmp ? range.maxPort() : Math.max(range.minPort(), range.maxPort())) - min + 1;
        } else if (icmp) {
            min = 0;
            size = 0x10000;
        } else if (manip == NfNatManip.DST) {
            return tuple;
        } else {
            // Low ports say who may bind them, so a low one stays low.
            int port = tuple.srcPort();
            min = port < 512 ? 1 : port < 1024 ? 600 : 1024;
            size = (port < 512 ? 511 : port < 1024 ? 1023 : 0xffff) - min + 1;
        }
        boolean fromStart = !range.random() && manip == NfNatManip.DST;
        if (!fromStart && size > 1) {
            byChance++;
        }
        int offset = fromStart ? 0 : random.getAsInt() & 0xffff;
        int attempts = Math.min(size, MAX_ATTEMPTS);
        NfTuple tried = tuple;
        while (true) {
            for (int i = 0; i < attempts; i++, offset = offset + 1 & 0xffff) {
                tried = withPort(tuple, manip, min + offset % size);
                if (!usedHarder(tried, ct, attempts - i, now)) {
                    return tried;
                }
            }
            if (attempts >= size || attempts < LEAST_ATTEMPTS) {
                return tried;
            }
            attempts /= 2;
            offset = random.getAsInt() & 0xffff;
        }
    }

    private static NfTuple withPort(NfTuple t, NfNatManip manip, int port) {
        boolean src = t.isIcmp() || manip == NfNatManip.SRC;
        return new NfTuple(t.src(), t.dst(), t.protocol(), src ? port : t.srcPort(), src ? t.dstPort() : port);
    }

    /** Near the end of the search a closed TCP connection with lower sequence numbers has to go. */
    private boolean usedHarder(NfTuple tuple, NfConn ct, int attemptsLeft, long now) {
        NfConnTcp tcp = ct.tcp;
        if (attemptsLeft > HARDER_ATTEMPTS || tcp == null || tcp.state != TcpConntrack.SYN_SENT) {
            return used(tuple, ct, now);
        }
        NfTuple answer = tuple.answer();
        NfConn other = conntrack.find(answer, now);
        if (other == null) {
            return false;
        }
        NfConnTcp old = other.tcp;
        if (other.original.equals(answer) || old == null || !mayKill(other, old)) {
            return true;
        }
        if (tcp.seen[0].end - old.seen[0].end <= 0) {
            return true;
        }
        return !conntrack.kill(other);
    }

    private static boolean mayKill(NfConn ct, NfConnTcp tcp) {
        return tcp.state.ordinal() >= TcpConntrack.TIME_WAIT.ordinal()
                && !ct.has(NfConn.IPS_FIXED_TIMEOUT | NfConn.IPS_DYING)
                && ct.has(NfConn.IPS_SRC_NAT);
    }
}
