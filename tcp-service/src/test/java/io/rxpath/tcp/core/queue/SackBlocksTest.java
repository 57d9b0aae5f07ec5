package io.rxpath.tcp.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SackBlocksTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            one block,                              '10-20',                               '10-20'
            the newest goes first,                  '10-20 30-40',                         '30-40 10-20'
            an extension to the right,              '10-20 20-30',                         '10-30'
            an extension to the left,               '20-30 10-20',                         '10-30'
            an extension moves to the front,        '10-20 30-40 20-25',                   '10-25 30-40'
            a gap is closed,                        '10-20 30-40 20-30',                   '10-40'
            an overlap,                             '10-20 15-30',                         '10-30'
            something inside,                       '10-40 20-30',                         '10-40'
            something around two,                   '20-30 40-50 10-60',                   '10-60'
            the fifth pushes the oldest out,        '10-20 30-40 50-60 70-80 90-95',       '90-95 70-80 50-60 30-40'
            a wrap of the sequence space,           '4294967290-5 10-20',                  '10-20 4294967290-5'
            joined across the wrap,                 '4294967280-4294967290 4294967290-7',  '4294967280-7'
            """)
    void add(String name, String intervals, String blocks) {
        SackBlocks sacks = new SackBlocks();
        for (String interval : intervals.split(" ", -1)) {
            String[] edge = interval.split("-", -1);
            sacks.add((int) Long.parseLong(edge[0]), (int) Long.parseLong(edge[1]));
        }
        assertThat(text(sacks)).isEqualTo(blocks);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            nothing passed,                   5, false, '70-80 50-60 10-20'
            the lowest passed,               20, false, '70-80 50-60'
            the queue is empty,              20, true,  ''
            all but the highest passed,      60, false, '70-80'
            """)
    void advance(String name, int rcvNxt, boolean empty, String blocks) {
        SackBlocks sacks = new SackBlocks();
        sacks.add(10, 20);
        sacks.add(50, 60);
        sacks.add(70, 80);
        sacks.advance(rcvNxt, empty);
        assertThat(text(sacks)).isEqualTo(blocks);
    }

    private static String text(SackBlocks sacks) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sacks.count; i++) {
            text.append(i == 0 ? "" : " ")
                    .append(Integer.toUnsignedString(sacks.start[i]))
                    .append('-')
                    .append(Integer.toUnsignedString(sacks.end[i]));
        }
        return text.toString();
    }
}
