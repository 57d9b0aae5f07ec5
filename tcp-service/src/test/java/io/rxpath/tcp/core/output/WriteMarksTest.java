package io.rxpath.tcp.core.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteMarksTest {
    /** Marks are written offset and kind: c an skb ends, p with PSH, e with MSG_EOR, s its sending is told of, z MSG_ZEROCOPY. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        all of the next one           | 100c 200c         | 0   | 100 | 300 | 200c              | false
        more than the next one        | 100c 200c         | 0   | 500 | 300 | 200c              | false
        PSH goes along                | 100p 200c         | 0   | 100 | 300 | 200cp             | false
        the next one has PSH          | 100c 200p         | 0   | 100 | 300 | 200cp             | false
        a part                        | 100c 200c         | 0   | 40  | 300 | 140c 200c         | false
        a part, PSH stays             | 100p 200p         | 0   | 40  | 300 | 140p 200p         | false
        the last one                  | 100c              | 0   | 100 | 200 |                   | false
        the last one gets PSH         | 100p              | 0   | 100 | 200 |                   | true
        a part of the last one        | 100p              | 0   | 99  | 200 | 199p              | false
        nothing behind it             | 100c              | 100 | 50  | 200 | 100c              | false
        the second                    | 100c 200c 300c    | 150 | 10  | 400 | 100c 210c 300c    | false
        not across MSG_EOR            | 100ce 200c        | 0   | 100 | 300 | 100ce 200c        | false
        the next one ends with it     | 100c 200ce        | 0   | 100 | 300 | 200ce             | false
        not memory of a program       | 50z 100c 200c     | 0   | 100 | 300 | 50z 100c 200c     | false
        nor to it                     | 100c 200cz 300c   | 0   | 100 | 400 | 100c 200cz 300c   | false
        who waits is told as before   | 100cs 200c        | 0   | 40  | 300 | 100s 140c 200c    | false
        to where something is told of | 100c 140s 200c    | 0   | 40  | 300 | 140cs 200c        | false
        """)
    void skbTakesOfTheNextOne(String name, String before, long at, int most, long end, String after, boolean tailPush) {
        WriteMarks marks = new WriteMarks();
        for (String mark : before.split(" ", -1)) {
            for (char kind : mark.replaceAll("\\d", "").toCharArray()) {
                marks.add(Long.parseLong(mark.replaceAll("\\D", "")), kind(kind));
            }
        }
        marks.grow(at, most, end);
        assertThat(text(marks)).isEqualTo(after == null ? "" : after);
        assertThat(marks.tailPush).isEqualTo(tailPush);
    }

    private static int kind(char kind) {
        return switch (kind) {
            case 'c' -> WriteMarks.CUT;
            case 'p' -> WriteMarks.CUT_PUSH;
            case 'e' -> WriteMarks.EOR;
            case 's' -> WriteMarks.SCHED;
            case 'z' -> WriteMarks.ZEROCOPY;
            default -> throw new IllegalArgumentException("a mark of kind " + kind);
        };
    }

    private static String text(WriteMarks marks) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < marks.size(); i++) {
            text.append(i == 0 ? "" : " ").append(marks.offset(i));
            for (char kind : "cpesz".toCharArray()) {
                text.append((marks.kind(i) & kind(kind)) != 0 ? String.valueOf(kind) : "");
            }
        }
        return text.toString();
    }
}
