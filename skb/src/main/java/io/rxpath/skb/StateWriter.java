package io.rxpath.skb;

/**
 * Takes the parts of a layer's state that changed since the last commit. The layer decides on keys and values; whoever
 * implements this only stores them, together with everything the layer has sent, or not at all.
 */
public interface StateWriter {
    /** Stores a part, replacing what the key held. Both arrays are handed over. */
    void put(byte[] key, byte[] value);

    /** Forgets a part. */
    void delete(byte[] key);
}
