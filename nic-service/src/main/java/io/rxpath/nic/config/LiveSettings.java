package io.rxpath.nic.config;

import io.rxpath.nic.core.NicSettings;
import io.rxpath.nic.kafka.NicDevice;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The card's settings while it runs: those of the host file, and over them every key of the config topic. All keys are
 * obeyed anew at each change, so that a key taken back leaves the host file's value, whatever came between.
 */
public final class LiveSettings implements BiConsumer<String, @Nullable String> {
    private final NicSettings host;
    private final NicDevice device;
    private final Runnable afterwards;
    private final Map<String, String> values = new HashMap<>();

    /** Sets {@code device}, which runs with the settings of the host file now; {@code afterwards} follows each change. */
    public LiveSettings(NicSettings host, NicDevice device, Runnable afterwards) {
        this.afterwards = afterwards;
        this.host = host;
        this.device = device;
    }

    /**
     * One setting of the config topic.
     *
     * @param value null to take it back
     * @throws IllegalArgumentException if the value is refused; everything stays as it was
     */
    @Override
    public synchronized void accept(String key, @Nullable String value) {
        if (!NicConfig.obeys(key)) {
            return;
        }
        Map<String, String> next = new HashMap<>(values);
        if (value == null) {
            next.remove(key);
        } else {
            next.put(key, value);
        }
        NicConfig.Applied applied = NicConfig.applyAll(host, next);
        for (String reason : applied.refused().values()) {
            throw new IllegalArgumentException(reason);
        }
        values.clear();
        values.putAll(next);
        device.settings(applied.settings());
        afterwards.run();
    }
}
