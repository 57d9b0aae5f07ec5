package io.rxpath.kit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The settings this service has heard of on the config topic, and what it did with them. */
@RestController
public final class ConfigController {
    private final Supplier<List<ConfigReader>> readers;

    /** Shows what the service's readers have handed over. */
    public ConfigController(Supplier<List<ConfigReader>> readers) {
        this.readers = readers;
    }

    /** The last outcome of every key. */
    @GetMapping("/config")
    public Map<String, ConfigOutcomes.Outcome> config() {
        Map<String, ConfigOutcomes.Outcome> all = new TreeMap<>();
        for (ConfigReader reader : readers.get()) {
            all.putAll(reader.outcomes());
        }
        return all;
    }
}
