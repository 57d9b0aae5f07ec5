package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.ScriptException;
import io.rxpath.lab.packetdrill.eval.CodeException;
import io.rxpath.lab.packetdrill.eval.CodeRun;
import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.lab.packetdrill.script.Event;
import io.rxpath.lab.packetdrill.script.EventTime;
import io.rxpath.lab.packetdrill.script.Script;
import io.rxpath.tcp.core.KernelRelease;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Plays one script with one IP version, event by event, in virtual time. The first thing that is not as the script says
 * ends it.
 */
public final class ScriptRun {
    private static final long MICRO = 1000;
    private static final double PERCENT = 100;

    /** What a packet or a system call takes. */
    private static final long STEP_NANOS = 10_000;

    private final Script script;
    private final RunOptions options;
    private final Consumer<String> out;
    private final HostUnderTest host;
    private final Shell shell;
    private final PacketRun packets;
    private final CallRun calls;
    private final CodeRun.Program code;
    private final long started;

    /** When the event before should have been, microseconds of the script; tolerance grows with the time since. */
    private long lastUsecs;

    /**
     * Ready to play.
     *
     * @param host to play it against
     * @param folder where its files are
     * @param out gets what its code prints, and warnings
     */
    public ScriptRun(Script script, RunOptions options, HostUnderTest host, Path folder, Consumer<String> out) {
        this.script = script;
        this.options = options;
        this.out = out;
        this.host = host;
        shell = new Shell(host, script.file(), folder);
        Sockets sockets = new Sockets(options);
        packets = new PacketRun(host, sockets, options, this);
        calls = new CallRun(host, sockets, options, this);
        code = new CodeRun.Program(out);
        started = host.now();
        if (!options.kernel.isEmpty()) {
            host.sysctl(KernelRelease.SYSCTL, options.kernel);
        }
    }

    /** Plays it; throws {@link ScriptException} for the first thing that is not as it says. */
    public void play() {
        script.before().forEach(c -> shell.run(c.line(), c.text()));
        for (Event event : script.events()) {
            play(event);
        }
        calls.await();
        script.after().forEach(c -> shell.run(c.line(), c.text()));
    }

    private void play(Event event) {
        // Counted from when the event before came to pass, not from when it should have
        // (adjust_relative_event_times()).
        long at = event.time().usecs() + (event.time().relative() ? usecs(host.now()) : 0);
        try {
            if (event.action() instanceof Action.Packet packet && !packet.inbound()) {
                lastUsecs = packets.expect(event, at);
            } else {
                waitFor(at);
                perform(event, at);
                lastUsecs = at;
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw fail(event.line(), e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void perform(Event event, long at) {
        Action action = event.action();
        if (action instanceof Action.Tcp tcp) {
            packets.inject(tcp);
        } else if (action instanceof Action.Icmp icmp) {
            packets.inject(icmp);
        } else if (action instanceof Action.SystemCall call) {
            calls.call(event, call, at);
        } else if (action instanceof Action.Shell command) {
            shell.run(event.line(), command.text());
        } else if (action instanceof Action.Code snippet) {
            code(event.line(), snippet.text());
        }
    }

    private void code(int line, String text) {
        try {
            code.run(text, calls.names());
        } catch (CodeException e) {
            throw fail(line + e.line(), "error running code: " + e.getMessage());
        }
    }

    /** Lets time pass to {@code usecs}, and a moment more: nothing takes no time. */
    private void waitFor(long usecs) {
        host.runUntil(Math.max(started + usecs * MICRO, host.now() + STEP_NANOS));
    }

    /** Microseconds of the script at a moment of virtual time. */
    long usecs(long nanos) {
        return (nanos - started) / MICRO;
    }

    /** Virtual time of a microsecond of the script. */
    long nanos(long usecs) {
        return started + usecs * MICRO;
    }

    ScriptException fail(int line, String message) {
        return new ScriptException(script.file(), line, message);
    }

    /** What is not as expected and does not end the script. */
    void warn(int line, String message) {
        out.accept(script.file() + ":" + line + ": warning " + message);
    }

    /** How far off a time may be, microseconds. */
    long tolerance(long expected) {
        double part = options.tolerancePercent / PERCENT * Math.max(0, expected - lastUsecs);
        return Math.max(options.toleranceUsecs, (long) part);
    }

    /** What is wrong with the time {@code actual} of something expected at {@code expected}; empty if nothing is. */
    String timing(EventTime time, long expected, long actual, String what) {
        long end = expected + (time.endUsecs() - time.usecs());
        long tolerance = tolerance(end);
        if (time.kind() == EventTime.Kind.ANY || actual >= expected - tolerance && actual <= end + tolerance) {
            return "";
        }
        String when = time.range()
                ? "in time range " + PacketText.seconds(expected) + "~" + PacketText.seconds(end) + " sec"
                : "at " + PacketText.seconds(expected) + " sec";
        return "timing error: expected " + what + " " + when + " but happened at " + PacketText.seconds(actual)
                + " sec; tolerance " + PacketText.seconds(tolerance) + " sec";
    }
}
