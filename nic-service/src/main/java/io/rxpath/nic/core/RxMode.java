package io.rxpath.nic.core;

import io.rxpath.skb.MacAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Which frames the card lets in: what the kernel hands a driver by ndo_set_rx_mode() and ndo_vlan_rx_add_vid()
 * (net/core/dev_addr_lists.c, net/8021q/vlan_core.c).
 *
 * @param promiscuous take frames for any address and of any VLAN
 * @param allMulticast take frames for any group address
 * @param groups how group addresses are matched
 * @param addresses secondary unicast addresses and group addresses, beside the own address and broadcast
 * @param vlans VLAN identifiers 1..4094 that the VLAN filter lets through
 */
public record RxMode(
        boolean promiscuous, boolean allMulticast, GroupFilter groups, Set<Long> addresses, Set<Integer> vlans) {
    /** How the card matches group addresses. */
    public enum GroupFilter {
        /** Each address for itself. */
        EXACT,
        /**
         * By a table of 4096 bits, indexed with bits 47..36 of the address as its hardware counts them, so that strangers
         * with the same bits pass, and the stack has to look again (e1000e_hash_mc_addr_generic(), ixgbe_mta_vector(),
         * both with mc_filter_type 0).
         */
        HASH
    }

    /** The own address and broadcast only; group addresses that are joined later go through the hash table. */
    public static final RxMode DEFAULT = new RxMode(false, false, GroupFilter.HASH, Set.of(), Set.of());

    /** Checks and copies. */
    public RxMode {
        addresses = Set.copyOf(addresses);
        vlans = Set.copyOf(vlans);
        for (long address : addresses) {
            if (address <= 0 || address >>> 48 != 0) {
                throw new IllegalArgumentException(
                        "maddr " + MacAddress.format(address) + ": expected a MAC address, not zero");
            }
        }
        for (int vid : vlans) {
            if (vid < 0 || vid > 4094) {
                throw new IllegalArgumentException("vlan " + vid + ": expected 0..4094");
            }
        }
    }

    /** With one more address, unicast or group. */
    public RxMode withAddress(long address) {
        Set<Long> more = new HashSet<>(addresses);
        more.add(address);
        return new RxMode(promiscuous, allMulticast, groups, more, vlans);
    }

    /** With one more VLAN identifier. */
    public RxMode withVlan(int vid) {
        Set<Integer> more = new HashSet<>(vlans);
        more.add(vid);
        return new RxMode(promiscuous, allMulticast, groups, addresses, more);
    }

    /** With promiscuous mode on or off. */
    public RxMode withPromiscuous(boolean value) {
        return new RxMode(value, allMulticast, groups, addresses, vlans);
    }

    /** With all group addresses on or off. */
    public RxMode withAllMulticast(boolean value) {
        return new RxMode(promiscuous, value, groups, addresses, vlans);
    }

    /** With another way to match group addresses. */
    public RxMode withGroups(GroupFilter value) {
        return new RxMode(promiscuous, allMulticast, value, addresses, vlans);
    }
}
