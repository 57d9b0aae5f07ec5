package io.rxpath.lab.oracle;

import io.rxpath.lab.oracle.CaseFile.AppSpec;
import io.rxpath.lab.oracle.CaseFile.ReadMode;
import io.rxpath.skb.FlowKey;
import io.rxpath.socket.core.app.Application;
import io.rxpath.socket.core.app.SocketCalls;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection and its application, which makes a system call when the case says so. With a polling thread
 * an application of higher priority reads as soon as the poll is over; otherwise it waits for its turn.
 */
final class CaseProgram implements Application {
    private static final int CHUNK = 65_536;

    final AppSpec app;
    ReadMode mode;
    long nextRead;
    /** TCP's name of the socket, 0 while it is not known. */
    long cookie;

    private final boolean readsWhenWoken;
    private final MessageDigest sha = HostAnswer.sha256();
    private final byte[] buffer = new byte[CHUNK];
    private final StringBuilder urgent = new StringBuilder();
    private @Nullable FlowKey flow;
    private @Nullable Consumer<SocketCalls> call;
    private long bytes;
    private int lastResult;
    private String end = "open";

    CaseProgram(AppSpec app, boolean readsWhenWoken) {
        this.app = app;
        this.mode = app.mode();
        this.readsWhenWoken = readsWhenWoken;
    }

    /** The connection's 4-tuple, null before accept(). */
    @Nullable
    FlowKey flow() {
        return flow;
    }

    boolean open() {
        return end.equals("open");
    }

    String end() {
        return end;
    }

    void end(String why) {
        end = why;
    }

    long bytes() {
        return bytes;
    }

    String sha256() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) sha.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the digest of every JDK can be copied", e);
        }
    }

    /** What the next wake-up shall do. */
    void next(Consumer<SocketCalls> systemCall) {
        call = systemCall;
    }

    /** recv() of so many bytes at the next wake-up; the result is its return value afterwards. */
    IntSupplier recv(int max) {
        call = sk -> read(sk, max);
        return () -> lastResult;
    }

    /** recv() with MSG_OOB at the next wake-up. */
    void recvUrgent() {
        call = sk -> {
            if (sk.recvUrgent(buffer, 0) == 1) {
                urgent.append(HexFormat.of().toHexDigits(buffer[0]));
            }
        };
    }

    /** Urgent bytes read so far, in hex. */
    String urgent() {
        return urgent.toString();
    }

    private void read(SocketCalls sk, int max) {
        int got = 0;
        boolean ended;
        do {
            int asked = Math.min(max - got, CHUNK);
            int n = sk.recv(buffer, 0, asked);
            if (n <= 0) {
                lastResult = got > 0 ? got : n;
                return;
            }
            sha.update(buffer, 0, n);
            bytes += n;
            got += n;
            // One recv() of so much ends here, too: nothing is left, or the next byte is urgent.
            ended = n < asked;
        } while (got < max && !ended);
        lastResult = got;
    }

    @Override
    public void onAccept(SocketCalls sk, long now) {
        flow = sk.flow();
    }

    @Override
    public void onTimer(SocketCalls sk, long now) {
        Consumer<SocketCalls> due = call;
        call = null;
        if (due != null) {
            due.accept(sk);
        }
    }

    @Override
    public void onReadable(SocketCalls sk, long now) {
        if (readsWhenWoken && mode == ReadMode.DRAIN && open()) {
            while (sk.queued() > 0) {
                read(sk, app.chunk());
            }
        }
    }

    @Override
    public void onEof(SocketCalls sk, long now) {
        // Read as any bytes are.
    }

    @Override
    public void onError(SocketCalls sk, long now) {
        // Read as any bytes are.
    }
}
