package io.rxpath.socket.core.app;

/** The time format of HTTP header fields (RFC 9110 5.6.7 IMF-fixdate), in UTC. */
final class HttpDate {
    private static final String DAYS = "SunMonTueWedThuFriSat";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int SECONDS_OF_DAY = 86_400;

    private HttpDate() {}

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT} for epoch nanoseconds of the years 1970 to 9999. */
    static String format(long epochNanos) {
        long seconds = Math.floorDiv(epochNanos, 1_000_000_000L);
        long days = Math.floorDiv(seconds, SECONDS_OF_DAY);
        int second = Math.floorMod(seconds, SECONDS_OF_DAY);
        // 1 January 1970 was a Thursday.
        int weekday = Math.floorMod(days + 4, 7);

        int year = 1970;
        while (days >= daysOf(year)) {
            days -= daysOf(year);
            year++;
        }
        int month = 0;
        while (days >= daysOf(year, month)) {
            days -= daysOf(year, month);
            month++;
        }
        StringBuilder s = new StringBuilder(29);
        s.append(DAYS, 3 * weekday, 3 * weekday + 3).append(", ");
        two(s, (int) days + 1).append(' ').append(MONTHS, 3 * month, 3 * month + 3);
        s.append(' ').append(year).append(' ');
        two(s, second / 3600).append(':');
        two(s, second / 60 % 60).append(':');
        return two(s, second % 60).append(" GMT").toString();
    }

    private static boolean leap(int year) {
        return year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
    }

    private static int daysOf(int year) {
        return leap(year) ? 366 : 365;
    }

    private static int daysOf(int year, int month) {
        if (month == 1) {
            return leap(year) ? 29 : 28;
        }
        return month == 3 || month == 5 || month == 8 || month == 10 ? 30 : 31;
    }

    private static StringBuilder two(StringBuilder s, int n) {
        return n < 10 ? s.append('0').append(n) : s.append(n);
    }
}
