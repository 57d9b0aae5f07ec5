package io.rxpath.conformance.system;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Many TCP connections at once to an echo server: none sends before all stand, each sends bytes of its own, and what comes
 * back must be the same. A program of its own, so that it can run in another network namespace.
 */
final class EchoCrowd {
    private static final int CHUNK = 16_384;

    /** One connection: what it sends follows from its number. */
    private static final class Member {
        private final SplittableRandom sends;
        private final SplittableRandom expects;
        private final ByteBuffer out = ByteBuffer.allocate(CHUNK).limit(0);
        private int toSend;
        private int toCome;

        Member(int number, int bytes) {
            sends = new SplittableRandom(number);
            expects = new SplittableRandom(number);
            toSend = bytes;
            toCome = bytes;
        }

        /** Returns true when all is sent. */
        boolean send(SocketChannel channel) throws IOException {
            while (out.hasRemaining() || toSend > 0) {
                if (!out.hasRemaining()) {
                    out.clear();
                    for (int n = Math.min(CHUNK, toSend); n > 0; n--) {
                        out.put((byte) sends.nextInt(256));
                        toSend--;
                    }
                    out.flip();
                }
                if (channel.write(out) == 0) {
                    return false;
                }
            }
            return true;
        }

        /** Returns true when all has come. */
        boolean receive(SocketChannel channel, ByteBuffer in) throws IOException {
            in.clear();
            int n = channel.read(in);
            if (n < 0) {
                throw new IOException(channel + " ended, " + toCome + " bytes are missing");
            }
            in.flip();
            while (in.hasRemaining()) {
                if (toCome-- == 0 || in.get() != (byte) expects.nextInt(256)) {
                    throw new IOException(channel + ": not what was sent, " + toCome + " bytes before the end");
                }
            }
            return toCome == 0;
        }
    }

    private final Selector selector = Selector.open();
    private final long deadline;
    private final int count;
    private int standing;
    private int done;

    private EchoCrowd(int count, Duration limit) throws IOException {
        this.count = count;
        deadline = System.nanoTime() + limit.toNanos();
    }

    /**
     * HOST PORT CONNECTIONS BYTES SECONDS. Prints {@code CONNECTIONS connections stood at once, BYTES bytes each came back
     * equal}.
     *
     * @throws IOException if one is refused, broken or wrong, or time is up
     */
    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[2]);
        int bytes = Integer.parseInt(args[3]);
        InetSocketAddress server = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
        EchoCrowd crowd = new EchoCrowd(count, Duration.ofSeconds(Long.parseLong(args[4])));
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.register(crowd.selector, SelectionKey.OP_CONNECT, new Member(i, bytes));
            channel.connect(server);
        }
        while (crowd.standing < count) {
            crowd.select();
        }
        for (SelectionKey key : crowd.selector.keys()) {
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
        while (crowd.done < count) {
            crowd.select();
        }
        PrintStream out = System.out;
        out.println(count + " connections stood at once, " + bytes + " bytes each came back equal");
    }

    private void select() throws IOException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new IOException(
                    "time is up: " + standing + " connections stand, " + done + " of " + count + " are done");
        }
        selector.select(Math.max(1, left / 1_000_000));
        ByteBuffer in = ByteBuffer.allocate(CHUNK);
        for (SelectionKey key : selector.selectedKeys()) {
            serve(key, in);
        }
        selector.selectedKeys().clear();
    }

    private void serve(SelectionKey key, ByteBuffer in) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        Member member = (Member) key.attachment();
        if (key.isConnectable() && channel.finishConnect()) {
            standing++;
            key.interestOps(0);
            return;
        }
        if (key.isWritable() && member.send(channel)) {
            key.interestOps(SelectionKey.OP_READ);
        }
        if (key.isReadable() && member.receive(channel, in)) {
            done++;
            channel.close();
        }
    }
}
