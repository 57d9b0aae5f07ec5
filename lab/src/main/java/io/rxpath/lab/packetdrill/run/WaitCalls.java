package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.run.Reply.Done;
import io.rxpath.lab.packetdrill.run.SyscallTable.Attempt;
import io.rxpath.lab.packetdrill.script.Action.SystemCall;
import io.rxpath.lab.packetdrill.script.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Calls that wait for something to happen: poll and epoll. */
final class WaitCalls {
    private final ScriptProcess process;
    private final SyscallTable table;

    WaitCalls(ScriptProcess process, SyscallTable table) {
        this.process = process;
        this.table = table;
    }

    void into(Map<String, Function<SystemCall, Attempt>> calls) {
        calls.put("poll", this::poll);
        calls.put("epoll_create", c -> table.making(c, process.epollCreate(), fd -> {}));
        calls.put("epoll_create1", c -> table.making(c, process.epollCreate(), fd -> {}));
        calls.put("epoll_ctl", this::epollCtl);
        calls.put("epoll_wait", this::epollWait);
    }

    private Attempt poll(SystemCall call) {
        Args args = new Args(call).count(3);
        List<Expr> items = Args.array(args.expr(0));
        int[] fds = new int[items.size()];
        int[] events = new int[items.size()];
        List<Expr> revents = new ArrayList<>();
        for (int i = 0; i < fds.length; i++) {
            Expr.Struct pollfd = Args.struct(items.get(i));
            fds[i] = table.descriptor((int) Args.number(pollfd.field("fd")));
            events[i] = (int) Args.number(pollfd.field("events"));
            revents.add(pollfd.fields().getOrDefault("revents", new Expr.Int(0)));
        }
        return Attempt.of(process.poll(fds, events, args.integer(2))).checked(done -> polled(done, revents));
    }

    private static String polled(Done done, List<Expr> revents) {
        for (int i = 0; i < revents.size() && i < done.numbers().size(); i++) {
            Expr wanted = revents.get(i);
            if (!(wanted instanceof Expr.Any)
                    && Args.number(wanted) != done.numbers().get(i)) {
                return "Expected revents 0x" + Long.toHexString(Args.number(wanted)) + " for pollfd " + i
                        + " but got 0x" + Long.toHexString(done.numbers().get(i));
            }
        }
        return "";
    }

    /** What the caller has registered: a descriptor's number is the script's. */
    private static long data(Expr.Struct event) {
        for (String field : List.of("fd", "u32", "u64", "ptr")) {
            if (event.fields().containsKey(field)) {
                return Args.number(event.field(field));
            }
        }
        throw new IllegalArgumentException("an epoll event has no fd, ptr, u32 or u64: " + event);
    }

    private Attempt epollCtl(SystemCall call) {
        Args args = new Args(call).count(4);
        int target = table.descriptor(args.integer(2));
        int operation = args.integer(1);
        if (args.isNull(3) || args.any(3)) {
            return Attempt.of(process.epollCtl(table.fd(call), operation, target, 0, 0));
        }
        Expr.Struct event = Args.struct(args.expr(3));
        int events = (int) Args.number(event.field("events"));
        return Attempt.of(process.epollCtl(table.fd(call), operation, target, events, data(event)));
    }

    private Attempt epollWait(SystemCall call) {
        Args args = new Args(call).count(4);
        List<Expr> wanted = new ArrayList<>();
        if (args.expr(1) instanceof Expr.Array array) {
            wanted.addAll(array.items());
        } else if (args.expr(1) instanceof Expr.Struct one) {
            wanted.add(one);
        }
        Reply reply = process.epollWait(table.fd(call), args.integer(2), args.integer(3));
        return Attempt.of(reply).checked(done -> waited(done, wanted));
    }

    private static String waited(Done done, List<Expr> wanted) {
        for (int i = 0; i < wanted.size() && i < done.ready().size(); i++) {
            if (wanted.get(i) instanceof Expr.Any) {
                continue;
            }
            Expr.Struct event = Args.struct(wanted.get(i));
            Reply.Ready got = done.ready().get(i);
            long events = Args.number(event.field("events")) & 0xffff_ffffL;
            if (events != (got.events() & 0xffff_ffffL)) {
                return "epoll_event->events does not match script: expected: 0x" + Long.toHexString(events)
                        + " actual: 0x" + Long.toHexString(got.events());
            }
            if (data(event) != got.data()) {
                return "epoll_event->data does not match script: expected: " + data(event) + " actual: " + got.data();
            }
        }
        return "";
    }
}
