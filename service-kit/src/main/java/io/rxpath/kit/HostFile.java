package io.rxpath.kit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.UdpBind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The simulated host as a person writes it down: addresses, MAC, routes, sysctls by their real names, listeners and
 * their applications. Every service reads the same file at its start.
 *
 * @param mac MAC address of the card
 * @param addresses our addresses with prefix lengths
 * @param routes static routes as {@code ip route add} takes them
 * @param mtu largest IP packet in bytes, 68..9000
 * @param nic the card
 * @param softirq interrupts, NAPI, GRO and what comes before IP
 * @param sysctl kernel settings by name
 * @param listen listening sockets and what reads them
 * @param interfaces devices beside eth0
 * @param rules routing rules as {@code ip rule add} takes them
 * @param nft rules in nft's language
 * @param iptables rules as {@code iptables} takes them, one command each
 * @param ip6tables rules as {@code ip6tables} takes them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostFile(
        String mac,
        List<String> addresses,
        List<String> routes,
        int mtu,
        NicSection nic,
        SoftirqSection softirq,
        Map<String, String> sysctl,
        List<ListenSection> listen,
        List<InterfaceSection> interfaces,
        List<String> rules,
        @Nullable String nft,
        List<String> iptables,
        List<String> ip6tables) {

    /**
     * The card's own settings. A switch is {@code on} or {@code off}; what is null is left to the card.
     *
     * @param queues receive queues, 1..128; 0 in the file's absence means one per partition
     * @param ring descriptors per queue, 64..4096, a multiple of 8
     * @param fifo bytes of the packet buffer all queues share, 0..16777216
     * @param checksum what the card verifies: none, unnecessary or complete
     * @param vlanOffload takes VLAN tags out of frames
     * @param vlanFilter drops frames of VLANs that are not in {@code vlans}
     * @param vlans VLAN ids the filter lets through, 0..4095
     * @param multicast MAC addresses of groups the card listens to
     * @param promisc takes frames for any address
     * @param allmulticast takes frames for any group
     * @param rssKey Toeplitz key, 40 bytes as hexadecimal digits with colons
     * @param coalesce when an interrupt is raised
     * @param pause flow control on the cable
     * @param ntuple steering rules as {@code ethtool -N} takes them
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record NicSection(
            int queues,
            int ring,
            @Nullable Integer fifo,
            @Nullable String checksum,
            @JsonProperty("vlan_offload") @Nullable String vlanOffload,
            @JsonProperty("vlan_filter") @Nullable String vlanFilter,
            List<Integer> vlans,
            List<String> multicast,
            @Nullable String promisc,
            @Nullable String allmulticast,
            @JsonProperty("rss_key") @Nullable String rssKey,
            @Nullable CoalesceSection coalesce,
            @Nullable PauseSection pause,
            List<String> ntuple) {
        /** Fills in what is left out. */
        public NicSection {
            ring = ring == 0 ? 1024 : ring;
            vlanOffload = onOff(vlanOffload);
            vlanFilter = onOff(vlanFilter);
            vlans = vlans == null ? List.of() : copy("nic.vlans", vlans);
            multicast = multicast == null ? List.of() : copy("nic.multicast", multicast);
            promisc = onOff(promisc);
            allmulticast = onOff(allmulticast);
            ntuple = ntuple == null ? List.of() : copy("nic.ntuple", ntuple);
        }

        /** A card with so many queues and descriptors, the rest as it comes. */
        public NicSection(int queues, int ring) {
            this(queues, ring, null, null, null, null, List.of(), List.of(), null, null, null, null, null, List.of());
        }
    }

    /**
     * When the card raises an interrupt ({@code ethtool -C}).
     *
     * @param rxUsecs microseconds after the first frame
     * @param rxFrames frames, if they come sooner
     * @param adaptiveRx the card chooses by itself, on or off
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CoalesceSection(
            @JsonProperty("rx-usecs") @Nullable Integer rxUsecs,
            @JsonProperty("rx-frames") @Nullable Integer rxFrames,
            @JsonProperty("adaptive-rx") @Nullable String adaptiveRx) {
        /** Reads true and false as on and off. */
        public CoalesceSection {
            adaptiveRx = onOff(adaptiveRx);
        }
    }

    /**
     * Pause frames ({@code ethtool -A}).
     *
     * @param rx obeys them, on or off
     * @param tx sends them, on or off
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PauseSection(
            @Nullable String rx, @Nullable String tx) {
        /** Reads true and false as on and off. */
        public PauseSection {
            rx = onOff(rx);
            tx = onOff(tx);
        }
    }

    /**
     * The receive softirq. A switch is {@code on} or {@code off}; what is null is as in a kernel that nobody has tuned.
     *
     * @param cpus CPUs that run softirqs, 1..64
     * @param packetNanos CPU time a packet costs, 0..1000000000 ns; 0: none
     * @param pollNanos CPU time a poll costs, 0..1000000000 ns; 0: none
     * @param threaded NAPI in threads
     * @param napiDeferHardIrqs empty polls before the interrupt is unmasked
     * @param groFlushTimeout how long GRO may hold packets after a poll, nanoseconds
     * @param gro whether GRO is on
     * @param rpsCpus CPUs of each queue's RPS as hexadecimal masks, by rx-0, rx-1, ...
     * @param xdp XDP program
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record SoftirqSection(
            @Nullable Integer cpus,
            @JsonProperty("packet_nanos") @Nullable Integer packetNanos,
            @JsonProperty("poll_nanos") @Nullable Integer pollNanos,
            @Nullable String threaded,
            @JsonProperty("napi_defer_hard_irqs") @Nullable Integer napiDeferHardIrqs,
            @JsonProperty("gro_flush_timeout") @Nullable Integer groFlushTimeout,
            @Nullable String gro,
            @JsonProperty("rps_cpus") Map<String, String> rpsCpus,
            @Nullable String xdp) {
        /** Fills in what is left out. */
        public SoftirqSection {
            threaded = onOff(threaded);
            gro = onOff(gro);
            rpsCpus = rpsCpus == null ? Map.of() : copy("softirq.rps_cpus", rpsCpus);
        }

        /** Nothing is set. */
        public static SoftirqSection defaults() {
            return new SoftirqSection(null, null, null, null, null, null, null, Map.of(), null);
        }
    }

    /** Fills in what the file leaves out, then checks. */
    public HostFile {
        mac = orElse(mac, "02:00:00:00:00:02");
        addresses = addresses == null ? List.of("10.9.0.2/24") : copy("addresses", addresses);
        routes = routes == null ? List.of() : copy("routes", routes);
        mtu = mtu == 0 ? 1500 : mtu;
        nic = nic == null ? new NicSection(0, 0) : nic;
        softirq = softirq == null ? SoftirqSection.defaults() : softirq;
        sysctl = sysctl == null ? Map.of() : copy("sysctl", sysctl);
        sysctl.keySet().forEach(name -> parse("sysctl." + name, "", name, Sysctls::owner));
        listen = listen == null ? ListenSection.defaults() : copy("listen", listen);
        check(mac, addresses, mtu, nic);
        HostSettings.check(nic, softirq);
        interfaces = interfaces == null ? List.of() : copy("interfaces", interfaces);
        InterfaceSection.check(interfaces, mac);
        ListenSection.check(listen, ifindexes(interfaces).keySet());
        rules = rules == null ? List.of() : copy("rules", rules);
        iptables = iptables == null ? List.of() : copy("iptables", iptables);
        ip6tables = ip6tables == null ? List.of() : copy("ip6tables", ip6tables);
    }

    /** A host whose softirq nobody has tuned. */
    public HostFile(
            String mac,
            List<String> addresses,
            List<String> routes,
            int mtu,
            NicSection nic,
            Map<String, String> sysctl,
            List<ListenSection> listen) {
        this(mac, addresses, routes, mtu, nic, SoftirqSection.defaults(), sysctl, listen);
    }

    /** A host with one device and no rules. */
    public HostFile(
            String mac,
            List<String> addresses,
            List<String> routes,
            int mtu,
            NicSection nic,
            SoftirqSection softirq,
            Map<String, String> sysctl,
            List<ListenSection> listen) {
        this(
                mac, addresses, routes, mtu, nic, softirq, sysctl, listen, List.of(), List.of(), null, List.of(),
                List.of());
    }

    private static @Nullable String onOff(@Nullable String text) {
        return text == null ? null : text.equals("true") ? "on" : text.equals("false") ? "off" : text;
    }

    private static <T> List<T> copy(String key, List<? extends @Nullable T> list) {
        List<T> copy = new ArrayList<>(list.size());
        for (T item : list) {
            if (item == null) {
                throw new HostFault(at(key, copy.size()), key + ": entry " + (copy.size() + 1) + " is empty");
            }
            copy.add(item);
        }
        return List.copyOf(copy);
    }

    private static Map<String, String> copy(String key, Map<String, ? extends @Nullable String> settings) {
        Map<String, String> copy = new HashMap<>();
        settings.forEach((name, value) -> {
            if (value == null) {
                throw new HostFault(key + "." + name, key + ": " + name + " has no value");
            }
            copy.put(name, value);
        });
        return Map.copyOf(copy);
    }

    private static String at(String key, int index) {
        return key + "[" + index + "]";
    }

    private static String orElse(@Nullable String value, String other) {
        return value == null ? other : value;
    }

    private static void check(String mac, List<String> addresses, int mtu, NicSection nic) {
        if (MacAddress.isMulticast(parse("mac", "mac: ", mac, MacAddress::parse))) {
            throw new HostFault("mac", "mac: " + mac + " is a group address; a card needs its own");
        }
        if (addresses.isEmpty()) {
            throw new HostFault("addresses", "addresses: at least one is needed, such as 10.9.0.2/24");
        }
        for (int i = 0; i < addresses.size(); i++) {
            parse(at("addresses", i), "addresses: ", addresses.get(i), Cidr::parse);
        }
        if (mtu < 68 || mtu > 9000) {
            throw new HostFault("mtu", "mtu: " + mtu + " is not between 68 and 9000");
        }
        if (nic.queues() < 0 || nic.queues() > SettingSyntax.MAX_QUEUES) {
            throw new HostFault("nic.queues", "nic.queues: " + nic.queues() + " is not between 1 and 128");
        }
        if (nic.ring() < 64 || nic.ring() > 4096 || nic.ring() % 8 != 0) {
            throw new HostFault("nic.ring", "nic.ring: " + nic.ring() + " is not a multiple of 8 from 64 to 4096");
        }
    }

    /** The TCP listeners. */
    public List<ListenSection> listenTcp() {
        return listen.stream().filter(one -> !one.isUdp()).toList();
    }

    /** The UDP sockets. */
    public List<ListenSection> listenUdp() {
        return listen.stream().filter(ListenSection::isUdp).toList();
    }

    /** What the UDP sockets are bound to, in the order of {@link #listenUdp}. */
    public List<UdpBind> udpBinds() {
        return ListenSection.binds(listen);
    }

    /** Parses a value; a fault's message begins with {@code key}. */
    private static <T, R> R parse(String place, String key, T value, Function<T, R> parser) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw new HostFault(place, key + e.getMessage(), e);
        }
    }

    /** The card's receive queues: what the file says, else one per partition. */
    public int queues(int partitions) {
        return nic.queues() == 0 ? partitions : nic.queues();
    }

    /** The card's MAC address. */
    public long macAddress() {
        return MacAddress.parse(mac);
    }

    /**
     * Everything the file sets of the card, the softirq and the kernel, as keys of the config topic in an order in which
     * they can be applied. A service starts with these; the topic's own records come after.
     */
    public Map<String, String> settings() {
        return HostSettings.of(nic, softirq, sysctl);
    }

    /** A host with 10.9.0.2/24 and one listener of each kind: sink 9000, slow 9001, echo 9002, http 80. */
    @SuppressWarnings("NullAway") // the compact constructor fills in what is null
    public static HostFile defaults() {
        return new HostFile(null, null, null, 0, null, null, null, null, null, null, null, null, null);
    }

    /** The devices beside eth0 by the wire port each is plugged into, in the file's order. */
    public SortedMap<Integer, InterfaceSection> interfacesByPort() {
        SortedMap<Integer, InterfaceSection> byPort = new TreeMap<>();
        for (InterfaceSection each : interfaces) {
            byPort.put(InterfaceSection.FIRST_WIRE_PORT + byPort.size(), each);
        }
        return byPort;
    }

    /** Numbers of the host's devices by name: lo is 1, eth0 2, the further ones follow in the file's order. */
    public Map<String, Integer> ifindexes() {
        return ifindexes(interfaces);
    }

    private static Map<String, Integer> ifindexes(List<InterfaceSection> interfaces) {
        Map<String, Integer> indexes = new LinkedHashMap<>();
        indexes.put("lo", 1);
        indexes.put("eth0", 2);
        interfaces.forEach(each -> indexes.put(each.name(), 1 + indexes.size()));
        return indexes;
    }

    /** The same host with other addresses and listeners. */
    public HostFile with(List<String> newAddresses, List<ListenSection> newListen) {
        return new HostFile(
                mac,
                newAddresses,
                routes,
                mtu,
                nic,
                softirq,
                sysctl,
                newListen,
                interfaces,
                rules,
                nft,
                iptables,
                ip6tables);
    }

    /** {@link #read} if there is a path, else {@link #defaults}. */
    public static HostFile readOrDefaults(@Nullable Path file) {
        return file == null ? defaults() : read(file);
    }

    /**
     * Reads a host file.
     *
     * @throws HostFileException naming the file, the line and what was expected
     */
    public static HostFile read(Path file) {
        return HostYaml.read(file);
    }

    /** The file's text; {@link #read} gives back an equal host. */
    public String toYaml() {
        return HostYaml.write(this);
    }
}
