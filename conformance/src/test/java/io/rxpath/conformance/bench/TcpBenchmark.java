package io.rxpath.conformance.bench;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.StateWriter;
import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.NetXmit;
import io.rxpath.tcp.core.TcpOutput;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.TcpStack;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Time and bytes of TCP: a full segment in order with the application reading, one byte into an out-of-order queue on its
 * way to 10,000 gaps, and a connection from SYN to reset. The skb is included. Run by {@link JmhMain}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TcpBenchmark {
    static final int GAPS = 10_000;
    private static final int PEER = 0x0a090001;
    private static final int PORT = 8080;
    private static final int ISN = 1_000_000;
    private static final long STEP = 10_000;

    /** Segments between two reads of the application. */
    private static final int READ_EVERY = 16;

    /** Connections between two commits of the state. */
    private static final int COMMIT_EVERY = 64;

    /** One peer and the host's TCP. What it saves is thrown away. */
    static final class Host implements TcpOutput, StateWriter {
        private final TcpStack stack;
        private final byte[] segment;
        private long now = Loads.NOW;
        private int hostIsn;
        private @Nullable SockEvent connection;
        private int next = ISN + 1;
        private long received;
        private int sinceRead;
        private long saved;

        Host(int payload) {
            segment = new byte[Ipv4Header.LENGTH + TcpHeader.LENGTH + payload];
            Ipv4Header iph = new Ipv4Header(segment, 0);
            iph.version(4).ihl(5).ttl(64).protocol(IpProtocol.TCP).saddr(PEER).daddr(Loads.HOST);
            new TcpHeader(segment, Ipv4Header.LENGTH).dest(PORT).window(65_535);
            // Room for all gaps: what limits the queue is not what is measured here.
            stack = new TcpStack(
                    TcpSettings.defaults()
                            .withSysctl("tcp_rmem", "4096 67108864 67108864")
                            .withListeners(List.of(Listener.on(PORT))),
                    this);
        }

        @Override
        public NetXmit transmit(SkBuff sent) {
            TcpHeader th = new TcpHeader(sent.buf(), sent.data());
            if ((th.flags() & TcpHeader.SYN) != 0) {
                hostIsn = th.seq();
            }
            return NetXmit.SUCCESS;
        }

        @Override
        public void notify(SockEvent event) {
            if (event.kind() == SockEvent.Kind.NEW) {
                connection = event;
            } else if (event.kind() == SockEvent.Kind.DATA) {
                received = event.value() + Objects.requireNonNull(event.skb()).len();
            }
        }

        @Override
        public void drop(DropEvent event) {
            throw new IllegalStateException("nothing is to be lost: " + event);
        }

        @Override
        public void put(byte[] key, byte[] value) {
            saved += value.length;
        }

        @Override
        public void delete(byte[] key) {
            saved++;
        }

        private void segment(int port, int flags, int seq, int payload) {
            Ipv4Header iph = new Ipv4Header(segment, 0);
            iph.totalLength(Ipv4Header.LENGTH + TcpHeader.LENGTH + payload);
            new TcpHeader(segment, Ipv4Header.LENGTH)
                    .source(port)
                    .seq(seq)
                    .ackSeq((flags & TcpHeader.ACK) != 0 ? hostIsn + 1 : 0)
                    .doffAndFlags(5, flags);
            byte[] bytes = segment;
            if (payload == 1) {
                bytes = segment.clone(); // it stays in a queue
            }
            SkBuff skb = SkBuff.wrap(bytes);
            skb.protocol = EthernetHeader.TYPE_IPV4;
            skb.ipSummed = IpSummed.UNNECESSARY;
            skb.hash = port;
            skb.resetNetworkHeader();
            skb.trim(Ipv4Header.LENGTH + TcpHeader.LENGTH + payload);
            skb.pull(Ipv4Header.LENGTH);
            skb.resetTransportHeader();
            now += STEP;
            stack.receive(skb, now);
        }

        private void command(SockCommand.Kind kind, long value) {
            SockEvent to = connection;
            if (to == null) {
                throw new IllegalStateException("no connection");
            }
            stack.command(SockCommand.of(kind, to.hash(), to.cookie(), to.flow(), value), now);
        }

        /** SYN, SYN-ACK, ACK, accept(). */
        void connect(int port) {
            connection = null;
            segment(port, TcpHeader.SYN, ISN, 0);
            segment(port, TcpHeader.ACK, ISN + 1, 0);
            command(SockCommand.Kind.ACCEPT, 0);
            next = ISN + 1;
        }

        /** A segment in order; the application reads now and then. */
        long inOrder() {
            int payload = segment.length - Ipv4Header.LENGTH - TcpHeader.LENGTH;
            segment(40_000, TcpHeader.ACK | TcpHeader.PSH, next, payload);
            next += payload;
            if (++sinceRead == READ_EVERY) {
                sinceRead = 0;
                command(SockCommand.Kind.COPIED, received);
                if (stack.nextTimeoutNanos() <= now) {
                    stack.onTimeout(now);
                }
            }
            return received;
        }

        /** One byte at {@code offset} behind the next expected one. */
        void outOfOrder(int offset) {
            segment(40_000, TcpHeader.ACK, next + offset, 1);
        }

        /** A connection comes and goes; now and then TCP saves what has changed. */
        void visit(int port) {
            connect(port);
            segment(port, TcpHeader.RST, next, 0);
            command(SockCommand.Kind.CLOSE, 0);
            if (port % COMMIT_EVERY == 0) {
                stack.saveDirty(this);
            }
        }

        /** Bytes and deletions saved so far. */
        long saved() {
            return saved;
        }

        /** Wire segments in out-of-order queues. */
        long held() {
            return stack.heldSegments();
        }
    }

    /** Every second byte of 20,000, in random order. */
    static int[] holes() {
        int[] offsets = new int[GAPS];
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < GAPS; i++) {
            int j = random.nextInt(i + 1);
            offsets[i] = offsets[j];
            offsets[j] = 1 + 2 * i;
        }
        return offsets;
    }

    /** A connection that has no gap yet. */
    @State(Scope.Thread)
    public static class Gappy {
        private final int[] offsets = holes();
        private Host host = new Host(1);

        /** A new one for every queue that is filled. */
        @Setup(Level.Invocation)
        public void prepare() {
            host = new Host(1);
            host.connect(40_000);
        }
    }

    private final Host bulk = new Host(Loads.MSS);
    private final Host door = new Host(1);
    private int port = 1024;

    /** Opens the connection that {@link #tcpInOrder} uses. */
    @Setup
    public void connect() {
        bulk.connect(40_000);
    }

    /** The fast path: one full segment. */
    @Benchmark
    public long tcpInOrder() {
        return bulk.inOrder();
    }

    /** One of 10,000 bytes, each with a hole in front of it. */
    @Benchmark
    @OperationsPerInvocation(GAPS)
    public long tcpOutOfOrder(Gappy gappy) {
        for (int offset : gappy.offsets) {
            gappy.host.outOfOrder(offset);
        }
        return gappy.host.held();
    }

    /** A connection: SYN, SYN-ACK, ACK, accept(), RST, close(). */
    @Benchmark
    public long tcpConnection() {
        port = port == 60_000 ? 1024 : port + 1;
        door.visit(port);
        return door.saved();
    }
}
