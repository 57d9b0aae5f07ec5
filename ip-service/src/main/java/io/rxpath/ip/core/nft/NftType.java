package io.rxpath.ip.core.nft;

import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data type: how its values are written and read. A value is 128 bits in two longs; numbers stand at the low end, names of
 * devices at the high end.
 */
final class NftType {
    /** How a value without a symbol is written. */
    enum Form {
        /** Decimal. */
        DECIMAL,
        /** Hexadecimal of as many digits as the type has. */
        HEX,
        /** Dotted. */
        IPV4,
        /** With colons. */
        IPV6,
        /** A MAC address. */
        ETHER,
        /** The name of a device, perhaps with an asterisk. */
        IFNAME,
        /** A device by its name or number. */
        IFINDEX,
        /** A span of time, milliseconds. */
        SPAN,
        /** Traffic control handle major:minor. */
        CLASSID
    }

    private static final int BYTE = 8;
    private static final int NAME_SIZE = 16;

    final String name;
    final String about;
    final int bits;
    final Form form;
    final Map<String, Long> symbols;
    private final Map<Long, String> names = new LinkedHashMap<>();

    /** Values are sets of bits, written with commas. */
    final boolean bitmask;

    /** Stored in the machine's order, least significant byte first: it decides the order of a set's listing. */
    final boolean hostOrder;

    /** Elements on one line of a listing. */
    final int perLine;

    NftType(String name, String about, int bits, Form form, Map<String, Long> symbols, int perLine, boolean host) {
        this.name = name;
        this.about = about;
        this.bits = bits;
        this.form = form;
        this.symbols = symbols;
        this.perLine = perLine;
        this.hostOrder = host;
        this.bitmask = name.equals("tcp_flag") || name.equals("ct_state") || name.equals("ct_status");
        symbols.forEach((text, value) -> names.putIfAbsent(value, text));
    }

    /** An integer of this many bits. */
    static NftType integer(int bits) {
        return new NftType("integer", "integer", bits, Form.DECIMAL, Map.of(), 5, false);
    }

    boolean same(NftType other) {
        return name.equals(other.name);
    }

    long max() {
        return bits >= Long.SIZE - 1 ? Long.MAX_VALUE : (1L << bits) - 1;
    }

    /** Reads a number. */
    static long number(NftToken token, String what, long max) {
        String text = token.text();
        long value;
        try {
            value = text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw token.error("expected " + what);
        }
        if (value < 0 || value > max) {
            throw token.error("exceeds the valid range 0-" + max);
        }
        return value;
    }

    /** Reads one value; {@code devices} resolves names of devices. */
    NftValue parse(NftToken token, NftDevices devices) {
        String text = token.text();
        if (form == Form.IFNAME) {
            return ifname(token);
        }
        if (form == Form.IFINDEX) {
            return NftValue.of(ifindex(token, devices));
        }
        Long symbol = symbols.get(text);
        if (symbol != null) {
            return NftValue.of(symbol);
        }
        if (name.equals("inet_proto") && NftSymbols.PROTOCOL_ALIASES.containsKey(text)) {
            return NftValue.of(NftSymbols.PROTOCOL_ALIASES.get(text));
        }
        if (name.equals("inet_service") && NftSymbols.SERVICES.containsKey(text)) {
            return NftValue.of(NftSymbols.SERVICES.get(text));
        }
        boolean digits = !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
        return switch (form) {
            case IPV4, IPV6 -> address(token);
            case ETHER -> mac(token);
            case SPAN -> NftValue.of(NftTimes.parse(token));
            default -> {
                if (!digits) {
                    throw token.error("expected a value of type " + name + symbolHint());
                }
                yield NftValue.of(number(token, "a value of type " + name, max()));
            }
        };
    }

    private String symbolHint() {
        return symbols.isEmpty() || symbols.size() > 20 ? "" : ": " + String.join(", ", symbols.keySet());
    }

    private long ifindex(NftToken token, NftDevices devices) {
        String text = token.text();
        if (!text.isEmpty() && text.chars().allMatch(Character::isDigit)) {
            return number(token, "a device", max());
        }
        int index = devices.ifindex(text);
        if (index == 0) {
            throw token.error("interface does not exist");
        }
        return index;
    }

    private NftValue address(NftToken token) {
        if (form == Form.IPV4 && token.text().chars().allMatch(c -> c >= '0' && c <= '9' || c == 'x')) {
            return NftValue.of(number(token, "an IPv4 address", max()));
        }
        IpAddress address;
        try {
            address = token.text().equals("localhost")
                    ? IpAddress.parse(form == Form.IPV4 ? "127.0.0.1" : "::1")
                    : IpAddress.parse(token.text());
        } catch (IllegalArgumentException e) {
            throw token.error(form == Form.IPV4 ? "expected an IPv4 address" : "expected an IPv6 address");
        }
        if (form == Form.IPV4) {
            if (token.text().indexOf(':') >= 0) {
                throw token.error("expected an IPv4 address");
            }
            return NftValue.of(address.v4() & 0xffff_ffffL);
        }
        if (token.text().indexOf(':') < 0 && !token.text().equals("localhost")) {
            throw token.error("expected an IPv6 address");
        }
        return new NftValue(address.hi(), address.lo());
    }

