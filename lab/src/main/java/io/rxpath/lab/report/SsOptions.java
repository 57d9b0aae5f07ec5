package io.rxpath.lab.report;

import java.util.List;

/**
 * What ss(8) is asked for.
 *
 * @param info {@code -i}: TCP_INFO
 * @param memory {@code -m}: SO_MEMINFO
 * @param timers {@code -o}: timers and negotiated options
 * @param all {@code -a}: listeners, requests and TIME_WAIT too
 * @param listening {@code -l}: listeners only
 * @param v4 {@code -4}: sockets of IPv4 only
 * @param v6 {@code -6}: sockets of IPv6 only
 * @param header false for {@code -H}
 */
public record SsOptions(
        boolean info,
        boolean memory,
        boolean timers,
        boolean all,
        boolean listening,
        boolean v4,
        boolean v6,
        boolean header) {
    /**
     * Options as ss takes them, such as {@code -tin}.
     *
     * @throws IllegalArgumentException naming what is not supported
     */
    public static SsOptions of(List<String> words) {
        StringBuilder letters = new StringBuilder();
        for (String word : words) {
            letters.append(letters(word));
        }
        for (char c : letters.toString().toCharArray()) {
            if ("tinmoal46H".indexOf(c) < 0) {
                throw new IllegalArgumentException("ss: -" + c + " is not supported, expected -t and -inmoal46H");
            }
        }
        String set = letters.toString();
        if (set.indexOf('t') < 0) {
            throw new IllegalArgumentException("ss: which sockets? expected -t; those of UDP are in 'apps -u'");
        }
        return new SsOptions(
                set.indexOf('i') >= 0,
                set.indexOf('m') >= 0,
                set.indexOf('o') >= 0,
                set.indexOf('a') >= 0,
                set.indexOf('l') >= 0,
                set.indexOf('4') >= 0,
                set.indexOf('6') >= 0,
                set.indexOf('H') < 0);
    }

    private static String letters(String word) {
        if (word.startsWith("--")) {
            return switch (word) {
                case "--tcp" -> "t";
                case "--info" -> "i";
                case "--numeric" -> "n";
                case "--memory" -> "m";
                case "--options" -> "o";
                case "--all" -> "a";
                case "--listening" -> "l";
                case "--ipv4" -> "4";
                case "--ipv6" -> "6";
                case "--no-header" -> "H";
                default -> throw new IllegalArgumentException("ss: " + word + " is not supported");
            };
        }
        if (!word.startsWith("-") || word.length() < 2) {
            throw new IllegalArgumentException("ss: filter '" + word + "' is not supported");
        }
        return word.substring(1);
    }
}
