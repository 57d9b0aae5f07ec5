package io.rxpath.lab.packetdrill.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** nstat(8) of iproute2: counters since it was called last, or with -a since the host has started. */
final class Nstat {
    private final Supplier<Map<String, Long>> counters;
    private Map<String, Long> last = Map.of();

    Nstat(Supplier<Map<String, Long>> counters) {
        this.counters = counters;
    }

    /** What it prints. */
    List<String> run(List<String> arguments) {
        boolean absolute = false;
        boolean silent = false;
        boolean keep = false;
        boolean reset = false;
        boolean zeros = false;
        List<String> names = new ArrayList<>();
        for (String argument : arguments) {
            switch (argument) {
                case "-a", "--ignore" -> absolute = true;
                case "-n", "--nooutput" -> silent = true;
                case "-s", "--noupdate" -> keep = true;
                case "-r", "--reset" -> reset = true;
                case "-z", "--zeros" -> zeros = true;
                case "-az", "-za" -> {
                    absolute = true;
                    zeros = true;
                }
                case "-as", "-sa" -> {
                    absolute = true;
                    keep = true;
                }
                default -> {
                    if (argument.startsWith("-")) {
                        throw new IllegalArgumentException("nstat " + argument + " is not supported");
                    }
                    names.add(argument);
                }
            }
        }
        Map<String, Long> now = new TreeMap<>(counters.get());
        if (zeros) {
            names.forEach(name -> now.putIfAbsent(name, 0L));
        }
        List<String> lines = silent ? List.of() : lines(now, absolute || reset ? Map.of() : last, zeros, names);
        if (!keep) {
            last = now;
        }
        return lines;
    }

    private static List<String> lines(
            Map<String, Long> now, Map<String, Long> base, boolean zeros, List<String> names) {
        List<String> lines = new ArrayList<>(List.of("#kernel"));
        now.forEach((name, value) -> {
            long since = value - base.getOrDefault(name, 0L);
            boolean wanted = names.isEmpty() || names.contains(name);
            if (wanted && (since != 0 || zeros)) {
                lines.add(String.format(Locale.ROOT, "%-32s%-16d%3.1f", name, since, 0.0));
            }
        });
        return lines;
    }
}
