package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeqTest {
    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource({
        "equal, 5, 5, false, false",
        "equal at the top, 0xffffffff, 0xffffffff, false, false",
        "one below, 4, 5, true, false",
        "one above, 5, 4, false, true",
        "across the wrap, 0xffffffff, 0, true, false",
        "back across the wrap, 0, 0xffffffff, false, true",
        "far across the wrap, 0xfffff000, 0x00001000, true, false",
        "across the sign bit, 0x7fffffff, 0x80000000, true, false",
        "just less than half the space ahead, 0, 0x7fffffff, true, false",
        "just more than half the space ahead, 0, 0x80000001, false, true",
        "exactly half is before both ways, 0, 0x80000000, true, true",
    })
    void shouldCompareAroundTheCircle(String name, String a, String b, boolean before, boolean after) {
        int x = Long.decode(a).intValue();
        int y = Long.decode(b).intValue();

        assertThat(Seq.before(x, y)).as("before").isEqualTo(before);
        // Half the space away both differences are the most negative int: the kernel's before() and after() agree.
        assertThat(Seq.after(x, y)).as("after").isEqualTo(after);
    }

    @ParameterizedTest(name = "{0}: {1} in [{2}, {3}]")
    @CsvSource({
        "inside, 5, 1, 9, true",
        "lower end, 1, 1, 9, true",
        "upper end, 9, 1, 9, true",
        "below, 0, 1, 9, false",
        "above, 10, 1, 9, false",
        "a single number, 7, 7, 7, true",
        "beside a single number, 8, 7, 7, false",
        "wrapping range before zero, 0xfffffffe, 0xfffffff0, 0x10, true",
        "wrapping range at zero, 0, 0xfffffff0, 0x10, true",
        "wrapping range above, 0x11, 0xfffffff0, 0x10, false",
        "wrapping range below, 0xffffffef, 0xfffffff0, 0x10, false",
        "range over more than half the space, 0x90000000, 0, 0xa0000000, true",
    })
    void shouldIncludeBothEndsOfARange(String name, String x, String low, String high, boolean expected) {
        assertThat(Seq.between(
                        Long.decode(x).intValue(),
                        Long.decode(low).intValue(),
                        Long.decode(high).intValue()))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no wrap, 3, 8, 3, 8",
        "wrap, 0xfffffff0, 0x10, 0xfffffff0, 0x10",
        "equal, 4, 4, 4, 4",
    })
    void shouldFindEarlierAndLater(String name, String a, String b, String min, String max) {
        int x = Long.decode(a).intValue();
        int y = Long.decode(b).intValue();

        assertThat(Seq.min(x, y))
                .isEqualTo(Seq.min(y, x))
                .isEqualTo(Long.decode(min).intValue());
        assertThat(Seq.max(x, y))
                .isEqualTo(Seq.max(y, x))
                .isEqualTo(Long.decode(max).intValue());
    }

    @Test
    void shouldNotDependOnWhereTheCircleStarts() {
        Random random = new Random(9);
        for (int i = 0; i < 10_000; i++) {
            int a = random.nextInt();
            int distance = 1 + random.nextInt(Integer.MAX_VALUE);

            assertThat(Seq.before(a, a + distance)).as("%d + %d", a, distance).isTrue();
            assertThat(Seq.after(a, a + distance)).as("%d + %d", a, distance).isFalse();
        }
    }
}
