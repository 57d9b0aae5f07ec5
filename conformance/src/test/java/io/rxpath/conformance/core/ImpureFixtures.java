package io.rxpath.conformance.core;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.rxpath.skb.SkBuff;
import io.rxpath.tcp.core.TcpStack;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One class for every way to break a purity rule, and two that break none. Nobody runs them. */
final class ImpureFixtures {
    private ImpureFixtures() {}

    static final class Pure {
        private final List<SkBuff> queue = new ArrayList<>();
        private static final int LIMIT = 3;

        boolean add(SkBuff skb, long now) {
            return now > 0 && queue.size() < LIMIT && queue.add(skb);
        }
    }

    static final class UtilizationOfImplicitState {
        int managers;
    }

    static final class KnowsAFramework {
        @Nullable
        JavaClasses classes;
    }

    static final class KnowsAnotherCore {
        @Nullable
        TcpStack stack;
    }

    static final class SharesMemory {
        final AtomicLong count = new AtomicLong();
    }

    static final class ReadsNanoTime {
        long now() {
            return System.nanoTime();
        }
    }

    static final class ReadsMillis {
        long now() {
            return System.currentTimeMillis();
        }
    }

    static final class ReadsInstant {
        long now() {
            return Instant.now().getEpochSecond();
        }
    }

    static final class HoldsAClock {
        @Nullable
        Clock clock;
    }

    static final class ReadsMathRandom {
        boolean drop() {
            return Math.random() < 0.5;
        }
    }

    static final class MakesARandom {
        int next() {
            return new Random(1).nextInt();
        }
    }

    static final class MakesAUuid {
        long cookie() {
            return UUID.randomUUID().getLeastSignificantBits();
        }
    }

    static final class StartsAThread {
        void start(Runnable task) {
            new Thread(task).start();
        }
    }

    static final class UsesAnExecutor {
        void start(Executor executor, Runnable task) {
            executor.execute(task);
        }
    }

    static final class LocksItself {
        private int held;

        synchronized int lock() {
            return ++held;
        }
    }

    static final class Waits {
        private boolean done;

        @SuppressWarnings("SynchronizeOnNonFinalField")
        void await() throws InterruptedException {
            synchronized (this) {
                while (!done) {
                    wait();
                }
            }
        }

        void finish() {
            done = true;
        }
    }

    static final class ReadsAFile {
        String name(Path path) {
            return path.toString();
        }
    }

    static final class OpensASocket {
        @Nullable
        Socket socket;
    }

    static final class Prints {
        void print() {
            System.out.println();
        }
    }

    static final class ReadsTheEnvironment {
        @Nullable
        String home() {
            return System.getenv("HOME");
        }
    }

    static final class Logs {
        final Logger log = Logger.getLogger("core");
    }

    static final class LogsToTheSystem {
        final System.Logger log = System.getLogger("core");
    }

    static final class PrintsAStackTrace {
        void show(RuntimeException e) {
            e.printStackTrace();
        }
    }

    static final class CountsForEverybody {
        static int count;
    }

    static final class ConnectionManager {}

    static final class PacketHelper {}

    static final class ChecksumUtils {}

    static final class SocketImpl {}
}
