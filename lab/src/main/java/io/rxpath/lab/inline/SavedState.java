package io.rxpath.lab.inline;

import io.rxpath.skb.StateWriter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What a layer has saved, as its state store would hold it. */
final class SavedState implements StateWriter {
    private final Map<String, byte[]> parts = new TreeMap<>();
    private long writes;

    @Override
    public void put(byte[] key, byte[] value) {
        writes++;
        parts.put(HexFormat.of().formatHex(key), value.clone());
    }

    @Override
    public void delete(byte[] key) {
        writes++;
        parts.remove(HexFormat.of().formatHex(key));
    }

    /** Hands every part to {@code loader}. */
    void load(BiConsumer<byte[], byte[]> loader) {
        parts.forEach((key, value) -> loader.accept(HexFormat.of().parseHex(key), value.clone()));
    }

    long writes() {
        return writes;
    }
}
