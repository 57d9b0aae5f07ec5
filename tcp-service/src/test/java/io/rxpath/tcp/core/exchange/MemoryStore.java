package io.rxpath.tcp.core.exchange;

import io.rxpath.skb.StateWriter;
import io.rxpath.tcp.core.TcpStack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A store in memory. */
public final class MemoryStore implements StateWriter {
    final Map<String, byte[]> parts = new TreeMap<>();
    int puts;

    @Override
    public void put(byte[] key, byte[] value) {
        puts++;
        parts.put(HexFormat.of().formatHex(key), value.clone());
    }

    @Override
    public void delete(byte[] key) {
        if (parts.remove(HexFormat.of().formatHex(key)) == null) {
            throw new AssertionError(
                    "deleted what was never stored: " + HexFormat.of().formatHex(key));
        }
    }

    /** Gives all parts to a new stack, in an order drawn from the seed. */
    public void loadInto(TcpStack stack, long seed, long now) {
        List<String> keys = new ArrayList<>(parts.keySet());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = keys.size() - 1; i > 0; i--) {
            Collections.swap(keys, i, random.nextInt(i + 1));
        }
        for (String key : keys) {
            byte[] part = parts.get(key);
            if (part != null) {
                stack.load(HexFormat.of().parseHex(key), part.clone());
            }
        }
        stack.loaded(now);
    }
}
