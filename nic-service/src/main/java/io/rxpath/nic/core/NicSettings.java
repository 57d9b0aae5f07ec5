package io.rxpath.nic.core;

import io.rxpath.skb.MacAddress;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a person sets on a card with {@code ip link} and {@code ethtool}. Immutable.
 *
 * @param mac own unicast address, 48 bits
 * @param portMacs own addresses of the wire ports that are a device of their own, by the port's number, 0..65534; they
 *     share rings, interrupts and all that is set here
 * @param queues receive queues, 1..128 (-L)
 * @param ring descriptors per queue, 64..4096, a multiple of 8; one of them always stays unused (-G)
 * @param fifoBytes size of the packet buffer all queues share, 0..16 MiB; 0 loses every frame that finds no descriptor
 * @param mtu largest network packet in bytes, 68..9216 (kernel ETH_MIN_MTU up to jumbo frames)
 * @param linkMbps speed of the link in Mb/s, 10..400000; the length of a PAUSE follows from it
 * @param rxMode address and VLAN filters
 * @param rxfh hash key and indirection table (-X)
 * @param features offloads (-K)
 * @param rxChecksumMode what the checksum hardware can do
 * @param coalesce interrupt moderation (-C)
 * @param pause flow control (-A)
 * @param ntuple steering rules by their place, 0..1023 (-N)
 */
