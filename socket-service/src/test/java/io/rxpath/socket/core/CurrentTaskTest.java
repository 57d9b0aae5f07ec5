package io.rxpath.socket.core;

import static io.rxpath.socket.core.SocketHarness.pattern;
import static io.rxpath.socket.core.SocketHarness.sha256;
import static io.rxpath.socket.core.SocketHarness.skb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.socket.core.app.Application;
import io.rxpath.socket.core.app.SocketCalls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The system calls, made by programs written for the test. */
class CurrentTaskTest {
    private final SocketHarness h = new SocketHarness();
    private final SocketBooks books = new SocketBooks(h);
    private final WakeQueue wakeQueue = new WakeQueue();
    private final CurrentTask task = new CurrentTask(books, wakeQueue);
    private final List<String> calls = new ArrayList<>();
    private Consumer<SocketCalls> onReadable = sk -> {};
    private final Sock sk = new Sock(1, 77, SocketHarness.flow(1), App.sink(9).withSndbuf(10), new Scripted());

    private final class Scripted implements Application {
        @Override
        public void onAccept(SocketCalls sk, long now) {
            calls.add("accept");
        }

        @Override
        public void onTimer(SocketCalls sk, long now) {
            calls.add("timer");
        }

        @Override
        public void onReadable(SocketCalls sk, long now) {
            calls.add("readable");
            onReadable.accept(sk);
        }

        @Override
        public void onWritable(SocketCalls sk, long now) {
            calls.add("writable");
        }

        @Override
        public void onEof(SocketCalls sk, long now) {
            calls.add("eof");
        }

        @Override
        public void onError(SocketCalls sk, long now) {
            calls.add("error");
        }
    }

    private CurrentTaskTest queue(int... sizes) {
        TcpQueueRcv queueRcv = new TcpQueueRcv(books);
        for (int size : sizes) {
            assertThat(queueRcv.queue(sk, skb(pattern(sk.rcvNxt, size), 1), sk.rcvNxt, 5))
                    .isTrue();
        }
        return this;
    }

    /** Runs the socket's program with {@code body} as its onReadable. */
    private boolean run(Consumer<SocketCalls> body) {
        onReadable = body;
        boolean closed = task.run(sk, 6);
        assertThat(books.ledger.snapshot(books.held()).imbalance()).isZero();
        return closed;
    }

    @Test
    void closeWithUnreadDataTellsTcp() {
        queue(10, 20, 30);
        boolean closed = run(calls -> {
            calls.discard(15);
            calls.close();
        });
        assertThat(closed).isTrue();
        assertThat(h.log)
                .containsExactly(
                        "ACCEPT 0",
                        "COPIED 15",
                        "drop 1 SOCKET_CLOSE@tcp_close",
                        "drop 1 SOCKET_CLOSE@tcp_close",
                        "CLOSE 1");
    }

    @Test
    void closeAfterReadingAll() {
        queue(10);
        run(calls -> {
            calls.discard(10);
            calls.close();
        });
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 10", "CLOSE 0");
    }

    @Test
    void effectsLeaveInOneOrderWhateverTheOrderOfTheCalls() {
        queue(10);
        run(calls -> {
            calls.send(pattern(0, 4), 0, 4);
            calls.discard(3);
            calls.send(pattern(4, 4), 0, 4);
            calls.shutdown();
            calls.discard(3);
        });
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 6", "WRITE 0+8", "SHUTDOWN 0");
        assertThat(h.written(1)).isEqualTo(pattern(0, 8));
    }

    @Test
    void shutdownIsSaidOnceAndEndsWriting() {
        queue(10);
        run(SocketCalls::shutdown);
        run(calls -> {
            calls.shutdown();
            assertThat(calls.send(new byte[1], 0, 1)).isEqualTo(-SocketCalls.EPIPE);
            assertThat(calls.writable()).isPositive();
        });
        assertThat(h.log).containsExactly("ACCEPT 0", "SHUTDOWN 0");
    }

    @Test
    void aDeadConnectionIsWritableButCannotBeWritten() {
        sk.writeLimit = 0;
        sk.dead = true;
        queueBeforeDeath();
        run(calls -> {
            assertThat(calls.writable()).isPositive();
            assertThat(calls.send(new byte[1], 0, 1)).isEqualTo(-SocketCalls.EPIPE);
            assertThat(calls.send(new byte[1], 0, 0)).isEqualTo(-SocketCalls.EPIPE);
        });
        assertThat(h.log).containsExactly("ACCEPT 0");
        assertThat(calls).containsExactly("accept", "readable");
    }

