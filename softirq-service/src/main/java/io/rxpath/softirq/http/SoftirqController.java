package io.rxpath.softirq.http;

import io.rxpath.skb.LinkStat;
import io.rxpath.softirq.core.GroStats;
import io.rxpath.softirq.core.ShowInterrupts;
import io.rxpath.softirq.core.SoftnetSeqShow;
import io.rxpath.softirq.core.xdp.XdpProgram;
import io.rxpath.softirq.core.xdp.XdpStat;
import io.rxpath.softirq.kafka.SoftirqLoop;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The layer's files of procfs and sysfs, its part of ethtool's and ip's output, and what GRO and XDP did. */
@RestController
public final class SoftirqController {
    private static final String TEXT = "text/plain;charset=UTF-8";

    private final SoftirqLoop loop;

    /** Shows {@code loop}. */
    public SoftirqController(SoftirqLoop loop) {
        this.loop = loop;
    }

    /** GRO's verdicts and what came out. */
    @GetMapping("/gro")
    public Map<String, Long> gro() {
        return loop.ask(s -> {
            GroStats gro = s.gro();
            return new TreeMap<>(Map.of(
                    "HELD", gro.held(),
                    "MERGED", gro.merged(),
                    "MERGED_FREE", gro.mergedFree(),
                    "NORMAL", gro.normal(),
                    "super_packets", gro.superPackets(),
                    "super_segments", gro.superSegments(),
                    "interrupts", s.interrupts(),
                    "polls", s.polls()));
        });
    }

    /** A line per CPU. */
    @GetMapping(path = "/proc/net/softnet_stat", produces = TEXT)
    public String softnetStat() {
        return loop.ask(SoftnetSeqShow::text);
    }

    /** A line per queue. */
    @GetMapping(path = "/proc/interrupts", produces = TEXT)
    public String interrupts() {
        return loop.ask(s -> ShowInterrupts.text(s, s.settings().channels()));
    }

    /** This layer's share of the device's statistics. */
    @GetMapping("/linkstats")
    public Map<String, Long> linkStats() {
        return loop.ask(s -> {
            Map<String, Long> stats = new TreeMap<>();
            for (LinkStat stat : new LinkStat[] {LinkStat.RX_DROPPED, LinkStat.RX_NOHANDLER}) {
                stats.put(stat.kernelName(), s.link().get(stat));
            }
            return stats;
        });
    }

    /** Features as ethtool -k shows them. */
    @GetMapping(path = "/ethtool/k", produces = TEXT)
    public String features() {
        return loop.ask(s -> SoftirqFiles.features(s.settings()));
    }

    /** The XDP program, and frames by action and by rule. */
    @GetMapping("/xdp")
    public Map<String, Object> xdp() {
        return loop.ask(s -> {
            Map<String, Object> page = new LinkedHashMap<>();
            XdpProgram program = s.settings().xdp();
            page.put("program", program == null ? "off" : program.toString());
            for (XdpStat stat : XdpStat.values()) {
                page.put(stat.kernelName(), s.xdp().counters().get(stat));
            }
            page.put("rules", s.xdp().hits());
            return page;
        });
    }

    /** Files of the device. */
    @GetMapping(path = "/sys/class/net/eth0/{*file}", produces = TEXT)
    public ResponseEntity<String> device(@PathVariable String file) {
        return file("sys/class/net/eth0" + file);
    }

    /** Files of sysctls. */
    @GetMapping(path = "/proc/sys/net/core/{file}", produces = TEXT)
    public ResponseEntity<String> sysctl(@PathVariable String file) {
        return file("proc/sys/net/core/" + file);
    }

    /** Files of interrupts. */
    @GetMapping(path = "/proc/irq/{irq}/smp_affinity", produces = TEXT)
    public ResponseEntity<String> affinity(@PathVariable String irq) {
        return file("proc/irq/" + irq + "/smp_affinity");
    }

    private ResponseEntity<String> file(String path) {
        @Nullable String text = SoftirqFiles.read(loop.ask(s -> s.settings()), path);
        return text == null ? ResponseEntity.notFound().build() : ResponseEntity.ok(text);
    }
}
