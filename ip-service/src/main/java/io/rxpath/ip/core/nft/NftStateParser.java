package io.rxpath.ip.core.nft;

/** Reads counter, limit and quota: statements that keep a state. */
final class NftStateParser {
    private static final long KILO = 1L << 10;
    private static final long MEGA = 1L << 20;
    private static final long MAX_BYTES = Long.MAX_VALUE / MEGA;

    private final NftScope scope;
    private final NftCursor cursor;

    NftStateParser(NftScope scope) {
        this.scope = scope;
        this.cursor = scope.cursor;
    }

    /** One of the three, without a name. */
    NftStmt statement() {
        NftToken token = cursor.next();
        return switch (token.text()) {
            case "counter" -> counter();
            case "limit" -> limit();
            case "quota" -> quota();
            default -> throw token.error("expected counter, limit or quota");
        };
    }

    NftCounter counter() {
        long packets = 0;
        long bytes = 0;
        while (cursor.at("packets") || cursor.at("bytes")) {
            if (cursor.next().is("packets")) {
                packets = cursor.number("a number of packets", Long.MAX_VALUE);
            } else {
                bytes = cursor.number("a number of bytes", Long.MAX_VALUE);
            }
        }
        return new NftCounter(packets, bytes);
    }

    NftLimit limit() {
        NftToken place = cursor.expect("rate");
        boolean over = cursor.take("over");
        if (!over) {
            cursor.take("until");
        }
        long rate = cursor.number("a rate", MAX_BYTES);
        boolean bytes = isUnit(cursor.peek());
        if (bytes) {
            rate *= unit(cursor.next());
        }
        cursor.expect("/");
        NftToken time = cursor.word("second, minute, hour, day or week");
        long seconds = switch (time.text()) {
            case "second" -> 1;
            case "minute" -> 60;
            case "hour" -> 3600;
            case "day" -> 86_400;
            case "week" -> 604_800;
            default -> throw time.error("expected second, minute, hour, day or week");
        };
        long burst = bytes ? 0 : NftLimit.DEFAULT_BURST;
        if (cursor.take("burst")) {
            burst = cursor.number("a burst", 0xffff_ffffL);
            if (bytes) {
                burst *= unit(cursor.next());
            } else {
                cursor.expect("packets");
            }
        }
        if (rate == 0) {
            throw place.error("expected a rate of 1 or more");
        }
        return new NftLimit(rate, seconds, burst, bytes, over, scope.now);
    }

    NftQuota quota() {
        boolean over = cursor.take("over");
        if (!over) {
            cursor.take("until");
        }
        long quota = amount();
        long used = cursor.take("used") ? amount() : 0;
        return new NftQuota(quota, over, used);
    }

    private long amount() {
        long number = cursor.number("a number of bytes", MAX_BYTES);
        return number * unit(cursor.next());
    }

    private static boolean isUnit(NftToken token) {
        return token.is("bytes") || token.is("kbytes") || token.is("mbytes");
    }

    private static long unit(NftToken token) {
        return switch (token.text()) {
            case "bytes" -> 1;
            case "kbytes" -> KILO;
            case "mbytes" -> MEGA;
            default -> throw token.error("expected bytes, kbytes or mbytes");
        };
    }
}
