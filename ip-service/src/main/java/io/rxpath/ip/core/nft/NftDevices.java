package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.NetDevice;
import java.util.List;
import java.util.function.Supplier;

/** The host's network devices, as the rules name them. */
public interface NftDevices {
    /** Number of the device with this name, 0 if there is none. */
    int ifindex(String name);

    /** Name of the device with this number, empty if there is none. */
    String name(int ifindex);

    /** The devices of this list, asked anew each time. */
    static NftDevices of(Supplier<List<NetDevice>> devices) {
        return new NftDevices() {
            @Override
            public int ifindex(String name) {
                for (NetDevice device : devices.get()) {
                    if (device.name().equals(name)) {
                        return device.ifindex();
                    }
                }
                return 0;
            }

            @Override
            public String name(int ifindex) {
                for (NetDevice device : devices.get()) {
                    if (device.ifindex() == ifindex) {
                        return device.name();
                    }
                }
                return "";
            }
        };
    }
}