    private void queueBeforeDeath() {
        sk.dead = false;
        queue(1);
        sk.dead = true;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            less than an skb,            7,   7,  0, 3
            exactly an skb,              10,  10, 1, 2
            one byte of the next,        11,  11, 1, 2
            two skbs,                    30,  30, 2, 1
            all but one byte,            59,  59, 2, 1
            exactly all,                 60,  60, 3, 0
            more than there is,          100, 60, 3, 0
            nothing,                     0,   0,  0, 3
            """)
    void recvAcrossSkbs(String name, int max, int copied, int freed, int left) {
        queue(10, 20, 30);
        byte[] dst = new byte[110];
        run(calls -> {
            assertThat(calls.recv(dst, 5, max)).isEqualTo(copied);
            assertThat(calls.queued()).isEqualTo(60 - copied);
        });
        assertThat(Arrays.copyOfRange(dst, 5, 5 + copied)).isEqualTo(pattern(0, copied));
        assertThat(dst[5 + copied]).isZero();
        assertThat(h.received).hasSize(freed);
        assertThat(sk.receiveQueue.size()).isEqualTo(left);
        assertThat(StreamDigest.hexOf(sk.digestRead)).isEqualTo(sha256(pattern(0, copied)));
    }

    @Test
    void recvInSmallStepsGivesTheSameBytes() {
        queue(10, 1, 29);
        byte[] dst = new byte[40];
        run(calls -> {
            for (int at = 0; at < 40; at += 3) {
                assertThat(calls.recv(dst, at, Math.min(3, 40 - at))).isEqualTo(Math.min(3, 40 - at));
            }
            assertThat(calls.recv(dst, 0, 1)).isEqualTo(-SocketCalls.EAGAIN);
        });
        assertThat(dst).isEqualTo(pattern(0, 40));
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 40");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            open,                          -1, 0,   -11
            end of stream,                 1,  0,   0
            reset,                         -1, 104, -104
            timed out,                     -1, 110, -110
            error after the end,           1,  104, 0
            """)
    void whatRecvSaysWhenAllIsRead(String name, long fin, int err, int expected) {
        queue(1);
        sk.finSeq = fin;
        sk.err = err;
        run(calls -> {
            assertThat(calls.discard(9)).isEqualTo(1);
            assertThat(calls.discard(9)).isEqualTo(expected);
        });
    }

    @Test
    void aFullSendBufferTakesAPartAndThenNothing() {
        queue(1);
        run(calls -> {
            assertThat(calls.writable()).isEqualTo(10);
            assertThat(calls.send(pattern(0, 100), 0, 100)).isEqualTo(10);
            assertThat(calls.send(pattern(0, 100), 10, 90)).isEqualTo(-SocketCalls.EAGAIN);
            assertThat(calls.writable()).isZero();
        });
        assertThat(sk.noSpace).isTrue();
        assertThat(h.log).containsExactly("ACCEPT 0", "WRITE 0+10");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            first run           | false | false | 0 | false | 0   | accept
            idle                | true  | false | 0 | false | 0   | ''
            all at once         | false | true  | 5 | true  | 0   | accept timer readable writable
            end after the last  | true  | false | 0 | false | -5  | eof
            end not before      | true  | false | 5 | false | -5  | readable
            error               | true  | false | 0 | false | 104 | error
            error not before    | true  | false | 5 | true  | 104 | readable writable
            """)
    void whatIsReportedAndInWhichOrder(
            String name, boolean accepted, boolean timer, int bytes, boolean space, int end, String expected) {
        if (bytes > 0) {
            queue(bytes);
        }
        sk.accepted = accepted;
        sk.timerDue = timer;
        sk.writeSpace = space;
        if (end < 0) {
            sk.finSeq = sk.rcvNxt;
        } else {
            sk.err = end;
        }
        run(calls -> {});
        assertThat(String.join(" ", calls)).isEqualTo(expected);
    }

    @Test
    void nothingIsReportedAfterClose() {
        queue(5);
        sk.writeSpace = true;
        run(SocketCalls::close);
        assertThat(calls).containsExactly("accept", "readable");
    }

    @Test
    void closeCancelsTheAlarm() {
        queue(5);
        run(calls -> {
            calls.sleepUntil(1000);
            calls.sleepUntil(2000);
        });
        assertThat(wakeQueue.nextTimeout()).isEqualTo(2000);
        run(SocketCalls::close);
        assertThat(wakeQueue.nextTimeout()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void callsAfterCloseAreProgrammingErrors() {
        queue(5);
        onReadable = calls -> {
            calls.close();
            calls.queued();
        };
        assertThatThrownBy(() -> task.run(sk, 6))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a system call on a closed socket");
    }

    @Test
    void callsOutsideAWakeUpAreProgrammingErrors() {
        assertThatThrownBy(() -> task.discard(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a system call outside a wake-up");
    }
}
