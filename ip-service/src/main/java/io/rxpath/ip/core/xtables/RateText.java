package io.rxpath.ip.core.xtables;

import java.util.Locale;

/**
 * A rate as iptables reads and writes it: packets per second, minute, hour or day (iptables extensions/libxt_limit.c
 * parse_rate(), print_rate()). Both go through a period in ten-thousandths of a second, so a rate may come out rounded.
 *
 * @param count packets in the unit
 * @param unit seconds
 */
record RateText(long count, long unit) {
    /** What match limit has without --limit. */
    static final RateText DEFAULT = new RateText(3, 3600);

    private static final int SCALE = 10000;
    private static final long[] UNITS = {86400, 3600, 60, 1};
    private static final String[] NAMES = {"day", "hour", "min", "sec"};
    private static final String[] LONG_NAMES = {"day", "hour", "minute", "second"};

    static RateText parse(String text) {
        return parse(text, SCALE);
    }

    /** With another scale, which bounds the fastest rate. */
    static RateText parse(String text, long scale) {
        int slash = text.indexOf('/');
        long unit = 1;
        if (slash >= 0) {
            String name = text.substring(slash + 1).toLowerCase(Locale.ROOT);
            unit = 0;
            for (int i = 0; i < UNITS.length; i++) {
                if (!name.isEmpty() && LONG_NAMES[i].startsWith(name)) {
                    unit = UNITS[i];
                }
            }
        }
        long count = XtValues.number(slash < 0 ? text : text.substring(0, slash), Integer.MAX_VALUE);
        if (unit == 0 || count <= 0) {
            throw new XtProblem("bad rate \"" + text + "\"'");
        }
        long period = scale * unit / count;
        if (period == 0) {
            throw new XtProblem("Rate too fast \"" + text + "\"");
        }
        int i = 1;
        while (i < UNITS.length
                && period <= scale * UNITS[i]
                && scale * UNITS[i] / period >= scale * UNITS[i] % period) {
            i++;
        }
        return new RateText(scale * UNITS[i - 1] / period, UNITS[i - 1]);
    }

    String text() {
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i] == unit) {
                return count + "/" + NAMES[i];
            }
        }
        throw new IllegalStateException("a rate per " + unit + " seconds has no name");
    }
}
