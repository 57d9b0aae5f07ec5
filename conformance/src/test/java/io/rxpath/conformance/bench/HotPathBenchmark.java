package io.rxpath.conformance.bench;

import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.Toeplitz;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Time and bytes per frame of the work that every frame costs. Run by {@link JmhMain}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HotPathBenchmark {
    private static final int LIST = 64;

    private final Toeplitz toeplitz = new Toeplitz(Toeplitz.microsoftKey());
    private final Loads.Gro oneFlow = new Loads.Gro(1, 44);
    private final Loads.Gro manyFlows = new Loads.Gro(64, 16);
    private final Loads.Admit admit = new Loads.Admit();
    private final byte[] frame = Loads.frame(0, 0);
    private final RecordListWriter writer = new RecordListWriter(RecordKind.SKB);
    private final byte[] list;
    private int port;

    /** Builds the loads. */
    public HotPathBenchmark() {
        list = encode();
    }

    private byte[] encode() {
        for (int i = 0; i < LIST; i++) {
            writer.add(Loads.skb(frame, 0));
        }
        return writer.take();
    }

    /** IPv4 with ports. */
    @Benchmark
    public int toeplitzV4() {
        return toeplitz.hashV4(0x0a090001, 0x0a090002, ++port, 8080);
    }

    /** IPv6 with ports. */
    @Benchmark
    public int toeplitzV6() {
        return toeplitz.hashV6(0x20010db8L << 32, 1, 0x20010db8L << 32, 2, ++port, 8080);
    }

    /** 44 segments of one flow into one super-packet, skbs included. */
    @Benchmark
    @OperationsPerInvocation(44)
    public int groOneFlow() {
        oneFlow.prepare();
        return oneFlow.run();
    }

    /** 16 segments of each of 64 flows, interleaved, skbs included. */
    @Benchmark
    @OperationsPerInvocation(64 * 16)
    public int gro64Flows() {
        manyFlows.prepare();
        return manyFlows.run();
    }

    /** The card's skb and its place in a record. */
    @Benchmark
    @OperationsPerInvocation(LIST)
    public byte[] buildAndEncode() {
        return encode();
    }

    /** A record's skbs. */
    @Benchmark
    @OperationsPerInvocation(LIST)
    public List<SkBuff> decode() {
        return RecordListReader.skbs(list, 0);
    }

    /** From the cable to memory. */
    @Benchmark
    @OperationsPerInvocation(Loads.Admit.FRAMES)
    public long nicAdmit() {
        return admit.run();
    }
}
