package io.rxpath.lab.oracle;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** A result as text, one line per list element and counter, so that differences stay readable. */
final class ResultWriter {
    private ResultWriter() {}

    static String text(ObjectNode result) {
        StringBuilder text = new StringBuilder("{\n");
        String separator = "";
        for (String key : result.propertyNames()) {
            text.append(separator).append(' ').append(quoted(key)).append(": ");
            value(text, key, result.get(key));
            separator = ",\n";
        }
        return text.append("\n}\n").toString();
    }

    private static void value(StringBuilder text, String key, JsonNode value) {
        boolean lines = !value.isEmpty() && (value.isArray() || key.equals("counters"));
        if (!lines) {
            text.append(value);
            return;
        }
        text.append(value.isArray() ? '[' : '{');
        String separator = "\n  ";
        if (value.isArray()) {
            for (JsonNode item : value) {
                text.append(separator).append(item);
                separator = ",\n  ";
            }
        } else {
            for (String name : value.propertyNames()) {
                text.append(separator).append(quoted(name)).append(": ").append(value.get(name));
                separator = ",\n  ";
            }
        }
        text.append(value.isArray() ? ']' : '}');
    }

    private static String quoted(String text) {
        return StringNode.valueOf(text).toString();
    }
}
