package io.rxpath.lab.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What differs between two results: every field but those that depend on the machine, on scheduling or, as the case or the
 * stack says, on timing or chance there. Times between stimulus and answer agree within 12 ms or 15 percent.
 */
final class ResultComparison {
    private static final double TOLERANCE_MS = 12;
    private static final double TOLERANCE = 0.15;

    /** An answer that comes so late was not sent while the segment was processed. */
    private static final double TIMER_MS = 1;

    private static final int MAX_VALUE = 100;
    private static final Set<String> TEARDOWN = Set.of(
            "QUEUE_PURGE@skb_queue_purge_reason",
            "FRAG_REASM_TIMEOUT@inet_frag_rbtree_purge",
            "IP_OUTNOROUTES@__ip_queue_xmit");
    private static final String PART = "@skb_release_data";
    private static final Set<String> LOOSE =
            Set.of("kernel", "timing", "about", "unstable", "ato_us", "info.ato_us", "rcv_space", "info.rcv_space");

    private final Set<String> loose = new TreeSet<>(LOOSE);
    private final List<String> found = new ArrayList<>();

    private ResultComparison(JsonNode expected, JsonNode got) {
        expected.path("unstable").forEach(field -> loose.add(field.asString()));
        got.path("unstable").forEach(field -> loose.add(field.asString()));
    }

    /** One line per difference, "path: expected != got"; empty if there is none. */
    static List<String> differences(JsonNode expected, JsonNode got) {
        ResultComparison comparison = new ResultComparison(expected, got);
        JsonNode own = timersMeanwhile(withoutTeardown(withoutParts(expected), got), got);
        comparison.compare("", "", rightlyBlamed(own, got), got);
        comparison.times(expected, got);
        return comparison.found;
    }

    /**
     * A recording without the traces of a reassembled datagram's parts, which skb_release_data() frees with the whole: one
     * packet here, as everywhere above reassembly.
     */
    private static JsonNode withoutParts(JsonNode expected) {
        if (!expected.isObject()) {
            return expected;
        }
        ObjectNode copy = ((ObjectNode) expected).deepCopy();
        for (JsonNode frame : copy.path("frames")) {
            String drop = frame.path("drop").asString("");
            if (drop.endsWith(PART)) {
                ((ObjectNode) frame).remove("drop");
            } else if (drop.equals("TCP_OLD_DATA@tcp_data_queue")) {
                // The compiler has left this end of the function apart for some of its callers.
                ((ObjectNode) frame).put("drop", KernelPlaces.drop("TCP_OLD_DATA", "tcp_data_queue"));
            }
        }
        if (copy.path("other_drops").isArray()) {
            ArrayNode others = JsonNodeFactory.instance.arrayNode();
            for (JsonNode drop : copy.path("other_drops")) {
                if (!drop.asString("").endsWith(PART)) {
                    others.add(drop);
                }
            }
            copy.set("other_drops", others);
        }
        return copy;
    }

    /**
     * What a timer sends at the end of a jiffy, some milliseconds after its cause, falls into the step of the cause or into
     * the next, as the jiffies of the recording's machine happen to end: a recording in which it is in our step.
     */
    private static JsonNode timersMeanwhile(JsonNode expected, JsonNode got) {
        JsonNode theirs = expected.path("out");
        JsonNode ours = got.path("out");
        if (theirs.size() != ours.size()) {
            return expected;
        }
        for (int i = 0; i < ours.size(); i++) {
            boolean timer = got.path("timing").path("dt_ms").path(i).asDouble() >= TIMER_MS;
            int step = ours.get(i).path("step").asInt();
            if (timer && Math.abs(step - theirs.get(i).path("step").asInt()) == 1) {
                ((ObjectNode) theirs.get(i)).put("step", step);
            }
        }
        return expected;
    }

    /**
     * A recording knows a frame by its buffer's address. When that is free again and an answer of the host gets it, the loss of
     * the answer is written to the frame: it is taken from there if here as many answers were lost so.
     */
    private static JsonNode rightlyBlamed(JsonNode expected, JsonNode got) {
        List<String> others = texts(expected.path("other_drops"));
        List<String> ours = texts(got.path("other_drops"));
        boolean moved = false;
        for (int i = 0;
                i < Math.min(expected.path("frames").size(), got.path("frames").size());
                i++) {
            JsonNode frame = expected.path("frames").get(i);
            String drop = frame.path("drop").asString("");
            boolean blamed =
                    !drop.isEmpty() && got.path("frames").get(i).path("drop").isMissingNode();
            if (blamed && count(ours, drop) > count(others, drop)) {
                ((ObjectNode) frame).remove("drop");
                others.add(drop);
                moved = true;
            }
        }
        others.sort(Comparator.naturalOrder());
        ours.sort(Comparator.naturalOrder());
        if (moved && others.equals(ours)) {
            ((ObjectNode) expected).set("other_drops", got.path("other_drops"));
        }
        return expected;
    }

    /**
     * A recording without what the kernel freed when it took down the host of the case before: neighbours' queues and
     * fragments that waited there, and what its connections sent when it had no route any more. As many as the stack has lost itself stay.
     */
    private static JsonNode withoutTeardown(JsonNode expected, JsonNode got) {
        if (!expected.path("other_drops").isArray()) {
            return expected;
        }
        List<String> ours = texts(got.path("other_drops"));
        ArrayNode others = JsonNodeFactory.instance.arrayNode();
        for (JsonNode drop : expected.path("other_drops")) {
            if (!TEARDOWN.contains(drop.asString()) || ours.remove(drop.asString())) {
                others.add(drop);
            }
        }
        ((ObjectNode) expected).set("other_drops", others);
        return expected;
    }

    private static long count(List<String> texts, String wanted) {
        return texts.stream().filter(wanted::equals).count();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asString()));
        return texts;
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
