package io.rxpath.ip.core;

/**
 * Checks the options of a received IPv4 header (kernel net/ipv4/ip_options.c ip_options_compile()).
 *
 * <p>The kernel also writes its address and the time into record-route and timestamp options. That can be seen only in
 * packets that leave with the options of this one, forwarded or echoed, which this layer does not do yet; the header is
 * left as it came.
 */
final class IpOptions {
    /** Result: no fault found. */
    static final int OK = 0;
    /** Result: well-formed, and there is a source route in it. */
    static final int SOURCE_ROUTE = -1;

    private static final int END = 0;
    private static final int NOOP = 1;
    private static final int RECORD_ROUTE = 7;
    private static final int TIMESTAMP = 0x44;
    private static final int LOOSE_ROUTE = 0x83;
    private static final int STRICT_ROUTE = 0x89;
    private static final int ROUTER_ALERT = 0x94;

    private static final int TS_ONLY = 0;
    private static final int TS_AND_ADDRESS = 1;
    private static final int TS_PRESPECIFIED = 3;

    private final byte[] a;
    private final int header;
    private boolean sourceRoute;
    private boolean recordRoute;
    private boolean timestamp;

    private IpOptions(byte[] a, int header) {
        this.a = a;
        this.header = header;
    }

    /**
     * Checks the options of the IPv4 header at {@code header}, {@code headerLength} bytes long, all of which are there.
     *
     * @return {@link #OK}, {@link #SOURCE_ROUTE}, or the offset in the header of the byte that is wrong
     */
    static int compile(byte[] a, int header, int headerLength) {
        return new IpOptions(a, header).walk(headerLength);
    }

    private int walk(int headerLength) {
        int at = 20;
        while (at < headerLength) {
            int type = at(at);
            if (type == END) {
                break;
            }
            if (type == NOOP) {
                at++;
                continue;
            }
            if (headerLength - at < 2 || at(at + 1) < 2 || at(at + 1) > headerLength - at) {
                return at;
            }
            int wrong = option(type, at, at(at + 1));
            if (wrong != OK) {
                return wrong;
            }
            at += at(at + 1);
        }
        return sourceRoute ? SOURCE_ROUTE : OK;
    }

    private int option(int type, int at, int length) {
        return switch (type) {
            case LOOSE_ROUTE, STRICT_ROUTE -> sourceRoute(at, length);
            case RECORD_ROUTE -> recordRoute(at, length);
            case TIMESTAMP -> timestamp(at, length);
            case ROUTER_ALERT -> length < 4 ? at + 1 : OK;
            default -> OK;
        };
    }

    private int sourceRoute(int at, int length) {
        if (length < 3) {
            return at + 1;
        }
        if (at(at + 2) < 4) {
            return at + 2;
        }
        if (sourceRoute) {
            return at;
        }
        sourceRoute = true;
        return OK;
    }

    private int recordRoute(int at, int length) {
        if (recordRoute) {
            return at;
        }
        if (length < 3) {
            return at + 1;
        }
        int pointer = at(at + 2);
        if (pointer < 4 || (pointer <= length && pointer + 3 > length)) {
            return at + 2;
        }
        recordRoute = true;
        return OK;
    }

    private int timestamp(int at, int length) {
        if (timestamp) {
            return at;
        }
        if (length < 4) {
            return at + 1;
        }
        int pointer = at(at + 2);
        int flags = at(at + 3) & 0xf;
        if (pointer < 5) {
            return at + 2;
        }
        if (pointer <= length) {
            boolean known = flags == TS_ONLY || flags == TS_AND_ADDRESS || flags == TS_PRESPECIFIED;
            int slot = flags == TS_AND_ADDRESS || flags == TS_PRESPECIFIED ? 8 : 4;
            if (pointer + 3 > length || (known && pointer + slot - 1 > length)) {
                return at + 2;
            }
        } else if (flags != TS_PRESPECIFIED && at(at + 3) >>> 4 == 15) {
            return at + 3;
        }
        timestamp = true;
        return OK;
    }

    private int at(int offset) {
        return a[header + offset] & 0xff;
    }
}
