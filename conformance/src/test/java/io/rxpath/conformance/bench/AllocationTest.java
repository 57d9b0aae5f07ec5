package io.rxpath.conformance.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.Toeplitz;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that the hot paths allocate per frame, so that an accidental allocation fails the build. Nothing is timed. The
 * bounds hold without escape analysis too, so it does not matter what the compiler has got to.
 */
class AllocationTest {
    private static final int LIST = 64;
    private static final int ROUNDS = 50;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Keeps results alive. */
    private static long sink;

    /**
     * Work on so many frames.
     *
     * @param bound bytes per frame at most
     * @param prepare done before each run, not counted
     * @param work what is counted
     */
    record Row(String name, int frames, int bound, Runnable prepare, LongSupplier work) {
        @Override
        public String toString() {
            return name + ": at most " + bound + " B";
        }
    }

    static Stream<Row> rows() {
        Toeplitz toeplitz = new Toeplitz(Toeplitz.microsoftKey());
        Loads.Gro one = new Loads.Gro(1, 44);
        Loads.Gro many = new Loads.Gro(64, 16);
        Loads.Admit admit = new Loads.Admit();
        SkBuff skb = Loads.skb(Loads.frame(0, 0), 0);
        RecordListWriter writer = new RecordListWriter(RecordKind.SKB);
        for (int i = 0; i < LIST; i++) {
            writer.add(skb);
        }
        byte[] list = writer.take();
        // The array's own header counts too.
        int array = list.length / LIST + 1;
        Runnable nothing = () -> {};
        return Stream.of(
                new Row("toeplitz IPv4", LIST, 0, nothing, () -> toeplitz.hashV4(1, 2, 3, 4)),
                new Row("toeplitz IPv6", LIST, 0, nothing, () -> toeplitz.hashV6(1, 2, 3, 4, 5, 6)),
                new Row("GRO, one flow", one.frames, 272, one::prepare, one::run),
                new Row("GRO, 64 flows", many.frames, 272, many::prepare, many::run),
                new Row("encode, with the list's array", LIST, array, nothing, () -> {
                    for (int i = 0; i < LIST; i++) {
                        writer.add(skb);
                    }
                    return writer.take().length;
                }),
                new Row(
                        "decode",
                        LIST,
                        1784,
                        nothing,
                        () -> RecordListReader.skbs(list, 0).size()),
                new Row("NIC admit", Loads.Admit.FRAMES, 464, nothing, admit::run));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void allocatesNoMoreThan(Row row) {
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            row.prepare().run();
            long before = THREADS.getThreadAllocatedBytes(thread);
            sink += row.work().getAsLong();
            least = Math.min(least, THREADS.getThreadAllocatedBytes(thread) - before);
        }
        assertThat(sink).isNotZero();
        assertThat(least)
                .as("bytes for %d frames, %d each", row.frames(), least / row.frames())
                .isBetween(0L, (long) row.bound() * row.frames());
    }
}
