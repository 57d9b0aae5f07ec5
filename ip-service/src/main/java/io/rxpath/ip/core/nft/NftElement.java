package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An element of a set or map: a key or a range of keys, and what belongs to it. */
final class NftElement {
    /** Never times out. */
    static final long FOREVER = Long.MAX_VALUE;

    final NftKey first;

    /** Last key of the range, field by field; equal to {@link #first} for one key. */
    final NftKey last;

    /** What a map maps to: the fields of a value, a verdict or a named object; null in a set. */
    @Nullable
    NftKey data;

    /** Last value of a range of data, null for one value. */
    @Nullable
    NftKey dataLast;

    @Nullable
    NftVerdict verdict;

    @Nullable
    NftObject object;

    String comment = "";

    /** Statements of the element: a counter, a limit, a quota. */
    List<NftStmt> statements = new ArrayList<>();

    /** Its own timeout in milliseconds, 0 for that of the set. */
    long timeoutMillis;

    /** When it goes away, epoch nanoseconds. */
    long expires = FOREVER;

    NftElement(NftKey first, NftKey last) {
        this.first = first;
        this.last = last;
    }

    boolean isRange() {
        return !first.equals(last);
    }

    boolean expired(long now) {
        return now >= expires;
    }

    /** True if every field of the key lies in the element's range. */
    boolean covers(NftKey key) {
        for (int i = 0; i < key.fields(); i++) {
            if (NftValue.compare(key.hi(i), key.lo(i), first.hi(i), first.lo(i)) < 0
                    || NftValue.compare(key.hi(i), key.lo(i), last.hi(i), last.lo(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    boolean overlaps(NftElement other) {
        for (int i = 0; i < first.fields(); i++) {
            if (NftValue.compare(first.hi(i), first.lo(i), other.last.hi(i), other.last.lo(i)) > 0
                    || NftValue.compare(last.hi(i), last.lo(i), other.first.hi(i), other.first.lo(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    boolean sameRange(NftElement other) {
        return first.equals(other.first) && last.equals(other.last);
    }

    /** True if both lead to the same: value, verdict or object. */
    boolean sameData(NftElement other) {
        return Objects.equals(data, other.data)
                && Objects.equals(dataLast, other.dataLast)
                && Objects.equals(verdict, other.verdict)
                && object == other.object;
    }

    /** The element with these bits of its first field flipped at both ends. */
    NftElement flipped(NftValue bits) {
        NftElement other = new NftElement(
                NftKey.of(List.of(first.value(0).xor(bits))),
                NftKey.of(List.of(last.value(0).xor(bits))));
        other.data = data;
        other.dataLast = dataLast;
        other.verdict = verdict;
        other.object = object;
        other.comment = comment;
        other.statements = statements;
        other.timeoutMillis = timeoutMillis;
        other.expires = expires;
        return other;
    }

    /** Runs the element's statements; false if one of them says no. */
    boolean pass(NftPktInfo pkt) {
        for (NftStmt statement : statements) {
            if (statement.eval(pkt) != NftVerdict.CONTINUE) {
                return false;
            }
        }
        return true;
    }
}
