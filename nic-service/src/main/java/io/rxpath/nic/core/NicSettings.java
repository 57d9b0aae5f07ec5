package io.rxpath.nic.core;

import io.rxpath.skb.MacAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a person sets on a card with {@code ip link} and {@code ethtool -A/-C/-G/-K/-L/-N/-X}. Immutable.
 *
 * @param mac own unicast address, 48 bits
 * @param queues receive queues, 1..128 (ethtool -L combined)
 * @param ring descriptors per queue, 64..4096, a multiple of 8; one of them always stays unused (ethtool -G rx)
 * @param fifoBytes size of the packet buffer all queues share, 0..16 MiB; 0 loses every frame that finds no descriptor
 * @param mtu largest network packet in bytes, 68..9216 (kernel ETH_MIN_MTU up to jumbo frames)
 * @param promiscuous take frames for any address (ip link set promisc)
 * @param allMulticast take frames for any group address (ip link set allmulticast)
 * @param multicast group addresses that were joined (ip maddr)
 * @param key Toeplitz key (ethtool -X hkey)
 * @param indirection 128 queue numbers, of which the low seven bits of the hash choose one; null: the queues in turn, as
 *     the kernel's ethtool_rxfh_indir_default() has it (ethtool -X)
 * @param checksum what the card says of TCP and UDP checksums (ethtool -K rx)
 * @param vlanOffload takes the VLAN tag out of the frame (ethtool -K rxvlan)
 * @param vlanFilter lets tagged frames of {@code vlans} through only (ethtool -K rx-vlan-filter)
 * @param vlans VLAN ids 0..4095 that the filter knows
 * @param ntupleFilters whether the steering rules count (ethtool -K ntuple)
 * @param ntuple steering rules by their place, 0..1023 (ethtool -N)
 * @param coalesce when an interrupt is raised (ethtool -C)
 * @param pause flow control (ethtool -A)
 */
