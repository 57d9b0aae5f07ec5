package io.rxpath.lab.cli.device;

import io.rxpath.kit.HostFile;
import io.rxpath.kit.Sysctls;
import io.rxpath.lab.packetdrill.run.ProcNetTcp;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.ServicePages;
import io.rxpath.skb.Layer;
import io.rxpath.skb.LinkStat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The files below /proc and /sys that the layers have, and ethtool's answers, each from the service that owns it. */
public final class DeviceFiles {
    private static final String SYS = "/sys/class/net/eth0/";
    private static final String STATISTICS = SYS + "statistics/";
    private static final Pattern SOFTIRQ_FILES =
            Pattern.compile("/proc/net/softnet_stat|/proc/interrupts|/proc/irq/[0-9]+/smp_affinity|" + SYS
                    + "(napi_defer_hard_irqs|gro_flush_timeout|threaded|queues/rx-[0-9]+/(rps_cpus|rps_flow_cnt))");
    private static final String EXPECTED =
            "expected /proc/net/softnet_stat, /proc/net/dev, /proc/net/sockstat (line TCP),"
                    + " /proc/interrupts,"
                    + " /proc/irq/N/smp_affinity, /proc/sys/net/core/NAME, or a file below /sys/class/net/eth0: statistics/NAME,"
                    + " address, mtu, napi_defer_hard_irqs, gro_flush_timeout, threaded, queues/rx-N/rps_cpus,"
                    + " queues/rx-N/rps_flow_cnt";

    private final ServicePages pages;
    private final HostFile host;

    /** The files of the services behind {@code pages}, which began with {@code host}. */
    public DeviceFiles(ServicePages pages, HostFile host) {
        this.pages = pages;
        this.host = host;
    }

    /**
     * What a file holds, with its line ends.
     *
     * @throws LabException if there is no such file
     */
    public String read(String path) {
        if (path.equals("/proc/net/dev")) {
            return LinkText.procNetDev(linkStats());
        }
        if (path.equals("/proc/net/sockstat")) {
            return ProcNetTcp.sockstat(pages.numbers(LabService.TCP, "/sockstat")) + "\n";
        }
        if (path.startsWith(STATISTICS)) {
            Long value = linkStats().get(path.substring(STATISTICS.length()));
            if (value == null) {
                throw none(path);
            }
            return value + "\n";
        }
        if (path.equals(SYS + "address")) {
            return host.mac().toLowerCase(Locale.ROOT) + "\n";
        }
        if (path.equals(SYS + "mtu")) {
            return host.mtu() + "\n";
        }
        if (path.startsWith("/proc/sys/")) {
            return sysctl(SysctlName.of(path)) + "\n";
        }
        if (!SOFTIRQ_FILES.matcher(path).matches()) {
            throw LabException.badInput("cat " + path + ": not supported; " + EXPECTED);
        }
        return softirq(path);
    }

    private String softirq(String path) {
        return pages.find(LabService.SOFTIRQ, path).orElseThrow(() -> none(path));
    }

    private static LabException none(String path) {
        return LabException.failed("cat: " + path + ": No such file or directory");
    }

    /**
     * The value of a sysctl.
     *
     * @throws LabException if its layer does not show it and the host file does not set it
     */
    public String sysctl(String name) {
        if (Sysctls.owner(name) == Layer.SOFTIRQ) {
            return softirq(SysctlName.path(name)).strip();
        }
        String value = host.sysctl().get(name);
        LabService owner = LabService.parse(Sysctls.owner(name).label());
        JsonNode told = pages.config(owner).get(SysctlName.key(name));
        if (told != null && told.path("applied").asBoolean(false) && told.has("value")) {
            value = told.path("value").asString();
        }
        if (value == null) {
            throw LabException.failed("sysctl: " + name + " has its default: the host file does not set it, and "
                    + owner.label() + "-service does not show it");
        }
        return value;
    }

    /** The device's statistics by their kernel names, from all layers that count them. */
    public Map<String, Long> linkStats() {
        Map<String, Long> sum = LinkText.sum(
                pages.numbers(LabService.NIC, "/linkstats"), pages.numbers(LabService.SOFTIRQ, "/linkstats"));
        LinkStat otherHost = LinkStat.RX_OTHERHOST_DROPPED;
        Long counted = pages.numbers(LabService.IP, "/counters").get(otherHost.fullName());
        sum.merge(otherHost.kernelName(), counted == null ? 0 : counted, Long::sum);
        return sum;
    }

    /** What {@code ethtool -LETTER eth0} prints. */
    public String ethtool(char letter) {
        String page = "/ethtool/" + letter;
        String card = pages.page(LabService.NIC, page);
        if (letter != 'k') {
            return card;
        }
        StringBuilder all = new StringBuilder(card);
        pages.page(LabService.SOFTIRQ, page)
                .lines()
                .filter(line -> !line.startsWith("Features for "))
                .forEach(line -> all.append(line).append('\n'));
        return all.toString();
    }

    /**
     * The key that writing to a file sets.
     *
     * @throws LabException if nothing can be written there
     */
    public static String key(String path) {
        if (path.startsWith("/proc/sys/")) {
            return SysctlName.key(SysctlName.of(path));
        }
        boolean file = SOFTIRQ_FILES.matcher(path).matches();
        if (!file || path.startsWith("/proc/net/") || path.equals("/proc/interrupts")) {
            throw LabException.badInput("write " + path + ": cannot be written; expected /proc/sys/net/core/NAME,"
                    + " /proc/irq/N/smp_affinity, or a file below /sys/class/net/eth0: napi_defer_hard_irqs,"
                    + " gro_flush_timeout, threaded, queues/rx-N/rps_cpus, queues/rx-N/rps_flow_cnt");
        }
        return path.substring(1);
    }
}
