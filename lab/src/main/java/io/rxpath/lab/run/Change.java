package io.rxpath.lab.run;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A setting to be made while everything runs.
 *
 * @param key key of the config topic
 * @param value the value; null takes the setting back to the host file's
 */
public record Change(String key, @Nullable String value) {
    private static final long NANOS = 1_000_000_000L;

    /**
     * A command line for the IP layer's tables ({@code nft}, {@code iptables}, {@code ip route} ...). Commands are obeyed in
     * their order on the topic; the key only has to be another each time.
     */
    public static Change command(String line, Instant at) {
        String key = String.format(Locale.ROOT, "netfilter/%020d", at.getEpochSecond() * NANOS + at.getNano());
        return new Change(key, line);
    }

    @Override
    public String toString() {
        return value == null ? key + " (taken back)" : value.isEmpty() ? key : key + " = " + value;
    }
}
