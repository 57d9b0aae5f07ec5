package io.rxpath.ip.core.nft;

/** A token bucket over packets or bytes (kernel net/netfilter/nft_limit.c). */
final class NftLimit extends NftStmt {
    /** Packets a limit lets through at once unless it is said otherwise. */
    static final long DEFAULT_BURST = 5;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long rate;
    private final long unitSeconds;
    private final long burst;
    private final boolean bytes;
    private final boolean over;
    private final long nanos;
    private final long max;
    private long tokens;
    private long last;

    NftLimit(long rate, long unitSeconds, long burst, boolean bytes, boolean over, long now) {
        this.rate = rate;
        this.unitSeconds = unitSeconds;
        this.burst = burst;
        this.bytes = bytes;
        this.over = over;
        this.nanos = unitSeconds * NANOS_PER_SECOND;
        this.max = bytes ? Long.divideUnsigned(nanos * (rate + burst), rate) : nanos / rate * burst;
        this.tokens = max;
        this.last = now;
    }

    /** A fresh bucket of the same size. */
    NftLimit fresh(long now) {
        return new NftLimit(rate, unitSeconds, burst, bytes, over, now);
    }

    @Override
    int eval(NftPktInfo pkt) {
        long now = pkt.now();
        long cost = bytes ? Long.divideUnsigned(nanos * pkt.skb.len(), rate) : nanos / rate;
        long available = Math.min(tokens + now - last, max);
        last = now;
        boolean within = available >= cost;
        tokens = within ? available - cost : available;
        return within != over ? NftVerdict.CONTINUE : NftVerdict.BREAK;
    }

    @Override
    void print(NftPrinter out) {
        out.text("limit ");
        printRate(out);
    }

    void printRate(NftPrinter out) {
        out.text(over ? "rate over " : "rate ");
        if (bytes) {
            amount(out, rate);
        } else {
            out.number(rate);
        }
        out.text("/").text(unit());
        if (bytes && burst != 0) {
            out.text(" burst ");
            amount(out, burst);
        } else if (!bytes && burst != DEFAULT_BURST) {
            out.text(" burst ").number(burst).text(" packets");
        }
    }

    private String unit() {
        return switch ((int) unitSeconds) {
            case 1 -> "second";
            case 60 -> "minute";
            case 3600 -> "hour";
            case 86_400 -> "day";
            default -> "week";
        };
    }

    /** Writes bytes in the largest unit that divides them. */
    static void amount(NftPrinter out, long bytes) {
        if (bytes != 0 && bytes % (1 << 20) == 0) {
            out.number(bytes >> 20).text(" mbytes");
        } else if (bytes != 0 && bytes % (1 << 10) == 0) {
            out.number(bytes >> 10).text(" kbytes");
        } else {
            out.number(bytes).text(" bytes");
        }
    }
}
