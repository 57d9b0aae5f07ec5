package io.rxpath.socket.core.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpDateTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            example of RFC 9110 | 784111777  | Sun, 06 Nov 1994 08:49:37 GMT
            epoch               | 0          | Thu, 01 Jan 1970 00:00:00 GMT
            last second of day  | 86399      | Thu, 01 Jan 1970 23:59:59 GMT
            leap day            | 951782400  | Tue, 29 Feb 2000 00:00:00 GMT
            day after           | 951868800  | Wed, 01 Mar 2000 00:00:00 GMT
            end of a year       | 1798761599 | Thu, 31 Dec 2026 23:59:59 GMT
            no leap in 2100     | 4107542400 | Mon, 01 Mar 2100 00:00:00 GMT
            """)
    void date(String name, long seconds, String text) {
        assertThat(HttpDate.format(seconds * 1_000_000_000L + 999_999_999)).isEqualTo(text);
    }

    @Test
    void everyElevenHoursOfACenturyAgreesWithTheJdk() {
        DateTimeFormatter format = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
        for (long s = 0; s < 100L * 366 * 86_400; s += 39_601) {
            assertThat(HttpDate.format(s * 1_000_000_000L)).isEqualTo(format.format(Instant.ofEpochSecond(s)));
        }
    }
}
