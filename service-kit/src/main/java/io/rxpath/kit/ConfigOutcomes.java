package io.rxpath.kit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands settings to whoever obeys them and remembers what became of the last one of each key. */
public final class ConfigOutcomes {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigOutcomes.class);

    private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();

    /**
     * What became of a setting.
     *
     * @param value the value; null if the setting was taken back
     * @param offset the record's place on the config topic
     * @param applied false if it was refused; what held before it then holds still
     * @param refused why it was refused, else null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outcome(
            @Nullable String value,
            long offset,
            boolean applied,
            @Nullable String refused) {}

    /** Hands over one setting. Any exception is a refusal: a setting must not stop those that come after it. */
    void hand(String key, @Nullable String value, long offset, BiConsumer<String, @Nullable String> handler) {
        String refused = null;
        try {
            handler.accept(key, value);
        } catch (IllegalArgumentException e) {
            LOG.warn("config {} = {} refused: {}", key, value, e.getMessage());
            refused = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("config {} = {} failed", key, value, e);
            refused = e.toString();
        }
        outcomes.put(key, new Outcome(value, offset, refused == null, refused));
    }

    /** The last outcome of every key. */
    Map<String, Outcome> all() {
        return new TreeMap<>(outcomes);
    }
}
