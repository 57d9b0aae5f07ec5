package io.rxpath.ip.core.nft;

/** Compares a value with a constant (kernel nft_cmp.c, nft_range.c, and nft_bitwise.c before nft_cmp.c). */
final class NftMatch extends NftStmt {
    /** How it compares. */
    enum Kind {
        /** Equal. */
        EQ("=="),
        /** Not equal. */
        NE("!="),
        /** Less. */
        LT("<"),
        /** Greater. */
        GT(">"),
        /** Less or equal. */
        LE("<="),
        /** Greater or equal. */
        GE(">="),
        /** Within a range. */
        IN("-"),
        /** Outside a range. */
        OUT("-"),
        /** One of the bits at least. */
        ANY("&"),
        /** None of the bits. */
        NONE("!");

        final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    final NftExpr left;
    final Kind kind;

    /** What is compared with; the first value of a range. */
    final NftValue value;

    /** Last value of a range. */
    private final NftValue last;

    /** Bits of a prefix or of a device name before the asterisk; -1 if the range is none. */
    private final int prefix;

    private NftMatch(NftExpr left, Kind kind, NftValue value, NftValue last, int prefix) {
        this.left = left;
        this.kind = kind;
        this.value = value;
        this.last = last;
        this.prefix = prefix;
    }

    NftMatch(NftExpr left, Kind kind, NftValue value) {
        this(left, kind, value, value, -1);
    }

    static NftMatch range(NftExpr left, boolean outside, NftValue first, NftValue last) {
        return new NftMatch(left, outside ? Kind.OUT : Kind.IN, first, last, -1);
    }

    /** All values that begin with these bits. */
    static NftMatch prefix(NftExpr left, boolean outside, NftValue value, int length, int width) {
        NftValue mask = NftValue.prefixMask(length, width);
        NftValue rest = NftValue.ones(width).and(mask.not());
        return new NftMatch(
                left,
                outside ? Kind.OUT : Kind.IN,
                value.and(mask),
                value.and(mask).or(rest),
                length);
    }

    /** The same for another expression. */
    NftMatch on(NftExpr other) {
        return new NftMatch(other, kind, value, last, prefix);
    }

    @Override
    int eval(NftPktInfo pkt) {
        return left.load(pkt) && holds(pkt.hi, pkt.lo) ? NftVerdict.CONTINUE : NftVerdict.BREAK;
    }

    private boolean holds(long hi, long lo) {
        return switch (kind) {
            case EQ -> hi == value.hi() && lo == value.lo();
            case NE -> hi != value.hi() || lo != value.lo();
            case LT -> NftValue.compare(hi, lo, value.hi(), value.lo()) < 0;
            case GT -> NftValue.compare(hi, lo, value.hi(), value.lo()) > 0;
            case LE -> NftValue.compare(hi, lo, value.hi(), value.lo()) <= 0;
            case GE -> NftValue.compare(hi, lo, value.hi(), value.lo()) >= 0;
            case IN -> inside(hi, lo);
            case OUT -> !inside(hi, lo);
            case ANY -> (hi & value.hi() | lo & value.lo()) != 0;
            case NONE -> (hi & value.hi() | lo & value.lo()) == 0;
        };
    }

    private boolean inside(long hi, long lo) {
        return NftValue.compare(hi, lo, value.hi(), value.lo()) >= 0
                && NftValue.compare(hi, lo, last.hi(), last.lo()) <= 0;
    }

    /** True if the rule knows the value behind this match: equal to one constant. */
    boolean fixes() {
        return kind == Kind.EQ;
    }

    @Override
    String refusal(NftChain base) {
        return left.refusal(base);
    }

    @Override
    boolean tracks() {
        return left.tracks();
    }

    @Override
    void print(NftPrinter out) {
        if (left.type.bitmask) {
            printFlags(out);
            return;
        }
        left.print(out);
        boolean range = kind == Kind.IN && prefix < 0 && left.type.hostOrder;
        String equal = !range && (left instanceof NftBitwise || left instanceof NftShift) ? " == " : " ";
        switch (kind) {
            case IN, OUT -> {
                out.text(kind == Kind.OUT ? " != " : equal);
                printRange(out, left.type, value, last, prefix);
                return;
            }
            case EQ -> out.text(equal);
            default -> out.text(" ").text(kind.text).text(" ");
        }
        left.type.format(out, value);
    }

    /** Writes a range, a prefix or a name with an asterisk. */
    static void printRange(NftPrinter out, NftType type, NftValue first, NftValue last, int prefix) {
        if (prefix < 0) {
            boolean protocol = out.numericProtocol;
            boolean symbol = out.numericSymbol;
            out.numericProtocol = true;
            out.numericSymbol = true;
            type.format(out, first);
            out.text("-");
            type.format(out, last);
            out.numericProtocol = protocol;
            out.numericSymbol = symbol;
        } else if (type.form == NftType.Form.IFNAME) {
            NftPrinter name = new NftPrinter(out.devices);
            type.format(name, first);
            String quoted = name.toString();
            out.text(quoted.substring(0, quoted.length() - 1) + "*\"");
        } else {
            type.format(out, first);
            out.text("/").number(prefix);
        }
    }

    private void printFlags(NftPrinter out) {
        boolean several = value.bitCount() > 1;
        if (kind == Kind.ANY || kind == Kind.NONE) {
            left.print(out);
            out.text(kind == Kind.NONE ? " ! " : " ");
            left.type.flags(out, value.lo(), ",");
            return;
        }
        if (left instanceof NftBitwise masked
                && (kind == Kind.EQ || kind == Kind.NE)
                && masked.xor.isZero()
                && (masked.mask.bitCount() > 1 || !masked.mask.equals(value))) {
            masked.inner.print(out);
            out.text(kind == Kind.NE ? " != " : " ");
            left.type.flags(out, value.lo(), ",");
            out.text(" / ");
            left.type.flags(out, masked.mask.lo(), ",");
            return;
        }
        left.print(out);
        boolean tcp = left.type == NftTypes.TCP_FLAG;
        out.text(kind == Kind.EQ && several && !tcp ? " " : " " + kind.text + " ");
        if (several && tcp || value.isZero()) {
            out.text("0x" + Long.toHexString(value.lo()));
        } else {
            left.type.format(out, value);
        }
    }
}