public record NicSettings(
        long mac,
        SortedMap<Integer, Long> portMacs,
        int queues,
        int ring,
        int fifoBytes,
        int mtu,
        int linkMbps,
        RxMode rxMode,
        Rxfh rxfh,
        Features features,
        RxChecksumMode rxChecksumMode,
        Coalesce coalesce,
        Pause pause,
        SortedMap<Integer, NtupleRule> ntuple) {
    /** Entries of the indirection table. */
    public static final int INDIRECTION_ENTRIES = Rxfh.INDIRECTION_ENTRIES;

    /** Largest number of receive queues. */
    public static final int MAX_QUEUES = 128;

    /** Largest number of descriptors of a ring. */
    public static final int MAX_RING = 4096;

    /** Places for steering rules. */
    public static final int MAX_NTUPLE = 1024;

    private static final int MAX_FIFO = 16 << 20;

    /** Checks every setting; the message names the setting, its value and what was expected. */
    public NicSettings {
        checkMac(mac);
        portMacs = Collections.unmodifiableSortedMap(new TreeMap<>(portMacs));
        for (Map.Entry<Integer, Long> each : portMacs.entrySet()) {
            range("port", each.getKey(), 0, 0xfffe);
            checkMac(each.getValue());
        }
        range("queues", queues, 1, MAX_QUEUES);
        range("ring", ring, 64, MAX_RING);
        if (ring % 8 != 0) {
            throw new IllegalArgumentException("ring " + ring + ": expected a multiple of 8");
        }
        range("fifoBytes", fifoBytes, 0, MAX_FIFO);
        range("mtu", mtu, 68, 9216);
        range("linkMbps", linkMbps, 10, 400_000);
        int[] table = rxfh.indirection();
        for (int i = 0; i < table.length; i++) {
            range("rssIndirection[" + i + "]", table[i], 0, queues - 1);
        }
        ntuple = Collections.unmodifiableSortedMap(new TreeMap<>(ntuple));
        for (Map.Entry<Integer, NtupleRule> rule : ntuple.entrySet()) {
            range("ntuple place", rule.getKey(), 0, MAX_NTUPLE - 1);
            range("ntuple rule " + rule.getKey() + " action", rule.getValue().action(), NtupleRule.DROP, queues - 1);
        }
    }

    private static void checkMac(long mac) {
        if (mac <= 0 || mac >>> 48 != 0 || MacAddress.isMulticast(mac)) {
            throw new IllegalArgumentException(
                    "mac " + MacAddress.format(mac) + ": expected a unicast address, not zero");
        }
    }

    /** The address of the device that is plugged into a wire port. */
    long macOf(int port) {
        return portMacs.isEmpty() ? mac : portMacs.getOrDefault(port, mac);
    }

    static void range(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + " " + value + ": expected " + low + ".." + high);
        }
    }

    /** One queue of 256 descriptors, 32 KiB packet buffer, MTU 1500, 1 Gb/s; offloads on, moderation and pause off. */
    public static NicSettings defaults(long mac) {
        return new NicSettings(
                mac,
                new TreeMap<>(),
                1,
                256,
                32768,
                1500,
                1000,
                RxMode.DEFAULT,
                Rxfh.spread(1),
                Features.DEFAULT,
                RxChecksumMode.UNNECESSARY,
                Coalesce.DEFAULT,
                Pause.OFF,
                new TreeMap<>());
    }

    /** A copy that is being changed. */
    private static final class Draft {
        long mac;
        SortedMap<Integer, Long> portMacs;
        int queues;
        int ring;
        int fifoBytes;
        int mtu;
        int linkMbps;
        RxMode rxMode;
        Rxfh rxfh;
        Features features;
        RxChecksumMode rxChecksumMode;
        Coalesce coalesce;
        Pause pause;
        SortedMap<Integer, NtupleRule> ntuple;

        Draft(NicSettings from) {
            mac = from.mac;
            portMacs = new TreeMap<>(from.portMacs);
            queues = from.queues;
            ring = from.ring;
            fifoBytes = from.fifoBytes;
            mtu = from.mtu;
            linkMbps = from.linkMbps;
            rxMode = from.rxMode;
            rxfh = from.rxfh;
            features = from.features;
            rxChecksumMode = from.rxChecksumMode;
            coalesce = from.coalesce;
            pause = from.pause;
            ntuple = new TreeMap<>(from.ntuple);
        }

        NicSettings done() {
            return new NicSettings(
                    mac,
                    portMacs,
                    queues,
                    ring,
                    fifoBytes,
                    mtu,
                    linkMbps,
                    rxMode,
                    rxfh,
                    features,
                    rxChecksumMode,
                    coalesce,
                    pause,
                    ntuple);
        }
    }

    private NicSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** Promiscuous mode. */
    public boolean promiscuous() {
        return rxMode.promiscuous();
    }

    /** Reception of all group addresses. */
    public boolean allMulticast() {
        return rxMode.allMulticast();
    }

    /** A copy of the Toeplitz key. */
    public byte[] rssKey() {
        return rxfh.key();
    }

    /** A copy of the indirection table. */
    public int[] rssIndirection() {
        return rxfh.indirection();
    }

    /** Receive checksum offload. */
    public boolean rxCsumOffload() {
        return features.rxChecksum();
    }

    /** The longest frame on the cable without FCS, untagged. */
    int maxFrame() {
        return mtu + 14;
    }

    /** Other own address. */
    public NicSettings withMac(long value) {
        return with(d -> d.mac = value);
    }

    /** Another device at a wire port of its own. */
    public NicSettings withPortMac(int port, long value) {
        return with(d -> d.portMacs.put(port, value));
    }

    /** Other number of descriptors per queue. */
    public NicSettings withRing(int value) {
        return with(d -> d.ring = value);
    }

    /** Other size of the packet buffer. */
    public NicSettings withFifoBytes(int value) {
        return with(d -> d.fifoBytes = value);
    }

    /** Other MTU. */
    public NicSettings withMtu(int value) {
        return with(d -> d.mtu = value);
    }

    /** Other speed of the link. */
    public NicSettings withLinkMbps(int value) {
        return with(d -> d.linkMbps = value);
    }

    /** Other filters. */
    public NicSettings withRxMode(RxMode value) {
        return with(d -> d.rxMode = value);
    }

    /** Other offloads. */
    public NicSettings withFeatures(Features value) {
        return with(d -> d.features = value);
    }

    /** Other checksum hardware. */
    public NicSettings withRxChecksumMode(RxChecksumMode value) {
        return with(d -> d.rxChecksumMode = value);
    }

    /** Other interrupt moderation. */
    public NicSettings withCoalesce(Coalesce value) {
        return with(d -> d.coalesce = value);
    }

    /** One more steering rule, or another in its place. */
    public NicSettings withNtuple(int place, NtupleRule rule) {
        return with(d -> d.ntuple.put(place, rule));
    }

    /** Other flow control. */
    public NicSettings withPause(Pause value) {
        return with(d -> d.pause = value);
    }

    /**
     * Other number of queues; the indirection table is spread over them anew unless a person set it, as ethtool -L does.
     *
     * @throws IllegalArgumentException if that table uses a queue that would go
     */
    public NicSettings withQueues(int value) {
        return with(d -> {
            d.queues = value;
            d.rxfh = d.rxfh.forQueues(value);
        });
    }

    /** Promiscuous mode on or off. */
    public NicSettings withPromiscuous(boolean value) {
        return withRxMode(rxMode.withPromiscuous(value));
    }

    /** Reception of all group addresses on or off. */
    public NicSettings withAllMulticast(boolean value) {
        return withRxMode(rxMode.withAllMulticast(value));
    }

    /** Other Toeplitz key. */
    public NicSettings withRssKey(byte[] value) {
        return with(d -> d.rxfh = d.rxfh.withKey(value));
    }

    /** Other indirection table, from now on a person's. */
    public NicSettings withRssIndirection(int[] value) {
        return with(d -> d.rxfh = d.rxfh.withIndirection(value));
    }

    /** Receive checksum offload on or off. */
    public NicSettings withRxChecksumOffload(boolean value) {
        return withFeatures(features.withRxChecksum(value));
    }
}
