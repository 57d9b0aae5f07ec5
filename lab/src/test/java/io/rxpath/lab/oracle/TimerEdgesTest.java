package io.rxpath.lab.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimerEdgesTest {
    private static final long MILLI = 1_000_000;

    /** What is looked at is written time:due in ms, - for no timer. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        no timer                       | 0:-              | 0   | 0
        far ahead                      | 0:200            | 0   | 0
        just far enough                | 0:200            | 163 | 163
        a little late on any clock     | 0:200            | 164 | 237
        short timers are more exact    | 0:40             | 24  | 57
        just fired                     | 0:40 40:-        | 40  | 57
        fired long ago                 | 0:40 40:-        | 57  | 57
        cleared before it fired        | 0:40 20:-        | 30  | 30
        put off                        | 0:40 20:90       | 30  | 30
        fired, the next not yet near   | 0:40 41:60       | 41  | 57
        """)
    void waitsUntilNoTimerIsNear(String name, String looks, long now, long calm) {
        TimerEdges edges = new TimerEdges();
        for (String look : looks.split(" ", -1)) {
            String[] parts = look.split(":", -1);
            edges.look(parts[1].equals("-") ? Long.MAX_VALUE : millis(parts[1]), millis(parts[0]));
        }
        assertThat(edges.calmAt(now * MILLI) / MILLI).isEqualTo(calm);
    }

    private static long millis(String text) {
        return Long.parseLong(text) * MILLI;
    }
}
