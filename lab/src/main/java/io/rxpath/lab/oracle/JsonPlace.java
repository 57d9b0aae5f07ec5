package io.rxpath.lab.oracle;

import io.rxpath.lab.run.LabException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A value of a JSON file and where it stands. What is asked for and not as it should be is refused with the place and what
 * was expected.
 */
final class JsonPlace {
    private final String place;
    private final @Nullable JsonNode node;
    private final Set<String> asked = new HashSet<>();

    JsonPlace(String place, @Nullable JsonNode node) {
        this.place = place;
        this.node = node;
    }

    boolean present() {
        return node != null;
    }

    boolean isText() {
        return node != null && node.isString();
    }

    boolean isArray() {
        return node != null && node.isArray();
    }

    LabException bad(String expected) {
        return LabException.badInput(place + ": " + (node == null ? "missing" : node) + "; expected " + expected);
    }

    JsonNode value() {
        if (node == null) {
            throw bad("a value");
        }
        return node;
    }

    /** Whether the object has that key. */
    boolean has(String key) {
        return object().has(key);
    }

    private JsonNode object() {
        if (node == null || !node.isObject()) {
            throw bad("an object");
        }
        return node;
    }

    JsonPlace get(String key) {
        asked.add(key);
        return new JsonPlace(place + "." + key, object().get(key));
    }

    /** An optional object: no keys if it is not there. */
    JsonPlace getObject(String key) {
        JsonPlace there = get(key);
        return there.present()
                ? there
                : new JsonPlace(place + "." + key, tools.jackson.databind.node.JsonNodeFactory.instance.objectNode());
    }

    /** Refuses every key that nobody has asked for. */
    void noOtherKeys() {
        for (String key : object().propertyNames()) {
            if (!asked.contains(key)) {
                throw LabException.badInput(place + "." + key + ": unknown key; expected one of "
                        + String.join(", ", new TreeSet<>(asked)));
            }
        }
    }

    List<JsonPlace> list() {
        if (node == null) {
            return List.of();
        }
        if (!node.isArray()) {
            throw bad("a list");
        }
        List<JsonPlace> list = new ArrayList<>();
        for (JsonNode item : node) {
            list.add(new JsonPlace(place + "[" + list.size() + "]", item));
        }
        return list;
    }

    Map<String, JsonPlace> entries() {
        Map<String, JsonPlace> entries = new LinkedHashMap<>();
        if (node != null) {
            for (String key : object().propertyNames()) {
                entries.put(key, get(key));
            }
        }
        return entries;
    }

    long number(long low, long high) {
        if (node == null || !node.isIntegralNumber() || node.asLong() < low || node.asLong() > high) {
            throw bad("a number from " + low + " to " + high);
        }
        return node.asLong();
    }

    int number(int low, int high, int missing) {
        return node == null ? missing : (int) number(low, high);
    }

    /** A 32-bit number that may be signed or not. */
    int word(long missing) {
        return (int) (node == null ? missing : number(Integer.MIN_VALUE, 0xffff_ffffL));
    }

    @Nullable
    Long relative() {
        return node == null ? null : (Long) number(Integer.MIN_VALUE, 0xffff_ffffL);
    }

    String text() {
        if (node == null || !node.isString()) {
            throw bad("a text");
        }
        return node.asString();
    }

    String text(String missing) {
        return node == null ? missing : text();
    }

    @Nullable
    String optionalText() {
        return node == null ? null : text();
    }

    /** A text or a number, as its text. */
    String scalar() {
        if (node == null || !node.isValueNode() || node.isNull()) {
            throw bad("a text or a number");
        }
        return node.asString();
    }

    boolean flag(boolean missing) {
        if (node == null) {
            return missing;
        }
        if (!node.isBoolean()) {
            throw bad("true or false");
        }
        return node.asBoolean();
    }

    byte[] hex() {
        if (node == null) {
            return new byte[0];
        }
        try {
            return HexFormat.of().parseHex(text());
        } catch (IllegalArgumentException e) {
            throw bad("bytes as hexadecimal digits");
        }
    }
}
