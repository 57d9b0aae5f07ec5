package io.rxpath.lab.run;

import org.jspecify.annotations.Nullable;

/**
 * A setting to be made while everything runs.
 *
 * @param key key of the config topic
 * @param value the value; null takes the setting back to the host file's
 */
public record Change(String key, @Nullable String value) {
    @Override
    public String toString() {
        return value == null ? key + " (taken back)" : value.isEmpty() ? key : key + " = " + value;
    }
}
