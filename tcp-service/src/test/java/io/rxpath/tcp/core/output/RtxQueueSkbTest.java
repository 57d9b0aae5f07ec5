package io.rxpath.tcp.core.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Skbs are written as the sequence numbers where their segments begin and end; two skbs are apart by a bar. */
class RtxQueueSkbTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
        nothing of it,              0-100-200-250,      0,   0, 0-100-200-250,      0
        a little,                   0-100-200-250,      10,  0, 10-110-210-250,     0
        so much that one is less,   0-100-200-250,      60,  0, 60-160-250,         1
        one was taken out before,   100-200-250,        160, 100, 160-250,          1
        the last of it,             100-150,            110, 100, 110-150,          0
        a lonely one stays as it is,0-100/100-200,      50,  0, 0-100/100-200,      0
        only the first skb,         0-100-200/200-300,  110, 0, 110-200/200-300,    1
        """)
    void acknowledgedInPart(String name, String before, int una, int gone, String after, int less) {
        RtxQueue queue = queue(before);
        assertThat(queue.trimHead(una, gone)).isEqualTo(less);
        assertThat(text(queue)).isEqualTo(after);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
        the last segment,        0-100-200-250,     100, 0-100-200/200-250,    2
        segments have grown,     0-100-200-250,     120, 0-120-240/240-250,    2
        so much that one is less,0-100-200-250,     150, 0-150-250,            0
        segments have shrunk,    0-100-200,         90,  0-90/90-180-200,      1
        one segment,             0-100/100-200,     90,  0-100/100-200,        1
        """)
    void probeOfTail(String name, String before, int mss, String after, int probe) {
        RtxQueue queue = queue(before);
        assertThat(queue.probe(mss)).isEqualTo(probe);
        assertThat(text(queue)).isEqualTo(after);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
        the first goes out alone, 0-100-200-250, 100, 0-100/100-200-250
        in another size,          0-100-200-250, 90,  0-90/90-180-250
        it is alone,              0-100/100-150, 90,  0-100/100-150
        """)
    void firstGoesOutAgain(String name, String before, int mss, String after) {
        RtxQueue queue = queue(before);
        queue.cutFirst(mss);
        assertThat(text(queue)).isEqualTo(after);
    }

    private static RtxQueue queue(String text) {
        RtxQueue queue = new RtxQueue();
        for (String skb : text.split("/", -1)) {
            String[] edges = skb.split("-", -1);
            for (int i = 0; i + 1 < edges.length; i++) {
                SentSeg seg = new SentSeg(Integer.parseInt(edges[i]), Integer.parseInt(edges[i + 1]), false, 1);
                seg.tail = i + 2 == edges.length;
                queue.add(seg);
            }
        }
        return queue;
    }

    private static String text(RtxQueue queue) {
        StringBuilder text = new StringBuilder();
        boolean begins = true;
        for (int i = 0; i < queue.size(); i++) {
            SentSeg seg = queue.get(i);
            text.append(begins ? (i > 0 ? "/" : "") + seg.seq : "").append('-').append(seg.endSeq);
            begins = seg.tail;
        }
        return text.toString();
    }
}
