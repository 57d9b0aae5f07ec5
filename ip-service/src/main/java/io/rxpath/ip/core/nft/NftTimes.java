package io.rxpath.ip.core.nft;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as nft writes them: 1d2h3m4s5ms. All in milliseconds. */
final class NftTimes {
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|d|h|m|s)");
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long MAX_SECONDS = 0xffff_ffffL;

    private NftTimes() {}

    /** Reads a span; a number without unit is in seconds. */
    static long parse(NftToken token) {
        String text = token.text();
        if (!text.isEmpty() && text.chars().allMatch(Character::isDigit)) {
            return NftType.number(token, "a time in seconds", MAX_SECONDS) * SECOND;
        }
        Matcher part = PART.matcher(text);
        long millis = 0;
        int at = 0;
        while (at < text.length()) {
            if (!part.region(at, text.length()).lookingAt() || part.group(1).length() > 10) {
                throw token.error("expected a time such as 1h30m or 10s");
            }
            millis += Long.parseLong(part.group(1)) * unit(part.group(2));
            at = part.end();
        }
        return millis;
    }

    private static long unit(String name) {
        return switch (name) {
            case "d" -> DAY;
            case "h" -> HOUR;
            case "m" -> MINUTE;
            case "s" -> SECOND;
            default -> 1;
        };
    }

    static String format(NftPrinter out, long millis) {
        return out.numericTime && millis % SECOND == 0 ? millis / SECOND + "s" : format(millis);
    }

    private static String format(long millis) {
        if (millis == 0) {
            return "0s";
        }
        StringBuilder out = new StringBuilder();
        long left = part(out, millis, DAY, "d");
        left = part(out, left, HOUR, "h");
        left = part(out, left, MINUTE, "m");
        left = part(out, left, SECOND, "s");
        part(out, left, 1, "ms");
        return out.toString();
    }

    private static long part(StringBuilder out, long millis, long unit, String name) {
        if (millis / unit > 0) {
            out.append(millis / unit).append(name);
        }
        return millis % unit;
    }
}
