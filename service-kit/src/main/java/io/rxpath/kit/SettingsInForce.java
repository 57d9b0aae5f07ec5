package io.rxpath.kit;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A layer's settings while it runs: those of the host file, and over them every key of the config topic. All keys are
 * obeyed anew at each change, so that a key taken back uncovers the host file's value, whatever came between.
 *
 * @param <S> the layer's settings, immutable
 */
public final class SettingsInForce<S> implements BiConsumer<String, @Nullable String> {
    private final S hostFile;
    private final Predicate<String> obeys;
    private final BiFunction<S, Map<String, String>, S> rules;
    private final Consumer<S> apply;
    private Map<String, String> changes = new TreeMap<>();
    private S inForce;

    /**
     * The settings of a layer that runs with {@code hostFile} now.
     *
     * @param obeys the keys that may change something here; others pass by, however many there are
     * @param rules the settings with changes by key, in an order of its own; refuses a value by an
     *     IllegalArgumentException
     * @param apply is told the new settings after each change that makes a difference
     */
    public SettingsInForce(
            S hostFile, Predicate<String> obeys, BiFunction<S, Map<String, String>, S> rules, Consumer<S> apply) {
        this.hostFile = hostFile;
        this.obeys = obeys;
        this.rules = rules;
        this.apply = apply;
        inForce = hostFile;
    }

    /**
     * One setting of the config topic.
     *
     * @param value null to take it back
     * @throws IllegalArgumentException if the value is refused; everything stays as it was
     */
    @Override
    public synchronized void accept(String key, @Nullable String value) {
        if (!obeys.test(key)) {
            return;
        }
        Map<String, String> next = new TreeMap<>(changes);
        if (value == null) {
            next.remove(key);
        } else {
            next.put(key, value);
        }
        S settings = rules.apply(hostFile, next);
        if (!settings.equals(inForce)) {
            apply.accept(settings);
        }
        changes = next;
        inForce = settings;
    }
}
