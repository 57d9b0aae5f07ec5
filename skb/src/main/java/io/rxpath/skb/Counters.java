package io.rxpath.skb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of one counter enum. One thread writes; any thread may read and sees every counter on its own whole and
 * never going back, but no common instant of all of them.
 *
 * @param <E> the enum that names the counters
 */
public final class Counters<E extends Enum<E> & MibCounter> {
    private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);

    private final E[] names;
    private final long[] values;

    /** All counters of {@code type}, at 0. */
    public Counters(Class<E> type) {
        names = type.getEnumConstants();
        values = new long[names.length];
    }

    /** Adds one. */
    public void inc(E counter) {
        add(counter, 1);
    }

    /** Adds {@code amount}, which may be negative for a gauge such as CurrEstab. */
    public void add(E counter, long amount) {
        int i = index(counter);
        // A plain read is enough: this thread wrote it. Release costs nothing extra over a plain store on x86.
        VALUE.setRelease(values, i, values[i] + amount);
    }

    /** Sets the value, for gauges and for restoring. */
    public void set(E counter, long value) {
        VALUE.setRelease(values, index(counter), value);
    }

    /** The value. */
    public long get(E counter) {
        return (long) VALUE.getAcquire(values, index(counter));
    }

    /** The counters that are not 0 by {@link MibCounter#fullName()}, sorted; a new map. */
    public Map<String, Long> nonZero() {
        Map<String, Long> result = new TreeMap<>();
        for (E name : names) {
            long value = get(name);
            if (value != 0) {
                result.put(name.fullName(), value);
            }
        }
        return result;
    }

    private static int index(MibCounter counter) {
        return counter.ordinal();
    }
}
