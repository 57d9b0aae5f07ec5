package io.rxpath.lab.run;

import io.rxpath.kit.Sysctls;
import java.util.List;

/** Which services obey a setting. */
public final class SettingOwners {
    private SettingOwners() {}

    /** The services that obey {@code key}; none for a key nobody knows. */
    public static List<LabService> of(String key) {
        if (key.startsWith("sysctl/")) {
            return List.of(LabService.parse(
                    Sysctls.owner(key.substring("sysctl/".length())).label()));
        }
        // The driver has to know how many rings there are and how large.
        if (key.startsWith("ethtool/eth0/ring/") || key.startsWith("ethtool/eth0/channels/")) {
            return List.of(LabService.NIC, LabService.SOFTIRQ);
        }
        boolean softirq = key.startsWith("sys/")
                || key.startsWith("proc/irq/")
                || key.startsWith("rxpath/softirq/")
                || key.equals("ip/link/eth0/xdp")
                || key.startsWith("ethtool/eth0/feature/") && key.contains("gro")
                || key.equals("ethtool/eth0/feature/generic-receive-offload");
        if (softirq) {
            return List.of(LabService.SOFTIRQ);
        }
        if (key.startsWith("netfilter/")) {
            return List.of(LabService.IP);
        }
        boolean nic = key.startsWith("ethtool/") || key.startsWith("ip/") || key.startsWith("rxpath/nic/");
        return nic ? List.of(LabService.NIC) : List.of();
    }
}
