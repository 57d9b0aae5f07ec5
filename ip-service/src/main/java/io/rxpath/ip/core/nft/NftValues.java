package io.rxpath.ip.core.nft;

/** Reads constants. */
final class NftValues {
    private final NftScope scope;
    private final NftCursor cursor;

    NftValues(NftScope scope) {
        this.scope = scope;
        this.cursor = scope.cursor;
    }

    /** A value, several joined with operators perhaps: {@code &} binds stronger than {@code ^}, that stronger than {@code |}. */
    NftValue constant(NftType type) {
        NftValue value = flipped(type);
        while (cursor.take("|") || cursor.take("or")) {
            value = value.or(flipped(type));
        }
        return value;
    }

    /** What stands behind an operator: operators that bind stronger than it belong to the constant. */
    NftValue operand(NftType type, String operator) {
        return switch (operator) {
            case "|" -> flipped(type);
            case "^" -> masked(type);
            default -> one(type);
        };
    }

    private NftValue flipped(NftType type) {
        NftValue value = masked(type);
        while (cursor.take("^") || cursor.take("xor")) {
            value = value.xor(masked(type));
        }
        return value;
    }

    private NftValue masked(NftType type) {
        NftValue value = one(type);
        while (cursor.take("&") || cursor.take("and")) {
            value = value.and(one(type));
        }
        return value;
    }

    private NftValue one(NftType type) {
        if (cursor.take("(")) {
            NftValue value = constant(type);
            cursor.expect(")");
            return value;
        }
        NftToken token = cursor.wordOrString("a value of type " + type.name);
        return type.parse(token, scope.devices);
    }

    /** Flags with commas or bars between them. */
    NftValue flags(NftType type) {
        NftValue value = constant(type);
        while (cursor.at(",")) {
            cursor.next();
            value = value.or(constant(type));
        }
        return value;
    }

    /** A value, a range, a prefix, or a name with an asterisk. */
    Span span(NftType type) {
        NftToken token = cursor.peek();
        if (type.form == NftType.Form.IFNAME) {
            int bits = NftType.wildcardBits(token.text());
            NftValue name = type.parse(cursor.wordOrString("the name of a device"), scope.devices);
            if (bits == 0) {
                throw token.error("expected a letter before the asterisk");
            }
            return bits < 0 ? new Span(name, name, -1) : prefix(name, bits, type.bits);
        }
        NftValue first = constant(type);
        if (cursor.take("-")) {
            NftToken end = cursor.peek();
            NftValue last = constant(type);
            if (first.compareTo(last) > 0) {
                throw end.error("range has zero or negative size");
            }
            return new Span(first, last, -1);
        }
        if (cursor.at("/") && !type.bitmask) {
            cursor.next();
            int length = (int) cursor.number("the length of a prefix", type.bits);
            return length == type.bits ? new Span(first, first, -1) : prefix(first, length, type.bits);
        }
        return new Span(first, first, -1);
    }

    private static Span prefix(NftValue value, int length, int width) {
        NftValue mask = NftValue.prefixMask(length, width);
        NftValue start = value.and(mask);
        return new Span(start, start.or(NftValue.ones(width).and(mask.not())), length);
    }

    /**
     * A run of values.
     *
     * @param first its first
     * @param last its last
     * @param prefix bits all of them begin with, -1 if it was not written as a prefix
     */
    record Span(NftValue first, NftValue last, int prefix) {
        boolean single() {
            return first.equals(last);
        }
    }
}
