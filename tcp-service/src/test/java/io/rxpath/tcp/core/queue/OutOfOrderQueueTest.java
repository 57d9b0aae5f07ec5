package io.rxpath.tcp.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.SkBuff;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfOrderQueueTest {
    private static OfoSkb entry(int seq) {
        return new OfoSkb(seq, seq, seq + 1, false, SkBuff.alloc(1));
    }

    /** What is in it, with the depth of each entry; red ones in capital R. */
    private static String shape(OutOfOrderQueue queue) {
        StringBuilder text = new StringBuilder();
        for (OfoSkb skb = queue.first(); skb != null; skb = OutOfOrderQueue.after(skb)) {
            int shape = OutOfOrderQueue.shape(skb);
            text.append(text.isEmpty() ? "" : " ").append(skb.seq).append('@').append(shape >> 1);
            text.append((shape & 1) != 0 ? "R" : "");
        }
        return text.toString();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            in order,                     1 2 3 4 5 6 7 8,      1@2 2@1R 3@2 4@0 5@2 6@1R 7@2 8@3R
            backwards,                    8 7 6 5 4 3 2 1,      1@3R 2@2 3@1R 4@2 5@0 6@2 7@1R 8@2
            an uncle changes its colour,  5 2 8 1,              1@2R 2@1 5@0 8@1
            between two on the left,      5 2 3,                2@1R 3@0 5@1R
            between two on the right,     2 5 3,                2@1R 3@0 5@1R
            """)
    void hasTheShapeOfTheAlgorithm(String name, String calls, String shape) {
        OutOfOrderQueue queue = new OutOfOrderQueue();
        for (String call : calls.split(" ", -1)) {
            queue.insert(entry(Integer.parseInt(call)));
        }
        assertThat(shape(queue)).isEqualTo(shape);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithSortedMap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        OutOfOrderQueue queue = new OutOfOrderQueue();
        TreeMap<Integer, OfoSkb> model = new TreeMap<>();
        for (int i = 0; i < 1200; i++) {
            int seq = random.nextInt(i < 600 ? 400 : 60);
            OfoSkb old = model.get(seq);
            if (old == null) {
                OfoSkb fresh = entry(seq);
                model.put(seq, fresh);
                queue.insert(fresh);
            } else if (random.nextInt(4) == 0) {
                OfoSkb other = entry(seq);
                queue.replace(old, other);
                model.put(seq, other);
            } else {
                queue.remove(old);
                model.remove(seq);
            }
            List<OfoSkb> entries = entries(queue);
            assertThat(entries).containsExactlyElementsOf(model.values());
            assertThat(queue.size()).isEqualTo(model.size());
            if (!model.isEmpty()) {
                assertThat(queue.last()).isSameAs(model.lastEntry().getValue());
            }
            blackHeight(queue.root());
            if (i % 50 == 0) {
                assertThat(shape(restored(entries))).isEqualTo(shape(queue));
            }
        }
    }

    private static List<OfoSkb> entries(OutOfOrderQueue queue) {
        List<OfoSkb> entries = new ArrayList<>();
        for (OfoSkb skb = queue.first(); skb != null; skb = OutOfOrderQueue.after(skb)) {
            entries.add(skb);
        }
        return entries;
    }

    private static OutOfOrderQueue restored(List<OfoSkb> entries) {
        OutOfOrderQueue copy = new OutOfOrderQueue();
        assertThat(copy.restore(
                        entries.stream().map(e -> entry(e.seq)).toList(),
                        entries.stream().mapToInt(OutOfOrderQueue::shape).toArray()))
                .isTrue();
        return copy;
    }

    /** Black entries on every way down; no red one below a red one. */
    private static int blackHeight(@Nullable OfoSkb skb) {
        if (skb == null) {
            return 1;
        }
        int left = blackHeight(skb.left);
        if (blackHeight(skb.right) != left || skb.red && skb.parent != null && skb.parent.red) {
            throw new AssertionError("a tree without balance at " + skb.seq);
        }
        return left + (skb.red ? 0 : 1);
    }

    @Test
    void refusesShapesOfNoTree() {
        OutOfOrderQueue queue = new OutOfOrderQueue();
        assertThat(queue.restore(List.of(entry(1), entry(2)), new int[] {0, 0})).isFalse();
        assertThat(queue.restore(List.of(entry(1)), new int[] {4})).isFalse();
        assertThat(queue.restore(List.of(entry(1), entry(2)), new int[] {0, 3})).isTrue();
    }
}
