package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SkBuffTest {
    /** 32 bytes of buffer holding their own index; [10, 20) is the packet. */
    private static SkBuff linear() {
        byte[] buf = new byte[32];
        for (int i = 0; i < buf.length; i++) {
            buf[i] = (byte) i;
        }
        return SkBuff.wrap(buf, 10, 20);
    }

    /** The linear skb with fragments of 5 bytes (100..) and 3 bytes (110..). */
    private static SkBuff paged() {
        SkBuff skb = linear();
        skb.addFrag(new SkbFrag(new byte[] {99, 100, 101, 102, 103, 104, 99}, 1, 5));
        skb.addFrag(new SkbFrag(new byte[] {110, 111, 112}, 0, 3));
        return skb;
    }

    private static SkBuff empty() {
        return SkBuff.alloc(16);
    }

    private static Arguments row(String name, SkBuff skb, Consumer<SkBuff> call, String after) {
        return Arguments.of(name, skb, call, after);
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                row("nothing done", linear(), skb -> {}, "10..20 of 32, len 10 = 10..19"),
                row("nothing done, paged", paged(), skb -> {}, "10..20 of 32, len 18 = 10..19 100..104 110..112"),
                row("pull none", linear(), skb -> skb.pull(0), "10..20 of 32, len 10 = 10..19"),
                row("pull some", linear(), skb -> skb.pull(4), "14..20 of 32, len 6 = 14..19"),
                row("pull all", linear(), skb -> skb.pull(10), "20..20 of 32, len 0 ="),
                row("pull all that is linear", paged(), skb -> skb.pull(10), "20..20 of 32, len 8 = 100..104 110..112"),
                row("push none", linear(), skb -> skb.push(0), "10..20 of 32, len 10 = 10..19"),
                row("push some", linear(), skb -> skb.push(4), "6..20 of 32, len 14 = 6..19"),
                row("push into all headroom", linear(), skb -> skb.push(10), "0..20 of 32, len 20 = 0..19"),
                row(
                        "push what was pulled",
                        paged(),
                        SkBuffTest::pullThenPush,
                        "10..20 of 32, len 18 = 10..19 100..104 110..112"),
                row("put none", paged(), skb -> skb.put(0), "10..20 of 32, len 18 = 10..19 100..104 110..112"),
                row("put some", linear(), skb -> skb.put(2), "10..22 of 32, len 12 = 10..21"),
                row("put into all tailroom", linear(), skb -> skb.put(12), "10..32 of 32, len 22 = 10..31"),
                row("trim to more is nothing", linear(), skb -> skb.trim(11), "10..20 of 32, len 10 = 10..19"),
                row("trim to the same", linear(), skb -> skb.trim(10), "10..20 of 32, len 10 = 10..19"),
                row("trim to less", linear(), skb -> skb.trim(3), "10..13 of 32, len 3 = 10..12"),
                row("trim to nothing", linear(), skb -> skb.trim(0), "10..10 of 32, len 0 ="),
                row(
                        "trim inside the last fragment",
                        paged(),
                        skb -> skb.trim(16),
                        "10..20 of 32, len 16 = 10..19 100..104 110"),
                row(
                        "trim the last fragment off",
                        paged(),
                        skb -> skb.trim(15),
                        "10..20 of 32, len 15 = 10..19 100..104"),
                row(
                        "trim inside the first fragment",
                        paged(),
                        skb -> skb.trim(12),
                        "10..20 of 32, len 12 = 10..19 100..101"),
                row("trim all fragments off", paged(), skb -> skb.trim(10), "10..20 of 32, len 10 = 10..19"),
                row("trim into the linear part", paged(), skb -> skb.trim(4), "10..14 of 32, len 4 = 10..13"),
                row("trim a paged skb to nothing", paged(), skb -> skb.trim(0), "10..10 of 32, len 0 ="),
                row(
                        "put after the fragments are gone",
                        paged(),
                        SkBuffTest::trimThenPut,
                        "10..21 of 32, len 11 = 10..20"),
                row("linearize a linear skb", linear(), SkBuff::linearize, "10..20 of 32, len 10 = 10..19"),
                row("linearize", paged(), SkBuff::linearize, "10..28 of 28, len 18 = 10..19 100..104 110..112"),
                row(
                        "linearize with nothing linear",
                        paged(),
                        SkBuffTest::pullThenLinearize,
                        "20..28 of 28, len 8 = 100..104 110..112"),
                row("eat none", paged(), skb -> skb.eat(0), "10..20 of 32, len 18 = 10..19 100..104 110..112"),
                row("eat linear bytes only", paged(), skb -> skb.eat(10), "20..20 of 32, len 8 = 100..104 110..112"),
                row("eat into the fragments", paged(), skb -> skb.eat(12), "22..28 of 28, len 6 = 102..104 110..112"),
                row("eat all", paged(), skb -> skb.eat(18), "28..28 of 28, len 0 ="),
                row("reserve in an empty skb", empty(), skb -> skb.reserve(6), "6..6 of 16, len 0 ="),
                row("reserve all", empty(), skb -> skb.reserve(16), "16..16 of 16, len 0 ="),
                row("reserve twice", empty(), SkBuffTest::reserveTwice, "9..9 of 16, len 0 ="),
                row(
                        "fragments of an empty skb",
                        empty(),
                        skb -> skb.addFrag(new SkbFrag(new byte[] {7, 8}, 0, 2)),
                        "0..0 of 16, len 2 = 7..8"));
    }

    private static void pullThenPush(SkBuff skb) {
        skb.pull(7);
        skb.push(7);
    }

    private static void trimThenPut(SkBuff skb) {
        skb.trim(10);
        skb.put(1);
    }

    private static void pullThenLinearize(SkBuff skb) {
        skb.pull(10);
        skb.linearize();
    }

    private static void reserveTwice(SkBuff skb) {
        skb.reserve(4);
        skb.reserve(5);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void shouldMoveItsPointers(String name, SkBuff skb, Consumer<SkBuff> call, String after) {
        call.accept(skb);

        assertThat(state(skb)).isEqualTo(after);
        checkInvariants(skb);
    }

    static Stream<Arguments> misuses() {
        return Stream.of(
                row("pull more than linear", paged(), skb -> skb.pull(11), "pull(11) of 10 linear bytes"),
                row("pull a negative number", linear(), skb -> skb.pull(-1), "pull(-1) of 10 linear bytes"),
                row("push beyond the headroom", linear(), skb -> skb.push(11), "push(11) with a headroom of 10"),
                row("push a negative number", linear(), skb -> skb.push(-1), "push(-1) with a headroom of 10"),
                row("put beyond the tailroom", linear(), skb -> skb.put(13), "put(13) with a tailroom of 12"),
                row("put behind fragments", paged(), skb -> skb.put(1), "put(1) with a tailroom of 0"),
                row("put a negative number", linear(), skb -> skb.put(-1), "put(-1) with a tailroom of 12"),
                row(
                        "put a huge number",
                        linear(),
                        skb -> skb.put(Integer.MAX_VALUE),
                        "put(2147483647) with a tailroom of 12"),
                row("trim to a negative length", paged(), skb -> skb.trim(-1), "trim(-1)"),
                row("eat more than there is", paged(), skb -> skb.eat(19), "eat(19) of 18 bytes"),
                row("eat a negative number", paged(), skb -> skb.eat(-1), "pull(-1) of 10 linear bytes"),
                row(
                        "reserve in a used skb",
                        linear(),
                        skb -> skb.reserve(1),
                        "reserve(1) needs an empty skb with that much room"),
                row(
                        "reserve more than there is",
                        empty(),
                        skb -> skb.reserve(17),
                        "reserve(17) needs an empty skb with that much room"),
                row(
                        "reserve a negative number",
                        empty(),
                        skb -> skb.reserve(-1),
                        "reserve(-1) needs an empty skb with that much room"),
                row(
                        "a MAC header beyond the end",
                        linear(),
                        skb -> skb.headers(33, 1, 2),
                        "header at 33 of a buffer of 32"),
                row(
                        "a network header below unset",
                        linear(),
                        skb -> skb.headers(0, -2, 1),
                        "header at -2 of a buffer of 32"),
                row(
                        "a transport header beyond the end",
                        linear(),
                        skb -> skb.headers(0, 1, 33),
                        "header at 33 of a buffer of 32"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misuses")
    void shouldRefuseMisuseAndChangeNothing(String name, SkBuff skb, Consumer<SkBuff> call, String message) {
        skb.headers(3, 4, 5);
        String before = state(skb);

        assertThatThrownBy(() -> call.accept(skb))
                .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class)
                .hasMessage(message);

        assertThat(state(skb)).isEqualTo(before);
        assertThat(new int[] {skb.macHeader(), skb.networkHeader(), skb.transportHeader()})
                .containsExactly(3, 4, 5);
        checkInvariants(skb);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wraps")
    void shouldRefuseToWrapWhatIsNoPacket(String name, int data, int tail) {
        assertThatThrownBy(() -> SkBuff.wrap(new byte[8], data, tail))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("need 0 <= data <= tail <= 8, got data " + data + ", tail " + tail);
    }

    static Stream<Arguments> wraps() {
        return Stream.of(
                Arguments.of("data below 0", -1, 4),
                Arguments.of("tail below data", 4, 3),
                Arguments.of("tail beyond the end", 0, 9));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFrags")
    void shouldRefuseFragmentsOutsideTheirPage(String name, int offset, int size) {
        assertThatThrownBy(() -> new SkbFrag(new byte[8], offset, size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fragment [" + offset + ", +" + size + ") is outside its page of 8 bytes");
    }

    static Stream<Arguments> badFrags() {
        return Stream.of(
                Arguments.of("offset below 0", -1, 4),
                Arguments.of("no bytes", 3, 0),
                Arguments.of("one too many", 5, 4),
                Arguments.of("offset behind the page", 8, 1),
                Arguments.of("offset and size overflow together", Integer.MAX_VALUE, 8),
                Arguments.of("the size alone overflows", 1, Integer.MAX_VALUE));
    }

    @Test
    void shouldReturnWhereNewBytesBegin() {
        SkBuff skb = linear();

        assertThat(skb.put(3)).as("old tail").isEqualTo(20);
        assertThat(skb.push(3)).as("new data").isEqualTo(7);
    }

    @Test
    void shouldKeepHeaderOffsetsOverLinearize() {
        SkBuff skb = paged();
        skb.resetNetworkHeader();
        skb.pull(6);
        skb.resetTransportHeader();

        skb.linearize();

        assertThat(skb.buf()[skb.networkHeader()]).isEqualTo((byte) 10);
        assertThat(skb.buf()[skb.transportHeader()]).isEqualTo((byte) 16);
        assertThat(skb.macHeader()).isEqualTo(SkBuff.UNSET);
    }

    @Test
    void shouldNotTouchTheFragmentsPage() {
        byte[] page = {1, 2, 3, 4};
        SkBuff skb = SkBuff.alloc(0);
        skb.addFrag(new SkbFrag(page, 0, 4));

        skb.trim(3);
        skb.linearize();
        skb.buf()[0] = 9;

        assertThat(page).containsExactly(1, 2, 3, 4);
        assertThat(skb.toByteArray()).containsExactly(9, 2, 3);
    }

    @ParameterizedTest(name = "gso_segs {0} is {1} segments")
    @MethodSource("gsoSegs")
    void shouldCountAtLeastOneSegment(int gsoSegs, int segments) {
        SkBuff skb = linear();
        skb.gsoSegs = gsoSegs;

        assertThat(skb.segments()).isEqualTo(segments);
    }

    static Stream<Arguments> gsoSegs() {
        return Stream.of(Arguments.of(0, 1), Arguments.of(1, 1), Arguments.of(2, 2), Arguments.of(44, 44));
    }

    @Test
    void shouldCopyHopTimes() {
        SkBuff a = linear();
        a.passed(Hop.WIRE, 5);
        a.passed(Hop.TCP, 7);
        SkBuff b = linear();
        b.passed(Hop.IP, 9);

        b.copyHops(a);

        assertThat(b.hop(Hop.WIRE)).isEqualTo(5);
        assertThat(b.hop(Hop.TCP)).isEqualTo(7);
        assertThat(b.hop(Hop.IP)).as("not passed by the other").isZero();
    }

    static void checkInvariants(SkBuff skb) {
        int inFrags = skb.frags().stream().mapToInt(SkbFrag::size).sum();
        assertThat(skb.data()).as("data").isBetween(0, skb.tail());
        assertThat(skb.tail()).as("tail").isLessThanOrEqualTo(skb.end());
        assertThat(skb.end()).as("end").isEqualTo(skb.buf().length);
        assertThat(skb.headLen()).as("headLen").isEqualTo(skb.tail() - skb.data());
        assertThat(skb.dataLen()).as("dataLen").isEqualTo(inFrags);
        assertThat(skb.len()).as("len").isEqualTo(skb.headLen() + skb.dataLen());
        assertThat(skb.headroom()).as("headroom").isEqualTo(skb.data());
        assertThat(skb.tailroom()).as("tailroom").isEqualTo(inFrags > 0 ? 0 : skb.end() - skb.tail());
        assertThat(skb.toByteArray()).as("bytes").hasSize(skb.len());
    }

    /** Pointers, length and bytes; runs of bytes that count up are written as first..last. */
    private static String state(SkBuff skb) {
        StringBuilder text =
                new StringBuilder(skb.data() + ".." + skb.tail() + " of " + skb.end() + ", len " + skb.len() + " =");
        byte[] bytes = skb.toByteArray();
        for (int i = 0; i < bytes.length; ) {
            int last = i;
            while (last + 1 < bytes.length && bytes[last + 1] == bytes[last] + 1) {
                last++;
            }
            text.append(' ').append(bytes[i]).append(last > i ? ".." + bytes[last] : "");
            i = last + 1;
        }
        return text.toString();
    }
}
