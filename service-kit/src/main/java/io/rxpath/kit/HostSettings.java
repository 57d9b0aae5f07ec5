package io.rxpath.kit;

import io.rxpath.kit.HostFile.NicSection;
import io.rxpath.kit.HostFile.SoftirqSection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a host file sets, as keys of the config topic: a layer obeys both by the same rules. */
final class HostSettings {
    private static final Pattern LOCATION = Pattern.compile("\\s+loc\\s+(\\S+)");

    /** A setting, the place in the file it is from, and its value as a person wrote it. */
    private record Entry(String place, String key, String value, String shown) {}

    private final List<Entry> entries = new ArrayList<>();

    private HostSettings() {}

    /** The settings of a file, by key, in an order in which each can be applied: queues before what names one. */
    static Map<String, String> of(NicSection nic, SoftirqSection softirq, Map<String, String> sysctl) {
        HostSettings all = new HostSettings();
        all.nic(nic);
        all.softirq(softirq);
        new TreeMap<>(sysctl).forEach((name, value) -> all.add("sysctl." + name, "sysctl/" + name, value));
        Map<String, String> settings = new LinkedHashMap<>();
        for (Entry entry : all.entries) {
            settings.put(entry.key(), entry.value());
        }
        return Collections.unmodifiableMap(settings);
    }

    /** Refuses the first value that cannot be meant. */
    static void check(NicSection nic, SoftirqSection softirq) {
        HostSettings all = new HostSettings();
        all.nic(nic);
        all.softirq(softirq);
        Set<String> keys = new HashSet<>();
        for (Entry entry : all.entries) {
            String fault = SettingSyntax.fault(entry.key(), entry.value());
            if (fault == null && !keys.add(entry.key())) {
                fault = "is there twice";
            }
            if (fault != null) {
                throw new HostFault(entry.place(), entry.place() + ": " + entry.shown() + ": " + fault);
            }
        }
    }

    private void add(String place, String key, @Nullable Object value) {
        if (value != null) {
            entries.add(new Entry(place, key, value.toString(), value.toString()));
        }
    }

    private void nic(NicSection nic) {
        add("nic.queues", "ethtool/eth0/channels/combined", nic.queues() == 0 ? null : nic.queues());
        add("nic.ring", "ethtool/eth0/ring/rx", nic.ring());
        add("nic.fifo", "rxpath/nic/fifo", nic.fifo());
        if (nic.checksum() != null) {
            String onOff = nic.checksum().equals("none") ? "off" : "on";
            add("nic.checksum", "rxpath/nic/checksum", nic.checksum());
            add("nic.checksum", "ethtool/eth0/feature/rx-checksumming", onOff);
        }
        add("nic.vlan_offload", "ethtool/eth0/feature/rx-vlan-offload", nic.vlanOffload());
        add("nic.vlan_filter", "ethtool/eth0/feature/rx-vlan-filter", nic.vlanFilter());
        add("nic.promisc", "ip/link/eth0/promisc", nic.promisc());
        add("nic.allmulticast", "ip/link/eth0/allmulticast", nic.allmulticast());
        add("nic.rss_key", "ethtool/eth0/rxfh/hkey", nic.rssKey());
        for (int i = 0; i < nic.vlans().size(); i++) {
            present("nic.vlans[" + i + "]", "ip/vlan/eth0/", nic.vlans().get(i).toString());
        }
        for (int i = 0; i < nic.multicast().size(); i++) {
            present(
                    "nic.multicast[" + i + "]",
                    "ip/maddr/eth0/",
                    nic.multicast().get(i));
        }
        if (nic.coalesce() != null) {
            String coalesce = "ethtool/eth0/coalesce/";
            add("nic.coalesce.rx-usecs", coalesce + "rx-usecs", nic.coalesce().rxUsecs());
            add("nic.coalesce.rx-frames", coalesce + "rx-frames", nic.coalesce().rxFrames());
            add(
                    "nic.coalesce.adaptive-rx",
                    coalesce + "adaptive-rx",
                    nic.coalesce().adaptiveRx());
        }
        if (nic.pause() != null) {
            add("nic.pause.rx", "ethtool/eth0/pause/rx", nic.pause().rx());
            add("nic.pause.tx", "ethtool/eth0/pause/tx", nic.pause().tx());
        }
        rules(nic.ntuple());
    }

    private void present(String place, String prefix, String name) {
        entries.add(new Entry(place, prefix + name, "", name));
    }

    /** Rules without a place of their own get the last free one, as ethtool gives it. */
    private void rules(List<String> rules) {
        Set<Integer> taken = new HashSet<>();
        for (String rule : rules) {
            Matcher loc = LOCATION.matcher(rule);
            if (loc.find() && loc.group(1).matches("[0-9]{1,9}")) {
                taken.add(Integer.parseInt(loc.group(1)));
            }
        }
        int free = SettingSyntax.RULES - 1;
        for (int i = 0; i < rules.size(); i++) {
            String rule = rules.get(i);
            Matcher loc = LOCATION.matcher(rule);
            String at;
            if (loc.find()) {
                at = loc.group(1);
                rule = loc.replaceFirst("");
            } else {
                while (taken.contains(free)) {
                    free--;
                }
                at = Integer.toString(free--);
            }
            entries.add(new Entry("nic.ntuple[" + i + "]", "ethtool/eth0/ntuple/" + at, rule.strip(), rules.get(i)));
        }
    }

    private void softirq(SoftirqSection softirq) {
        add("softirq.cpus", "rxpath/softirq/cpus", softirq.cpus());
        add("softirq.packet_nanos", "rxpath/softirq/cpu_packet_nanos", softirq.packetNanos());
        add("softirq.poll_nanos", "rxpath/softirq/cpu_poll_nanos", softirq.pollNanos());
        String sys = "sys/class/net/eth0/";
        add("softirq.threaded", sys + "threaded", zeroOrOne("softirq.threaded", softirq.threaded()));
        add("softirq.napi_defer_hard_irqs", sys + "napi_defer_hard_irqs", softirq.napiDeferHardIrqs());
        add("softirq.gro_flush_timeout", sys + "gro_flush_timeout", softirq.groFlushTimeout());
        add("softirq.gro", "ethtool/eth0/feature/generic-receive-offload", softirq.gro());
        new TreeMap<>(softirq.rpsCpus())
                .forEach(
                        (queue, cpus) -> add("softirq.rps_cpus." + queue, sys + "queues/" + queue + "/rps_cpus", cpus));
        add("softirq.xdp", "ip/link/eth0/xdp", softirq.xdp());
    }

    /** The kernel's own form of a switch that is a file of 0 or 1. */
    private static @Nullable String zeroOrOne(String place, @Nullable String onOff) {
        if (onOff == null) {
            return null;
        }
        return switch (onOff) {
            case "on" -> "1";
            case "off" -> "0";
            default -> throw new HostFault(place, place + ": " + onOff + ": expected on or off");
        };
    }
}
