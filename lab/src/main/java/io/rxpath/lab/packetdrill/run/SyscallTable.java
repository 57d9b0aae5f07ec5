package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.run.Reply.Done;
import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.lab.packetdrill.script.Expr;
import io.rxpath.skb.IpAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The calls scripts may make, by name: reads the arguments, makes the call, says what to compare with what it has written.
 * Descriptors of a script are numbers of its own; here they are put in the place of those of the process.
 */
final class SyscallTable {
    /** A descriptor that no process has. */
    private static final int UNKNOWN_FD = 1 << 20;

    /**
     * A call that was made.
     *
     * @param reply its result
     * @param makesDescriptor its result is a descriptor, whose number is the script's choice
     * @param check says what is wrong with what it has written, or nothing
     * @param after what follows from its success
     */
    record Attempt(Reply reply, boolean makesDescriptor, Function<Done, String> check, Consumer<Done> after) {
        static Attempt of(Reply reply) {
            return new Attempt(reply, false, done -> "", done -> {});
        }

        Attempt checked(Function<Done, String> how) {
            return new Attempt(reply, makesDescriptor, how, after);
        }

        Attempt then(Consumer<Done> what) {
            return new Attempt(reply, makesDescriptor, check, what);
        }

        String difference(Done done) {
            return check.apply(done);
        }

        void succeeded(Done done) {
            after.accept(done);
        }
    }

    /** The peer's end of a connection. */
    record Peer(IpAddress address, int port) {}

    private final ScriptProcess process;
    private final Sockets sockets;
    private final RunOptions options;
    private final Map<Integer, Integer> descriptors = new HashMap<>();
    private final Map<String, Function<Action.SystemCall, Attempt>> calls = new HashMap<>();

    SyscallTable(ScriptProcess process, Sockets sockets, RunOptions options, ScriptRun run) {
        this.process = process;
        this.sockets = sockets;
        this.options = options;
        calls.put("socket", this::socket);
        calls.put("bind", this::bind);
        calls.put("listen", this::listen);
        calls.put("accept", this::accept);
        calls.put("accept4", this::accept);
        calls.put("connect", this::connect);
        calls.put("close", this::close);
        calls.put(
                "shutdown",
                c -> Attempt.of(process.shutdown(fd(c), new Args(c).count(2).integer(1))));
        new DataCalls(process, this, run).into(calls);
        new OptionCalls(process, this).into(calls);
        new WaitCalls(process, this).into(calls);
    }

    Attempt call(Action.SystemCall call) {
        Function<Action.SystemCall, Attempt> handler = calls.get(call.name());
        if (handler == null) {
            throw new IllegalArgumentException("Unknown system call: '" + call.name() + "'");
        }
        return handler.apply(call);
    }

    /** The process's descriptor for the script's. */
    int descriptor(int script) {
        return descriptors.getOrDefault(script, UNKNOWN_FD + script);
    }

    /** The descriptor that is the first argument. */
    int fd(Action.SystemCall call) {
        return descriptor(new Args(call).integer(0));
    }

    /** A call whose result is a descriptor. */
    Attempt making(Action.SystemCall call, Reply reply, Consumer<Integer> with) {
        return new Attempt(reply, true, done -> "", done -> {
            if (done.value() >= 0 && !(call.result() instanceof Expr.Any)) {
                int script = (int) Args.number(call.result());
                descriptors.put(script, (int) done.value());
                with.accept(script);
            }
        });
    }

    /** The script's {@code script} is the process's {@code live}. */
    void name(int script, int live) {
        descriptors.put(script, live);
    }

    private Attempt socket(Action.SystemCall call) {
        Args args = new Args(call).count(3);
        boolean v6 = options.version != RunOptions.IpVersion.IPV4;
        int domain = args.any(0) ? (v6 ? 10 : 2) : args.integer(0);
        return making(call, process.socket(domain, args.integer(1), args.integer(2)), sockets::made);
    }

    private Attempt bind(Action.SystemCall call) {
        Args args = new Args(call).count(3);
        IpAddress address = args.address(1);
        IpAddress to = address == null ? IpAddress.parse(options.localIp()) : address;
        int port = args.port(1) < 0 ? options.bindPort : args.port(1);
        return Attempt.of(process.bind(fd(call), to, port));
    }

    private Attempt listen(Action.SystemCall call) {
        Args args = new Args(call).count(2);
        int script = args.integer(0);
        return Attempt.of(process.listen(fd(call), args.integer(1))).then(done -> {
            if (done.value() == 0) {
                sockets.listens(script);
            }
        });
    }

    private Attempt accept(Action.SystemCall call) {
        Args args = new Args(call).count(3, 4);
        int flags = call.name().equals("accept4") ? args.integer(3) : 0;
        Reply reply = process.accept(fd(call), flags);
        return making(call, reply, fd -> {
            Done done = reply.done();
            if (done != null) {
                sockets.accepted(fd, process.peerPort((int) done.value()));
            }
        });
    }

    private Attempt connect(Action.SystemCall call) {
        Args args = new Args(call).count(3);
        if (args.unspecified(1)) {
            return Attempt.of(process.disconnect(fd(call)));
        }
        sockets.connects(args.integer(0));
        Peer to = address(args, 1);
        return Attempt.of(process.connect(fd(call), to.address(), to.port()));
    }

    /** Where sendto() is to connect the socket to that is its first argument. */
    Peer peer(Args args) {
        sockets.connectsIfNew(args.integer(0));
        return address(args, 4);
    }

    private Peer address(Args args, int at) {
        IpAddress address = args.address(at);
        IpAddress to = address == null ? IpAddress.parse(options.remoteIp()) : address;
        return new Peer(to, args.port(at) < 0 ? options.connectPort : args.port(at));
    }

    private Attempt close(Action.SystemCall call) {
        int script = new Args(call).count(1).integer(0);
        int live = fd(call);
        descriptors.remove(script);
        sockets.closed(script);
        return Attempt.of(process.close(live));
    }
}
