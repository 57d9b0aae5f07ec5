package io.rxpath.lab.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What differs between two results: every field but those that depend on the machine, on scheduling or, as the case says,
 * on timing there. Times between stimulus and answer agree within 12 ms or 15 percent.
 */
final class ResultComparison {
    private static final double TOLERANCE_MS = 12;
    private static final double TOLERANCE = 0.15;
    private static final int MAX_VALUE = 100;
    private static final Set<String> LOOSE =
            Set.of("kernel", "timing", "about", "unstable", "ato_us", "info.ato_us", "rcv_space", "info.rcv_space");

    private final Set<String> loose = new TreeSet<>(LOOSE);
    private final List<String> found = new ArrayList<>();

    private ResultComparison(JsonNode expected) {
        expected.path("unstable").forEach(field -> loose.add(field.asString()));
    }

    /** One line per difference, "path: expected != got"; empty if there is none. */
    static List<String> differences(JsonNode expected, JsonNode got) {
        ResultComparison comparison = new ResultComparison(expected);
        comparison.compare("", "", expected, got);
        comparison.times(expected, got);
        return comparison.found;
    }

    /** Whether two values are equal; numbers by value. */
    static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        return a.equals(b);
    }

    /** {@code key} is the path without list positions. */
    private void compare(String path, String key, @Nullable JsonNode a, @Nullable JsonNode b) {
        if (loose.contains(key) || loose.contains(key.substring(key.indexOf('.') + 1))) {
            return;
        }
        if (a != null && b != null && a.isObject() && b.isObject()) {
            Set<String> names = new TreeSet<>(a.propertyNames());
            names.addAll(b.propertyNames());
            for (String name : names) {
                compare(join(path, name), join(key, name), a.get(name), b.get(name));
            }
        } else if (a != null && b != null && a.isArray() && b.isArray() && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                compare(join(path, Integer.toString(i)), key, a.get(i), b.get(i));
            }
        } else if (a == null || b == null || !same(a, b)) {
            found.add(path + ": " + text(a) + " != " + text(b));
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String text(@Nullable JsonNode value) {
        String text = value == null ? "nothing" : value.toString();
        return text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE) + "..." : text;
    }

    private void times(JsonNode expected, JsonNode got) {
        if (loose.contains("out")
                || expected.path("out").size() != got.path("out").size()) {
            return;
        }
        JsonNode a = expected.path("timing").path("dt_ms");
        JsonNode b = got.path("timing").path("dt_ms");
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            double x = a.get(i).asDouble();
            double y = b.get(i).asDouble();
            if (Math.abs(x - y) > Math.max(TOLERANCE_MS, TOLERANCE * Math.max(x, y))) {
                found.add("timing.dt_ms." + i + ": " + x + " != " + y);
            }
        }
    }
}
