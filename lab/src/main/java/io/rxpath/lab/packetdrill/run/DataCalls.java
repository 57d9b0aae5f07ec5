package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.run.Reply.Done;
import io.rxpath.lab.packetdrill.run.SyscallTable.Attempt;
import io.rxpath.lab.packetdrill.script.Action.SystemCall;
import io.rxpath.lab.packetdrill.script.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls that move bytes. */
final class DataCalls {
    private static final int MSG_FASTOPEN = 0x2000_0000;

    private final ScriptProcess process;
    private final SyscallTable table;
    private final ScriptRun run;

    DataCalls(ScriptProcess process, SyscallTable table, ScriptRun run) {
        this.run = run;
        this.process = process;
        this.table = table;
    }

    void into(Map<String, Function<SystemCall, Attempt>> calls) {
        calls.put("read", this::read);
        calls.put("recv", this::recv);
        calls.put("recvfrom", this::recv);
        calls.put("recvmsg", this::recvmsg);
        calls.put("readv", this::readv);
        calls.put("write", this::write);
        calls.put("writev", this::writev);
        calls.put("send", this::send);
        calls.put("sendto", this::sendto);
        calls.put("sendmsg", this::sendmsg);
        calls.put("sendfile", this::sendfile);
        calls.put("splice", this::splice);
        calls.put("pipe", this::pipe);
        calls.put("open", this::open);
    }

    private Attempt read(SystemCall call) {
        Args args = new Args(call).count(3);
        return Attempt.of(process.read(table.fd(call), args.isNull(1), args.integer(2)));
    }

    private Attempt recv(SystemCall call) {
        Args args = new Args(call).count(call.name().equals("recv") ? 4 : 6);
        return Attempt.of(process.recv(table.fd(call), args.isNull(1), args.integer(2), args.integer(3)));
    }

    private Attempt readv(SystemCall call) {
        Args args = new Args(call).count(3);
        return Attempt.of(process.read(table.fd(call), false, sum(iovec(args.expr(1)))));
    }

    private static List<Integer> iovec(Expr array) {
        List<Integer> lengths = new ArrayList<>();
        for (Expr item : Args.array(array)) {
            if (!(item instanceof Expr.Group iov) || iov.items().size() != 2) {
                throw new IllegalArgumentException("expected {..., LENGTH} but found " + item);
            }
            lengths.add((int) Args.number(iov.items().get(1)));
        }
        return lengths;
    }

    private static int sum(List<Integer> lengths) {
        return lengths.stream().mapToInt(Integer::intValue).sum();
    }

    private Attempt recvmsg(SystemCall call) {
        Args args = new Args(call).count(3);
        Expr.Struct message = Args.struct(args.expr(1));
        int[] lengths =
                Args.buffers(message).stream().mapToInt(Integer::intValue).toArray();
        Expr flags = message.field("msg_flags");
        Expr control = message.field("msg_control");
        return Attempt.of(process.recvmsg(table.fd(call), lengths, args.integer(2)))
                .checked(done -> CmsgCheck.difference(run, done, flags, control));
    }

    private Attempt write(SystemCall call) {
        Args args = new Args(call).count(3);
        return Attempt.of(process.write(table.fd(call), args.isNull(1), args.integer(2)));
    }

    private Attempt writev(SystemCall call) {
        Args args = new Args(call).count(3);
        return Attempt.of(process.write(table.fd(call), false, sum(iovec(args.expr(1)))));
    }

    private Attempt sendto(SystemCall call) {
        Args args = new Args(call).count(6);
        int flags = args.integer(3);
        if ((flags & MSG_FASTOPEN) == 0 || args.isNull(4)) {
            // A connection has one address only.
            return Attempt.of(process.send(table.fd(call), args.isNull(1), args.integer(2), flags));
        }
        SyscallTable.Peer to = table.peer(args);
        return Attempt.of(
                process.sendto(table.fd(call), args.isNull(1), args.integer(2), flags, to.address(), to.port()));
    }

    private Attempt send(SystemCall call) {
        Args args = new Args(call).count(4);
        return Attempt.of(process.send(table.fd(call), args.isNull(1), args.integer(2), args.integer(3)));
    }

    private Attempt sendmsg(SystemCall call) {
        Args args = new Args(call).count(3);
        Expr.Struct message = Args.struct(args.expr(1));
        int[] lengths =
                Args.buffers(message).stream().mapToInt(Integer::intValue).toArray();
        return Attempt.of(process.sendmsg(table.fd(call), lengths, args.integer(2)));
    }

    private Attempt sendfile(SystemCall call) {
        Args args = new Args(call).count(4);
        int in = table.descriptor(args.integer(1));
        if (!args.isNull(2) && args.number(2) != 0) {
            throw new IllegalArgumentException("sendfile() from the offset " + args.number(2) + ", expected 0 or NULL");
        }
        return Attempt.of(process.sendfile(table.fd(call), in, args.integer(3)));
    }

    private Attempt splice(SystemCall call) {
        Args args = new Args(call).count(6);
        int out = table.descriptor(args.integer(2));
        return Attempt.of(process.splice(table.fd(call), out, args.integer(4)));
    }

    private Attempt pipe(SystemCall call) {
        List<Long> names = Args.numbers(new Args(call).count(1).expr(0));
        if (names.size() != 2) {
            throw new IllegalArgumentException("pipe() needs two descriptors, [READ, WRITE]");
        }
        return Attempt.of(process.pipe()).then(done -> named(done, names));
    }

    private void named(Done done, List<Long> names) {
        for (int i = 0; i < done.numbers().size(); i++) {
            table.name(names.get(i).intValue(), done.numbers().get(i).intValue());
        }
    }

    private Attempt open(SystemCall call) {
        Args args = new Args(call).count(2, 3);
        return table.making(call, process.open(args.text(0)), fd -> {});
    }

    /** A number a call has written, null if there is none. */
    static @Nullable Long first(Done done) {
        return done.numbers().isEmpty() ? null : done.numbers().get(0);
    }
}
