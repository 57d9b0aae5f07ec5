package io.rxpath.nic.core;

/**
 * What {@code ethtool -K} turns on and off in the card.
 *
 * @param rxChecksum verify checksums (rx-checksumming)
 * @param rxVlanOffload take the outer 802.1Q tag out of the frame (rx-vlan-offload)
 * @param rxVlanFilter let only known VLANs through (rx-vlan-filter)
 * @param ntuple obey steering rules (ntuple-filters)
 */
public record Features(boolean rxChecksum, boolean rxVlanOffload, boolean rxVlanFilter, boolean ntuple) {
    /**
     * All on but the VLAN filter. Intel's drivers have that on too; here nothing like the 8021q module registers VLANs
     * by itself, and a tagged frame should be seen to arrive until somebody asks for the filter.
     */
    public static final Features DEFAULT = new Features(true, true, false, true);

    /** All off: a card that passes on what comes, as a TAP does. */
    public static final Features NONE = new Features(false, false, false, false);

    /** With checksum offload on or off. */
    public Features withRxChecksum(boolean value) {
        return new Features(value, rxVlanOffload, rxVlanFilter, ntuple);
    }

    /** With VLAN stripping on or off. */
    public Features withRxVlanOffload(boolean value) {
        return new Features(rxChecksum, value, rxVlanFilter, ntuple);
    }

    /** With the VLAN filter on or off. */
    public Features withRxVlanFilter(boolean value) {
        return new Features(rxChecksum, rxVlanOffload, value, ntuple);
    }

    /** With steering rules on or off. */
    public Features withNtuple(boolean value) {
        return new Features(rxChecksum, rxVlanOffload, rxVlanFilter, value);
    }
}
