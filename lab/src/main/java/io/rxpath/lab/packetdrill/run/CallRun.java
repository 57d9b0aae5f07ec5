package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.run.Reply.Done;
import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.lab.packetdrill.script.Event;
import io.rxpath.lab.packetdrill.script.EventTime;
import io.rxpath.lab.packetdrill.script.Expr;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * System calls of a script. One may wait at a time; it is looked at when the next call comes, or at the end of the script.
 */
final class CallRun {
    /** A call that has not returned after so long will not. */
    private static final long MAX_NANOS = 300_000_000_000L;

    /**
     * A call that was made.
     *
     * @param line where it stands
     * @param call what was called
     * @param attempt what came of it
     * @param at when it was called, microseconds
     * @param end when it is expected to return, microseconds
     */
    private record Pending(int line, Action.SystemCall call, SyscallTable.Attempt attempt, long at, long end) {}

    private final HostUnderTest host;
    private final Sockets sockets;
    private final RunOptions options;
    private final ScriptRun run;
    private final ScriptProcess process;
    private final SyscallTable table;
    private @Nullable Pending pending;

    CallRun(HostUnderTest host, Sockets sockets, RunOptions options, ScriptRun run) {
        this.host = host;
        this.sockets = sockets;
        this.options = options;
        this.run = run;
        process = new ScriptProcess(host, options.version != RunOptions.IpVersion.IPV4);
        table = new SyscallTable(process, sockets, options, run);
    }

    /** Makes a call, at microsecond {@code at}. */
    void call(Event event, Action.SystemCall call, long at) {
        await();
        long end = call.endUsecs() < 0 ? at : at - event.time().usecs() + call.endUsecs();
        SyscallTable.Attempt attempt = table.call(call);
        Pending made = new Pending(event.line(), call, attempt, at, end);
        if (call.endUsecs() >= 0) {
            pending = made;
        } else {
            finish(made);
        }
    }

    /** Waits for the call that has not returned yet, if there is one. */
    void await() {
        Pending waiting = pending;
        pending = null;
        if (waiting != null) {
            finish(waiting);
        }
    }

    private void finish(Pending p) {
        long limit = host.now() + MAX_NANOS;
        Done done = p.attempt().reply().done();
        while (done == null && host.now() < limit && host.nextTimeoutNanos() <= limit) {
            host.advanceToNextEvent(limit);
            done = p.attempt().reply().done();
        }
        if (done == null) {
            throw run.fail(p.line(), "runtime error in " + p.call().name() + " call: it has not returned");
        }
        String wrong = result(p.call(), p.attempt(), done);
        if (wrong.isEmpty()) {
            wrong = run.timing(
                    new EventTime(EventTime.Kind.RELATIVE, 0, 0),
                    p.end(),
                    run.usecs(done.nanos()),
                    "system call return");
        }
        if (wrong.isEmpty()) {
            p.attempt().succeeded(done);
        } else if (options.nonFatalCall) {
            run.warn(p.line(), "in " + p.call().name() + " call: " + wrong);
        } else {
            throw run.fail(p.line(), "runtime error in " + p.call().name() + " call: " + wrong);
        }
    }

    /** What is wrong with the result; empty if nothing is. */
    private static String result(Action.SystemCall call, SyscallTable.Attempt attempt, Done done) {
        long value = done.value();
        long shown = value < 0 ? -1 : value;
        String errno = value < 0 ? " with errno " + -value + " (" + Symbols.errno(-value) + ")" : "";
        if (!(call.result() instanceof Expr.Any)) {
            long expected = Args.number(call.result());
            boolean fd = attempt.makesDescriptor() && expected >= 0 && value >= 0;
            if (!fd && expected != shown) {
                return "Expected result " + expected + " but got " + shown + errno;
            }
        }
        if (!call.errno().isEmpty()) {
            Long wanted = Symbols.of(call.errno());
            if (wanted == null) {
                return "unknown errno '" + call.errno() + "'";
            }
            if (wanted != -value) {
                return "Expected errno " + wanted + " (" + call.errno() + ") but got"
                        + (errno.isEmpty() ? " result " + value : errno.substring(" with".length()));
            }
        }
        return attempt.difference(done);
    }

    /** The names assertions may use now: constants, and what TCP_INFO and SO_MEMINFO say of the socket under test. */
    Function<String, @Nullable Long> names() {
        Connection socket = sockets.underTest();
        int fd = socket == null ? -1 : table.descriptor(socket.fd);
        Map<String, Long> info = process.info(fd);
        return name -> {
            Long value = info.get(name);
            return value != null ? value : Symbols.of(name);
        };
    }
}
