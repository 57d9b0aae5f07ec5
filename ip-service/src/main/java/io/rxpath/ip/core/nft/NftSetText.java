package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;

/** Writes sets and maps and their elements as a listing shows them. */
final class NftSetText {
    private static final String CONTINUED = ",\n\t\t\t     ";
    private static final long NANOS_PER_MILLI = 1_000_000;

    private NftSetText() {}

    /** {@code @name}, or the elements of a set written in the rule. */
    static void reference(NftPrinter out, NftSet set) {
        if (set.name.isEmpty()) {
            elements(out, set, false);
        } else {
            out.text("@").text(set.name);
        }
    }

    /** {@code { a, b }}; on several lines for a set with a name. */
    static void elements(NftPrinter out, NftSet set, boolean lines) {
        out.text("{ ");
        int perLine = set.keyTypes.size() == 1 ? set.keyTypes.get(0).perLine : 1;
        int count = 0;
        for (NftElement element : ordered(set, out.now)) {
            if (count > 0) {
                out.text(lines && count % perLine == 0 ? CONTINUED : ", ");
            }
            count++;
            element(out, set, element);
        }
        out.text(" }");
    }

    private static List<NftElement> ordered(NftSet set, long now) {
        List<NftElement> all = new ArrayList<>();
        for (NftElement element : set.elements()) {
            if (!element.expired(now)) {
                all.add(element);
            }
        }
        if (!set.interval) {
            all.sort((a, b) -> set.keyTypes.size() == 1
                    ? compareOne(set.keyTypes.get(0), a.first, b.first)
                    : compareBytes(set.keyTypes, a.first, b.first));
        } else if (set.keyTypes.size() == 1) {
            all.sort((a, b) -> a.first.compareFirst(b.first));
        }
        return all;
    }

    private static int compareOne(NftType type, NftKey a, NftKey b) {
        if (type.form == NftType.Form.IFNAME) {
            return compareBytes(List.of(type), a, b);
        }
        if (type == NftTypes.TCP_FLAG) {
            // nft sorts a combination of flags by its first.
            int order = Long.compare(Long.lowestOneBit(a.lo(0)), Long.lowestOneBit(b.lo(0)));
            return order != 0 ? order : Long.compare(b.lo(0), a.lo(0));
        }
        return a.compareFirst(b);
    }

    /** nft takes the bytes of a concatenation for one number whose last byte counts most. */
    private static int compareBytes(List<NftType> types, NftKey a, NftKey b) {
        for (int field = types.size() - 1; field >= 0; field--) {
            NftType type = types.get(field);
            boolean lastFirst = !type.hostOrder || type.form == NftType.Form.IFNAME;
            int bytes = (type.bits + 7) / 8;
            for (int i = 0; i < bytes; i++) {
                int shift = 8 * (lastFirst ? i : bytes - 1 - i);
                int order = Long.compare(byteAt(a, field, shift), byteAt(b, field, shift));
                if (order != 0) {
                    return order;
                }
            }
        }
        return 0;
    }

    private static long byteAt(NftKey key, int field, int shift) {
        return (shift < Long.SIZE ? key.lo(field) >>> shift : key.hi(field) >>> shift - Long.SIZE) & 0xff;
    }

    private static void element(NftPrinter out, NftSet set, NftElement element) {
        key(out, set.keyTypes, element.first, element.last);
        for (NftStmt statement : element.statements) {
            out.text(" ");
            statement.print(out);
        }
        if (element.timeoutMillis != 0 && element.timeoutMillis != set.timeoutMillis) {
            out.text(" timeout ").text(NftTimes.format(out, element.timeoutMillis));
        }
        if (element.expires != NftElement.FOREVER && !out.stateless) {
            out.text(" expires ")
                    .text(NftTimes.format(out, Math.max(1, (element.expires - out.now) / NANOS_PER_MILLI)));
        }
        if (!element.comment.isEmpty()) {
            out.text(" comment \"").text(element.comment).text("\"");
        }
        if (element.verdict != null) {
            out.text(" : ");
            element.verdict.print(out);
        } else if (element.object != null) {
            out.text(" : \"").text(element.object.name).text("\"");
        } else if (element.data != null) {
            out.text(" : ");
            key(out, set.dataTypes, element.data, element.dataLast == null ? element.data : element.dataLast);
        }
    }

    private static void key(NftPrinter out, List<NftType> types, NftKey first, NftKey last) {
        for (int i = 0; i < first.fields(); i++) {
            out.text(i > 0 ? " . " : "");
            NftType type = types.get(i);
            NftValue from = first.value(i);
            NftValue to = last.value(i);
            if (from.equals(to)) {
                type.format(out, from);
            } else {
                NftMatch.printRange(out, type, from, to, prefixes(type) ? prefixOf(from, to, type.bits) : -1);
            }
        }
    }

    /** Types whose ranges are listed as prefixes if they are. */
    static boolean prefixes(NftType type) {
        return switch (type.form) {
            case IPV4, IPV6, ETHER, IFNAME -> true;
            default -> type == NftTypes.MARK;
        };
    }

    /** Length of the prefix that is this range, -1 if it is none. */
    static int prefixOf(NftValue first, NftValue last, int width) {
        NftValue differ = new NftValue(first.hi() ^ last.hi(), first.lo() ^ last.lo());
        int low = differ.bitCount();
        boolean contiguous = differ.equals(NftValue.ones(low));
        return contiguous && first.and(differ).isZero() ? width - low : -1;
    }
}