    private static NftValue mac(NftToken token) {
        try {
            return NftValue.of(MacAddress.parse(token.text()));
        } catch (IllegalArgumentException e) {
            throw token.error("expected a MAC address");
        }
    }

    /** A name as the kernel's 16 bytes; one that ends with an asterisk is a prefix, see {@link #wildcardBits}. */
    private static NftValue ifname(NftToken token) {
        String text = token.text();
        if (text.isEmpty()) {
            throw token.error("empty string is not allowed");
        }
        if (wildcardBits(text) >= 0) {
            text = text.substring(0, text.length() - 1);
        }
        NftValue value = ofName(text.replace("\\*", "*"));
        if (value == null) {
            throw token.error("string exceeds maximum length of " + NAME_SIZE);
        }
        return value;
    }

    /** The bits of {@code eth*} that count, or -1 for a name without an asterisk at its end. */
    static int wildcardBits(String text) {
        boolean wildcard = text.endsWith("*") && !text.endsWith("\\*");
        return wildcard ? (text.length() - 1) * BYTE : -1;
    }

    /** A device's name as a value; null if it is too long. */
    static @Nullable NftValue ofName(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length >= NAME_SIZE) {
            return null;
        }
        long hi = 0;
        long lo = 0;
        for (int i = 0; i < BYTE; i++) {
            hi = hi << BYTE | (i < bytes.length ? bytes[i] & 0xff : 0);
            lo = lo << BYTE | (i + BYTE < bytes.length ? bytes[i + BYTE] & 0xff : 0);
        }
        return new NftValue(hi, lo);
    }

    private static String nameOf(long hi, long lo) {
        StringBuilder out = new StringBuilder(NAME_SIZE);
        for (int i = 0; i < NAME_SIZE; i++) {
            long c = (i < BYTE ? hi >>> (56 - BYTE * i) : lo >>> (120 - BYTE * i)) & 0xff;
            if (c == 0) {
                break;
            }
            out.append((char) c);
        }
        return out.toString();
    }

    /** Writes a value as a listing shows it. */
    void format(NftPrinter out, NftValue value) {
        long lo = value.lo();
        switch (form) {
            case IFNAME -> {
                String text = nameOf(value.hi(), lo);
                out.text('"' + (text.endsWith("*") ? text.substring(0, text.length() - 1) + "\\*" : text) + '"');
            }
            case IFINDEX -> {
                String device = out.devices.name((int) lo);
                out.text(device.isEmpty() ? String.valueOf(lo) : '"' + device + '"');
            }
            default -> symbolOrNumber(out, value);
        }
    }

    private void symbolOrNumber(NftPrinter out, NftValue value) {
        long lo = value.lo();
        String symbol = names.get(lo);
        boolean numeric = name.equals("inet_proto") ? out.numericProtocol : out.numericSymbol;
        if (symbol != null && !numeric) {
            out.text(symbol);
            return;
        }
        if (bitmask && Long.bitCount(lo) > 1 && (lo & ~all()) == 0) {
            flags(out, lo, " | ");
            return;
        }
        switch (form) {
            case IPV4 -> out.text(IpAddress.format((int) lo));
            case IPV6 -> out.text(v6(value));
            case ETHER -> out.text(MacAddress.format(lo));
            case SPAN -> out.text(NftTimes.format(out, lo));
            case CLASSID ->
                out.text(lo == 0 ? "none" : Long.toHexString(lo >>> 16) + ":" + Long.toHexString(lo & 0xffff));
            case HEX -> out.text(hex(lo));
            default -> out.text(Long.toUnsignedString(lo));
        }
    }

    private static String v6(NftValue value) {
        if (IpAddress.isV4(value.hi(), value.lo())) {
            return "::ffff:" + IpAddress.format((int) value.lo());
        }
        return new IpAddress(value.hi(), value.lo()).toString();
    }

    String hex(long value) {
        String digits = Long.toHexString(value);
        int width = bitmask || bits < 4 ? 1 : bits < BYTE ? 2 : bits / 4;
        return "0x" + "0".repeat(Math.max(0, width - digits.length())) + digits;
    }

    private long all() {
        long all = 0;
        for (long bit : symbols.values()) {
            all |= bit;
        }
        return all;
    }

    /** Writes the names of the bits in rising order. */
    void flags(NftPrinter out, long value, String separator) {
        if (value == 0) {
            out.text("0x0");
        }
        long left = value;
        boolean first = true;
        while (left != 0) {
            long bit = Long.lowestOneBit(left);
            left &= ~bit;
            if (!first) {
                out.text(separator);
            }
            first = false;
            String symbol = names.get(bit);
            out.text(symbol == null || out.numericSymbol ? hex(bit) : symbol);
        }
    }
}
