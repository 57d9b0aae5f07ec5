package io.rxpath.softirq.config;

import io.rxpath.softirq.core.SoftirqSettings;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The host file's settings and the changes made since: a change that is taken back uncovers what the file says. */
final class SettingsInForce {
    private final SoftirqSettings hostFile;
    private final Consumer<SoftirqSettings> apply;
    private Map<String, String> changes = new TreeMap<>();
    private SoftirqSettings inForce;

    SettingsInForce(SoftirqSettings hostFile, Consumer<SoftirqSettings> apply) {
        this.hostFile = hostFile;
        this.apply = apply;
        inForce = hostFile;
    }

    /**
     * One setting of the config topic.
     *
     * @param value null or empty to take it back
     * @throws IllegalArgumentException if the value is refused; everything stays as it was
     */
    void change(String key, @Nullable String value) {
        Map<String, String> next = new TreeMap<>(changes);
        if (value == null || value.isBlank()) {
            next.remove(key);
        } else if (changes.containsKey(key)
                || !SoftirqConfig.apply(inForce, key, value).equals(inForce)) {
            next.put(key, value);
        }
        SoftirqSettings settings = hostFile;
        for (Map.Entry<String, String> change : next.entrySet()) {
            settings = SoftirqConfig.apply(settings, change.getKey(), change.getValue());
        }
        if (!settings.equals(inForce)) {
            apply.accept(settings);
        }
        changes = next;
        inForce = settings;
    }
}
