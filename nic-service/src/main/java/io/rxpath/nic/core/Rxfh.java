package io.rxpath.nic.core;

import io.rxpath.skb.Toeplitz;
import java.util.Arrays;

/**
 * Receive flow hashing as {@code ethtool -X} sets it. Arrays are copied in and out.
 *
 * @param key Toeplitz key, 40 bytes
 * @param indirection 128 queue numbers; the low seven bits of the hash choose one
 * @param configured true if a person set the table, so that a change of the number of queues leaves it alone (kernel
 *     netif_is_rxfh_configured())
 */
public record Rxfh(byte[] key, int[] indirection, boolean configured) {
    /** Entries of the indirection table. */
    public static final int INDIRECTION_ENTRIES = 128;

    /** Checks lengths; the message names the setting, its value and what was expected. */
    public Rxfh {
        key = key.clone();
        if (key.length != Toeplitz.KEY_LENGTH) {
            throw new IllegalArgumentException("rssKey has " + key.length + " bytes: expected " + Toeplitz.KEY_LENGTH);
        }
        indirection = indirection.clone();
        if (indirection.length != INDIRECTION_ENTRIES) {
            throw new IllegalArgumentException(
                    "rssIndirection has " + indirection.length + " entries: expected " + INDIRECTION_ENTRIES);
        }
    }

    /** The Microsoft key and the table a driver starts with (kernel ethtool_rxfh_indir_default). */
    public static Rxfh spread(int queues) {
        return new Rxfh(Toeplitz.microsoftKey(), roundRobin(queues), false);
    }

    /** Entry i names queue i mod queues. */
    private static int[] roundRobin(int queues) {
        int[] table = new int[INDIRECTION_ENTRIES];
        for (int i = 0; i < table.length; i++) {
            table[i] = i % Math.max(1, queues);
        }
        return table;
    }

    /** For another number of queues: the table is spread anew, unless a person set it. */
    Rxfh forQueues(int queues) {
        return configured ? this : new Rxfh(key, roundRobin(queues), false);
    }

    Rxfh withKey(byte[] value) {
        return new Rxfh(value, indirection, configured);
    }

    Rxfh withIndirection(int[] value) {
        return new Rxfh(key, value, true);
    }

    /** A copy of the key. */
    @Override
    public byte[] key() {
        return key.clone();
    }

    /** A copy of the table. */
    @Override
    public int[] indirection() {
        return indirection.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rxfh o
                && configured == o.configured
                && Arrays.equals(key, o.key)
                && Arrays.equals(indirection, o.indirection);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key) * 31 + Arrays.hashCode(indirection);
    }

    @Override
    public String toString() {
        return "Rxfh" + Arrays.toString(indirection);
    }
}
