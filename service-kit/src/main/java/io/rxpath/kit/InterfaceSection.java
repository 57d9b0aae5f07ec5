package io.rxpath.kit;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.MacAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A further network device of the host, on a wire port of its own: the first is wire port 2, the next 3. It shares the
 * card's rings and settings with eth0.
 *
 * @param name such as eth1, at most 15 characters
 * @param mac its MAC address
 * @param addresses its addresses with prefix lengths
 * @param mtu largest IP packet in bytes, 68..9000; 0: the host's mtu
 * @param vni VXLAN network whose cable is plugged in, 0..16777215; null: none beside the topics wire.rx and wire.tx
 */
public record InterfaceSection(
        String name,
        String mac,
        List<String> addresses,
        int mtu,
        @Nullable Integer vni) {
    /** Wire port of the first of them; eth0 has 0, the topics, and 1, its VXLAN cable. */
    public static final int FIRST_WIRE_PORT = 2;

    private static final int MAX_INTERFACES = 64;
    private static final int VNI_MAX = (1 << 24) - 1;
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,14}");

    /** Fills in what is left out. */
    @SuppressWarnings("NullAway") // what a file leaves out is null until here
    public InterfaceSection {
        if (addresses != null) {
            for (int i = 0; i < addresses.size(); i++) {
                if (addresses.get(i) == null) {
                    throw new HostFault("interfaces", "interfaces: " + name + ": address " + (i + 1) + " is empty");
                }
            }
        }
        addresses = addresses == null ? List.of() : List.copyOf(addresses);
    }

    /** The MAC address. */
    public long macAddress() {
        return MacAddress.parse(mac);
    }

    /** The MTU, where the host's is {@code hostMtu}. */
    public int mtuOr(int hostMtu) {
        return mtu == 0 ? hostMtu : mtu;
    }

    /** Refuses the first fault of the list. */
    static void check(List<InterfaceSection> interfaces, String hostMac) {
        if (interfaces.size() > MAX_INTERFACES) {
            throw new HostFault("interfaces", "interfaces: expected at most " + MAX_INTERFACES);
        }
        Set<String> names = new HashSet<>(Set.of("eth0", "lo"));
        Set<Long> macs = new HashSet<>(Set.of(MacAddress.parse(hostMac)));
        Set<Integer> vnis = new HashSet<>();
        for (int i = 0; i < interfaces.size(); i++) {
            InterfaceSection each = interfaces.get(i);
            String place = "interfaces[" + i + "]";
            if (each.name == null || !NAME.matcher(each.name).matches()) {
                throw new HostFault(place, "interfaces: name " + each.name + ": expected one such as eth1");
            }
            String who = "interfaces: " + each.name;
            if (!names.add(each.name)) {
                throw new HostFault(place, who + " is there twice");
            }
            if (each.mac == null) {
                throw new HostFault(place, who + " has no mac");
            }
            if (!macs.add(parseMac(place, who, each.mac))) {
                throw new HostFault(place, who + ": mac " + each.mac + " is another device's; each needs its own");
            }
            checkAddresses(place, who, each.addresses);
            if (each.mtu != 0 && (each.mtu < 68 || each.mtu > 9000)) {
                throw new HostFault(place, who + ": mtu " + each.mtu + " is not between 68 and 9000");
            }
            if (each.vni != null && (each.vni < 0 || each.vni > VNI_MAX || !vnis.add(each.vni))) {
                throw new HostFault(
                        place, who + ": vni " + each.vni + ": expected 0 to " + VNI_MAX + ", another for each device");
            }
        }
    }

    private static long parseMac(String place, String who, String text) {
        try {
            long mac = MacAddress.parse(text);
            if (MacAddress.isMulticast(mac)) {
                throw new IllegalArgumentException(text + " is a group address; a card needs its own");
            }
            return mac;
        } catch (IllegalArgumentException e) {
            throw new HostFault(place, who + ": mac: " + e.getMessage(), e);
        }
    }

    private static void checkAddresses(String place, String who, List<String> addresses) {
        for (String address : new ArrayList<>(addresses)) {
            try {
                Cidr.parse(address);
            } catch (IllegalArgumentException e) {
                throw new HostFault(place, who + ": addresses: " + e.getMessage(), e);
            }
        }
    }
}
