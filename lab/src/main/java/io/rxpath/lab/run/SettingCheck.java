package io.rxpath.lab.run;

import io.rxpath.kit.SettingSyntax;
import java.util.Map;

/** Refuses a setting before it is published. */
@FunctionalInterface
public interface SettingCheck {
    /**
     * Looks at one setting.
     *
     * @param inForce what is set already, by key of the config topic
     * @param key key of the config topic
     * @param value its value
     * @throws IllegalArgumentException naming what was expected
     */
    void check(Map<String, String> inForce, String key, String value);

    /** This check, then another. */
    default SettingCheck and(SettingCheck other) {
        return (inForce, key, value) -> {
            check(inForce, key, value);
            other.check(inForce, key, value);
        };
    }

    /** The form of keys and values. The layers refuse more: what does not fit their other settings. */
    static SettingCheck syntax() {
        return (inForce, key, value) -> SettingSyntax.check(key, value);
    }
}
