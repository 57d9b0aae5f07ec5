package io.rxpath.nic.http;

import io.rxpath.nic.core.Nic;
import io.rxpath.nic.core.NicLinkStats;
import io.rxpath.nic.kafka.NicDevice;
import io.rxpath.skb.LinkStat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The card as {@code ethtool} shows it, and its share of the device's statistics. */
@RestController
public final class EthtoolController {
    private static final String TEXT = "text/plain;charset=UTF-8";

    private final NicDevice device;

    /** Shows {@code device}. */
    public EthtoolController(NicDevice device) {
        this.device = device;
    }

    private String text(Function<Nic, String> page) {
        return device.ask(page);
    }

    /** Statistics. */
    @GetMapping(path = "/ethtool/S", produces = TEXT)
    public String statistics() {
        return text(EthtoolText::statistics);
    }

    /** Rings. */
    @GetMapping(path = "/ethtool/g", produces = TEXT)
    public String rings() {
        return text(nic -> EthtoolText.rings(nic.settings()));
    }

    /** Channels. */
    @GetMapping(path = "/ethtool/l", produces = TEXT)
    public String channels() {
        return text(nic -> EthtoolText.channels(nic.settings()));
    }

    /** Flow hash. */
    @GetMapping(path = "/ethtool/x", produces = TEXT)
    public String flowHash() {
        return text(nic -> EthtoolText.flowHash(nic.settings()));
    }

    /** Steering rules. */
    @GetMapping(path = "/ethtool/n", produces = TEXT)
    public String rules() {
        return text(nic -> EthtoolText.rules(nic.settings()));
    }

    /** The card's features; those of the software are softirq-service's. */
    @GetMapping(path = "/ethtool/k", produces = TEXT)
    public String features() {
        return text(nic -> EthtoolText.features(nic.settings()));
    }

    /** Coalescing. */
    @GetMapping(path = "/ethtool/c", produces = TEXT)
    public String coalesce() {
        return text(nic -> EthtoolText.coalesce(nic.settings()));
    }

    /** Flow control. */
    @GetMapping(path = "/ethtool/a", produces = TEXT)
    public String pause() {
        return text(nic -> EthtoolText.pause(nic.settings()));
    }

    /** The card's share of struct rtnl_link_stats64. */
    @GetMapping("/linkstats")
    public Map<String, Long> linkStats() {
        return device.ask(nic -> {
            Map<String, Long> page = new TreeMap<>();
            for (Map.Entry<LinkStat, Long> stat : NicLinkStats.of(nic.stats()).entrySet()) {
                page.put(stat.getKey().kernelName(), stat.getValue());
            }
            return page;
        });
    }
}