public record NicSettings(
        long mac,
        int queues,
        int ring,
        int fifoBytes,
        int mtu,
        boolean promiscuous,
        boolean allMulticast,
        SortedSet<Long> multicast,
        RssKey key,
        @Nullable List<Integer> indirection,
        RxChecksumMode checksum,
        boolean vlanOffload,
        boolean vlanFilter,
        SortedSet<Integer> vlans,
        boolean ntupleFilters,
        SortedMap<Integer, NtupleRule> ntuple,
        Coalesce coalesce,
        Pause pause) {
    /** Entries of the indirection table. */
    public static final int INDIRECTION_ENTRIES = 128;

    /** Largest number of receive queues. */
    public static final int MAX_QUEUES = 128;

    /** Places for steering rules. */
    public static final int MAX_NTUPLE = 1024;

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
        multicast = Collections.unmodifiableSortedSet(new TreeSet<>(multicast));
        for (long group : multicast) {
            if (!MacAddress.isMulticast(group) || group >>> 48 != 0) {
                throw new IllegalArgumentException(
                        "multicast " + MacAddress.format(group) + ": expected a group address");
            }
        }
        if (indirection != null) {
            indirection = List.copyOf(indirection);
            if (indirection.size() != INDIRECTION_ENTRIES) {
                throw new IllegalArgumentException(
                        "rssIndirection has " + indirection.size() + " entries: expected " + INDIRECTION_ENTRIES);
            }
            for (int i = 0; i < indirection.size(); i++) {
                range("rssIndirection[" + i + "]", indirection.get(i), 0, queues - 1);
            }
        }
        vlans = Collections.unmodifiableSortedSet(new TreeSet<>(vlans));
        vlans.forEach(vid -> range("vlan", vid, 0, 4095));
        ntuple = Collections.unmodifiableSortedMap(new TreeMap<>(ntuple));
        for (Map.Entry<Integer, NtupleRule> rule : ntuple.entrySet()) {
            range("ntuple place", rule.getKey(), 0, MAX_NTUPLE - 1);
            range("ntuple " + rule.getKey() + " action", rule.getValue().action(), NtupleRule.DROP, queues - 1);
        }
    }

    private static void range(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + " " + value + ": expected " + low + ".." + high);
        }
    }

    /**
     * One queue of 256 descriptors, 32 KiB packet buffer, MTU 1500, the Microsoft key, checksums verified, an interrupt
     * for each frame that finds the line open, everything else off.
     */
    public static NicSettings defaults(long mac) {
        Builder b = new Builder();
        b.mac = mac;
        return b.build();
    }

    /** All settings, to be changed; see {@link NicSettings#with}. */
    public static final class Builder {
        public long mac;
        public int queues = 1;
        public int ring = 256;
        public int fifoBytes = 32768;
        public int mtu = 1500;
        public boolean promiscuous;
        public boolean allMulticast;
        public SortedSet<Long> multicast = new TreeSet<>();
        public RssKey key = RssKey.MICROSOFT;
        public @Nullable List<Integer> indirection;
        public RxChecksumMode checksum = RxChecksumMode.UNNECESSARY;
        public boolean vlanOffload;
        public boolean vlanFilter;
        public SortedSet<Integer> vlans = new TreeSet<>();
        public boolean ntupleFilters = true;
        public SortedMap<Integer, NtupleRule> ntuple = new TreeMap<>();
        public Coalesce coalesce = Coalesce.NONE;
        public Pause pause = Pause.OFF;

        private Builder() {}

        private Builder(NicSettings s) {
            mac = s.mac;
            queues = s.queues;
            ring = s.ring;
            fifoBytes = s.fifoBytes;
            mtu = s.mtu;
            promiscuous = s.promiscuous;
            allMulticast = s.allMulticast;
            multicast = new TreeSet<>(s.multicast);
            key = s.key;
            indirection = s.indirection;
            checksum = s.checksum;
            vlanOffload = s.vlanOffload;
            vlanFilter = s.vlanFilter;
            vlans = new TreeSet<>(s.vlans);
            ntupleFilters = s.ntupleFilters;
            ntuple = new TreeMap<>(s.ntuple);
            coalesce = s.coalesce;
            pause = s.pause;
        }

        private NicSettings build() {
            return new NicSettings(
                    mac,
                    queues,
                    ring,
                    fifoBytes,
                    mtu,
                    promiscuous,
                    allMulticast,
                    multicast,
                    key,
                    indirection,
                    checksum,
                    vlanOffload,
                    vlanFilter,
                    vlans,
                    ntupleFilters,
                    ntuple,
                    coalesce,
                    pause);
        }
    }

    /** A copy in which {@code change} has been made. */
    public NicSettings with(Consumer<Builder> change) {
        Builder b = new Builder(this);
        change.accept(b);
        return b.build();
    }

    /** The 40 bytes of the key; a copy. */
    public byte[] rssKey() {
        return key.bytes();
    }

    /** The indirection table in force; a copy. */
    public int[] rssIndirection() {
        int[] table = new int[INDIRECTION_ENTRIES];
        for (int i = 0; i < table.length; i++) {
            table[i] = indirection == null ? i % queues : indirection.get(i);
        }
        return table;
    }

    /** True if the card looks at TCP and UDP checksums. */
    public boolean rxCsumOffload() {
        return checksum != RxChecksumMode.NONE;
    }

    /** Other own address. */
    public NicSettings withMac(long value) {
        return with(b -> b.mac = value);
    }

    /** Other number of queues; the indirection table is spread over them anew, as ethtool -L does. */
    public NicSettings withQueues(int value) {
        return with(b -> {
            b.queues = value;
            b.indirection = null;
        });
    }

    /** Other number of descriptors per queue. */
    public NicSettings withRing(int value) {
        return with(b -> b.ring = value);
    }

    /** Other size of the packet buffer. */
    public NicSettings withFifoBytes(int value) {
        return with(b -> b.fifoBytes = value);
    }

    /** Other MTU. */
    public NicSettings withMtu(int value) {
        return with(b -> b.mtu = value);
    }

    /** Promiscuous mode on or off. */
    public NicSettings withPromiscuous(boolean value) {
        return with(b -> b.promiscuous = value);
    }

    /** Reception of all group addresses on or off. */
    public NicSettings withAllMulticast(boolean value) {
        return with(b -> b.allMulticast = value);
    }

    /** Other Toeplitz key, 40 bytes. */
    public NicSettings withRssKey(byte[] value) {
        return with(b -> b.key = RssKey.of(value));
    }

    /** Other indirection table, 128 queue numbers. */
    public NicSettings withRssIndirection(int[] value) {
        List<Integer> table = Arrays.stream(value).boxed().toList();
        return with(b -> b.indirection = table);
    }

    /** Receive checksum offload on or off. */
    public NicSettings withRxChecksumOffload(boolean value) {
        return with(b -> b.checksum = value ? RxChecksumMode.UNNECESSARY : RxChecksumMode.NONE);
    }
}
