package io.rxpath.nic.core;

import io.rxpath.skb.MacAddress;
import io.rxpath.skb.Toeplitz;
import java.util.Arrays;

/**
 * What a person sets on a card with {@code ip link} and {@code ethtool -G/-K/-L/-X}. Immutable; arrays are copied in and
 * out.
 *
 * @param mac own unicast address, 48 bits
 * @param queues receive queues, 1..128
 * @param ring descriptors per queue, 64..4096, a multiple of 8; one of them always stays unused
 * @param fifoBytes size of the packet buffer all queues share, 0..16 MiB; 0 loses every frame that finds no descriptor
 * @param mtu largest network packet in bytes, 68..9216 (kernel ETH_MIN_MTU up to jumbo frames)
 * @param promiscuous take frames for any address
 * @param allMulticast take frames for any group address
 * @param rssKey Toeplitz key, 40 bytes
 * @param rssIndirection 128 queue numbers; the low seven bits of the hash choose one
 * @param rxCsumOffload verify TCP and UDP checksums in the card (ethtool -K rx)
 */
public record NicSettings(
        long mac,
        int queues,
        int ring,
        int fifoBytes,
        int mtu,
        boolean promiscuous,
        boolean allMulticast,
        byte[] rssKey,
        int[] rssIndirection,
        boolean rxCsumOffload) {
    /** Entries of the indirection table. */
    public static final int INDIRECTION_ENTRIES = 128;

    /** Largest number of receive queues. */
    public static final int MAX_QUEUES = 128;

    private static final int MAX_FIFO = 16 << 20;

    /** Checks every setting; the message names the setting, its value and what was expected. */
    public NicSettings {
        if (mac <= 0 || mac >>> 48 != 0 || MacAddress.isMulticast(mac)) {
            throw new IllegalArgumentException(
                    "mac " + MacAddress.format(mac) + ": expected a unicast address, not zero");
        }
        range("queues", queues, 1, MAX_QUEUES);
        range("ring", ring, 64, 4096);
        if (ring % 8 != 0) {
            throw new IllegalArgumentException("ring " + ring + ": expected a multiple of 8");
        }
        range("fifoBytes", fifoBytes, 0, MAX_FIFO);
        range("mtu", mtu, 68, 9216);
        rssKey = rssKey.clone();
        if (rssKey.length != Toeplitz.KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "rssKey has " + rssKey.length + " bytes: expected " + Toeplitz.KEY_LENGTH);
        }
        rssIndirection = rssIndirection.clone();
        if (rssIndirection.length != INDIRECTION_ENTRIES) {
            throw new IllegalArgumentException(
                    "rssIndirection has " + rssIndirection.length + " entries: expected " + INDIRECTION_ENTRIES);
        }
        for (int i = 0; i < rssIndirection.length; i++) {
            range("rssIndirection[" + i + "]", rssIndirection[i], 0, queues - 1);
        }
    }

    /** With receive checksum offload on, as drivers have it. */
    public NicSettings(
            long mac,
            int queues,
            int ring,
            int fifoBytes,
            int mtu,
            boolean promiscuous,
            boolean allMulticast,
            byte[] rssKey,
            int[] rssIndirection) {
        this(mac, queues, ring, fifoBytes, mtu, promiscuous, allMulticast, rssKey, rssIndirection, true);
    }

    private static void range(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + " " + value + ": expected " + low + ".." + high);
        }
    }

    /** One queue of 256 descriptors, 32 KiB packet buffer, MTU 1500, the Microsoft key, checksum offload on. */
    public static NicSettings defaults(long mac) {
        return new NicSettings(mac, 1, 256, 32768, 1500, false, false, Toeplitz.microsoftKey(), roundRobin(1), true);
    }

    /** The table a driver starts with (kernel ethtool_rxfh_indir_default): entry i names queue i mod queues. */
    private static int[] roundRobin(int queues) {
        int[] table = new int[INDIRECTION_ENTRIES];
        for (int i = 0; i < table.length; i++) {
            table[i] = i % Math.max(1, queues);
        }
        return table;
    }

    /** A copy of the key. */
    @Override
    public byte[] rssKey() {
        return rssKey.clone();
    }

    /** A copy of the table. */
    @Override
    public int[] rssIndirection() {
        return rssIndirection.clone();
    }

    /** Other own address. */
    public NicSettings withMac(long value) {
        return new NicSettings(
                value, queues, ring, fifoBytes, mtu, promiscuous, allMulticast, rssKey, rssIndirection, rxCsumOffload);
    }

    /** Other number of queues; the indirection table is spread over them anew, as ethtool -L does. */
    public NicSettings withQueues(int value) {
        return new NicSettings(
                mac, value, ring, fifoBytes, mtu, promiscuous, allMulticast, rssKey, roundRobin(value), rxCsumOffload);
    }

    /** Other number of descriptors per queue. */
    public NicSettings withRing(int value) {
        return new NicSettings(
                mac, queues, value, fifoBytes, mtu, promiscuous, allMulticast, rssKey, rssIndirection, rxCsumOffload);
    }

    /** Other size of the packet buffer. */
    public NicSettings withFifoBytes(int value) {
        return new NicSettings(
                mac, queues, ring, value, mtu, promiscuous, allMulticast, rssKey, rssIndirection, rxCsumOffload);
    }

    /** Other MTU. */
    public NicSettings withMtu(int value) {
        return new NicSettings(
                mac, queues, ring, fifoBytes, value, promiscuous, allMulticast, rssKey, rssIndirection, rxCsumOffload);
    }

    /** Promiscuous mode on or off. */
    public NicSettings withPromiscuous(boolean value) {
        return new NicSettings(
                mac, queues, ring, fifoBytes, mtu, value, allMulticast, rssKey, rssIndirection, rxCsumOffload);
    }

    /** Reception of all group addresses on or off. */
    public NicSettings withAllMulticast(boolean value) {
        return new NicSettings(
                mac, queues, ring, fifoBytes, mtu, promiscuous, value, rssKey, rssIndirection, rxCsumOffload);
    }

    /** Other Toeplitz key. */
    public NicSettings withRssKey(byte[] value) {
        return new NicSettings(
                mac, queues, ring, fifoBytes, mtu, promiscuous, allMulticast, value, rssIndirection, rxCsumOffload);
    }

    /** Other indirection table. */
    public NicSettings withRssIndirection(int[] value) {
        return new NicSettings(
                mac, queues, ring, fifoBytes, mtu, promiscuous, allMulticast, rssKey, value, rxCsumOffload);
    }

    /** Receive checksum offload on or off. */
    public NicSettings withRxChecksumOffload(boolean value) {
        return new NicSettings(
                mac, queues, ring, fifoBytes, mtu, promiscuous, allMulticast, rssKey, rssIndirection, value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NicSettings o
                && mac == o.mac
                && queues == o.queues
                && ring == o.ring
                && fifoBytes == o.fifoBytes
                && mtu == o.mtu
                && promiscuous == o.promiscuous
                && allMulticast == o.allMulticast
                && rxCsumOffload == o.rxCsumOffload
                && Arrays.equals(rssKey, o.rssKey)
                && Arrays.equals(rssIndirection, o.rssIndirection);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(mac) * 31 + (queues << 16 ^ ring ^ fifoBytes ^ mtu) + Arrays.hashCode(rssIndirection);
    }
}
