package io.rxpath.kit;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every service is told.
 *
 * @param hostFile path of the host file; absent: {@link HostFile#defaults()}
 * @param partitions number of partitions P of every data topic, 1..64
 * @param instance name of this instance in its layer: a restarted instance takes its old partitions back at once
 * @param commitIntervalMs exactly-once layers: longest time between commits while data streams in, 1..10000 ms
 */
@ConfigurationProperties("rxpath")
public record RxpathProperties(
        @Nullable Path hostFile,
        @DefaultValue("4") int partitions,
        @DefaultValue("0") String instance,
        @DefaultValue("200") int commitIntervalMs) {
    /** Checks the ranges. */
    public RxpathProperties {
        if (partitions < 1 || partitions > 64) {
            throw new IllegalArgumentException("rxpath.partitions: " + partitions + " is not between 1 and 64");
        }
        if (commitIntervalMs < 1 || commitIntervalMs > 10_000) {
            throw new IllegalArgumentException(
                    "rxpath.commit-interval-ms: " + commitIntervalMs + " is not between 1 and 10000");
        }
        if (!instance.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "rxpath.instance: '" + instance + "' may hold letters, digits, . _ - only");
        }
    }
}
