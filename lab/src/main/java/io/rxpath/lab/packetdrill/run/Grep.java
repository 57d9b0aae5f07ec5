package io.rxpath.lab.packetdrill.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** grep(1) with -q, -v, -i, -w and -E, over lines or one file. */
final class Grep {
    private Grep() {}

    /** The lines that match; with -q too, so that there is one if it has succeeded. */
    static List<String> of(List<String> arguments, List<String> input, Function<String, List<String>> files) {
        boolean invert = false;
        int flags = 0;
        boolean word = false;
        List<String> rest = new ArrayList<>();
        for (String argument : arguments) {
            if (!argument.startsWith("-") || argument.length() == 1) {
                rest.add(argument);
                continue;
            }
            for (char option : argument.substring(1).toCharArray()) {
                switch (option) {
                    case 'q', 'E' -> {
                        // Nothing is printed, and the patterns of scripts mean the same in both languages.
                    }
                    case 'v' -> invert = true;
                    case 'i' -> flags |= Pattern.CASE_INSENSITIVE;
                    case 'w' -> word = true;
                    default -> throw new IllegalArgumentException("grep -" + option + " is not supported");
                }
            }
        }
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("grep needs a pattern");
        }
        Pattern pattern = Pattern.compile(word ? "\\b(" + rest.get(0) + ")\\b" : rest.get(0), flags);
        List<String> lines = new ArrayList<>();
        if (rest.size() == 1) {
            lines.addAll(input);
        }
        rest.subList(1, rest.size()).forEach(name -> lines.addAll(files.apply(name)));
        boolean inverted = invert;
        return lines.stream()
                .filter(line -> pattern.matcher(line).find() != inverted)
                .toList();
    }
}
