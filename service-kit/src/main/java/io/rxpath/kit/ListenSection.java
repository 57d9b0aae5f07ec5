package io.rxpath.kit;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A listening TCP socket.
 *
 * @param port local port
 * @param app sink, slow, echo or http
 * @param bytes slow: bytes per read; 0 = 1000
 * @param every slow: time between reads such as 50ms; null = 50ms
 */
public record ListenSection(
        int port, String app, int bytes, @Nullable String every) {
    private static final Set<String> APPS = Set.of("sink", "slow", "echo", "http");

    /** Time between the reads of a slow application. */
    public Duration interval() {
        return every == null ? Duration.ofMillis(50) : duration(every);
    }

    /** Refuses what cannot be meant; {@code ports} are those of the listeners before this one, and it is added. */
    void check(String place, Set<Integer> ports) {
        String who = "listen: port " + port;
        if (port < 1 || port > 65535) {
            throw new HostFault(place + ".port", who + " is not between 1 and 65535");
        }
        if (!ports.add(port)) {
            throw new HostFault(place + ".port", who + " is there twice");
        }
        if (app == null || !APPS.contains(app)) {
            throw new HostFault(
                    place + ".app",
                    who + (app == null ? " has no app" : " has app '" + app + "'")
                            + "; expected one of echo, http, sink, slow");
        }
        if (bytes < 0) {
            throw new HostFault(place + ".bytes", who + ": bytes must not be negative");
        }
        Duration interval;
        try {
            interval = interval();
        } catch (IllegalArgumentException e) {
            throw new HostFault(place + ".every", who + ": every: " + e.getMessage(), e);
        }
        if (interval.isZero()) {
            throw new HostFault(place + ".every", who + ": every must be more than 0");
        }
    }

    /** Reads {@code 50ms}, {@code 2s}, {@code 100us}. */
    static Duration duration(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int unit = 0;
        while (unit < lower.length() && Character.isDigit(lower.charAt(unit))) {
            unit++;
        }
        if (unit > 0 && unit < 10) {
            long n = Long.parseLong(lower.substring(0, unit));
            switch (lower.substring(unit)) {
                case "us" -> {
                    return Duration.ofNanos(n * 1000);
                }
                case "ms" -> {
                    return Duration.ofMillis(n);
                }
                case "s" -> {
                    return Duration.ofSeconds(n);
                }
                default -> {}
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not a time: expected a form like 50ms, 2s or 100us");
    }
}
