package io.rxpath.lab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A page in Prometheus' text format. */
public final class PrometheusText {
    private record Sample(String name, Map<String, String> labels, double value) {}

    private final List<Sample> samples = new ArrayList<>();

    /** Adds a page; lines that are not samples are left out. */
    public PrometheusText add(String page) {
        page.lines().forEach(line -> {
            if (!line.isEmpty() && line.charAt(0) != '#') {
                parse(line);
            }
        });
        return this;
    }

    private void parse(String line) {
        Map<String, String> labels = new LinkedHashMap<>();
        int at = 0;
        while (at < line.length() && line.charAt(at) != '{' && line.charAt(at) != ' ') {
            at++;
        }
        String name = line.substring(0, at);
        if (at < line.length() && line.charAt(at) == '{') {
            at = labels(line, at + 1, labels);
        }
        if (at < 0) {
            return;
        }
        String[] rest = line.substring(at).strip().split(" ", -1);
        try {
            samples.add(new Sample(name, labels, number(rest[0])));
        } catch (NumberFormatException e) {
            return;
        }
    }

    /** Reads labels up to the closing brace; returns the index behind it, or -1. */
    private static int labels(String line, int from, Map<String, String> labels) {
        int at = from;
        while (at < line.length() && line.charAt(at) != '}') {
            int equals = line.indexOf("=\"", at);
            if (equals < 0) {
                return -1;
            }
            String key = line.substring(at, equals).replace(",", "").strip();
            StringBuilder value = new StringBuilder();
            int i = equals + 2;
            while (i < line.length() && line.charAt(i) != '"') {
                if (line.charAt(i) == '\\' && i + 1 < line.length()) {
                    i++;
                }
                value.append(line.charAt(i));
                i++;
            }
            labels.put(key, value.toString());
            at = i + 1;
        }
        return at < line.length() ? at + 1 : -1;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** Sum of the samples of {@code name}; 0 if there is none. */
    public double sum(String name) {
        double sum = 0;
        for (Sample sample : samples) {
            if (sample.name.equals(name)) {
                sum += sample.value;
            }
        }
        return sum;
    }

    /** Histograms of {@code name} by the value of {@code label}, in the order of the page. */
    public Map<String, Histogram> histograms(String name, String label) {
        Map<String, Histogram> all = new LinkedHashMap<>();
        for (Sample sample : samples) {
            String bound = sample.labels.get("le");
            if (sample.name.equals(name + "_bucket") && bound != null) {
                all.computeIfAbsent(sample.labels.getOrDefault(label, ""), key -> new Histogram())
                        .add(number(bound), sample.value);
            }
        }
        return all;
    }
}
