package io.rxpath.ip.core.nft;

/** The host's network devices, as the rules name them. */
public interface NftDevices {
    /** Number of the device with this name, 0 if there is none. */
    int ifindex(String name);

    /** Name of the device with this number, empty if there is none. */
    String name(int ifindex);
}
