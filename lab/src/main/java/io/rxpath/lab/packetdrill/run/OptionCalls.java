package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.run.Reply.Done;
import io.rxpath.lab.packetdrill.run.SyscallTable.Attempt;
import io.rxpath.lab.packetdrill.script.Action.SystemCall;
import io.rxpath.lab.packetdrill.script.Expr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Calls about properties of descriptors: getsockopt, setsockopt, fcntl, ioctl. */
final class OptionCalls {
    private static final int SOL_SOCKET = 1;
    private static final int SO_LINGER = 13;

    private final ScriptProcess process;
    private final SyscallTable table;

    OptionCalls(ScriptProcess process, SyscallTable table) {
        this.process = process;
        this.table = table;
    }

    void into(Map<String, Function<SystemCall, Attempt>> calls) {
        calls.put("setsockopt", this::setsockopt);
        calls.put("getsockopt", this::getsockopt);
        calls.put("fcntl", this::fcntl);
        calls.put("ioctl", this::ioctl);
    }

    private Attempt setsockopt(SystemCall call) {
        Args args = new Args(call).count(5);
        int level = args.integer(1);
        int name = args.integer(2);
        return Attempt.of(process.setsockopt(table.fd(call), level, name, bytes(args.expr(3), args.integer(4))));
    }

    /** The value as it lies in memory: ints little endian, struct linger, text; no more than the given length. */
    private static byte[] bytes(Expr value, int length) {
        if (value instanceof Expr.Text text) {
            return cut(text.value().getBytes(StandardCharsets.ISO_8859_1), length);
        }
        if (value instanceof Expr.Array array
                && array.items().size() == 1
                && array.items().get(0) instanceof Expr.Text text) {
            return cut(text.value().getBytes(StandardCharsets.ISO_8859_1), length);
        }
        return cut(ints(numbers(value)), length);
    }

    private static byte[] cut(byte[] bytes, int length) {
        return java.util.Arrays.copyOf(bytes, Math.max(0, length));
    }

    private static byte[] ints(List<Long> numbers) {
        byte[] bytes = new byte[4 * numbers.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (numbers.get(i / 4) >>> 8 * (i % 4));
        }
        return bytes;
    }

    private static List<Long> numbers(Expr value) {
        if (value instanceof Expr.Struct struct && struct.fields().containsKey("onoff")) {
            return List.of(Args.number(struct.field("onoff")), Args.number(struct.field("linger")));
        }
        if (value instanceof Expr.Array array) {
            List<Long> numbers = new ArrayList<>();
            array.items().forEach(item -> numbers.addAll(numbers(item)));
            return numbers;
        }
        return List.of(Args.number(value));
    }

    private Attempt getsockopt(SystemCall call) {
        Args args = new Args(call).count(5);
        int level = args.integer(1);
        int name = args.integer(2);
        Expr value = args.expr(3);
        Reply reply = process.getsockopt(table.fd(call), level, name);
        boolean text = value instanceof Expr.Text
                || value instanceof Expr.Array array
                        && array.items().size() == 1
                        && array.items().get(0) instanceof Expr.Text;
        if (value instanceof Expr.Any || text) {
            return text
                    ? Attempt.of(reply).checked(done -> text(done, bytes(value, Integer.MAX_VALUE >> 8)))
                    : Attempt.of(reply);
        }
        List<Long> expected = numbers(value);
        return Attempt.of(reply)
                .checked(done -> option(done, call, expected, level == SOL_SOCKET && name == SO_LINGER));
    }

    private static String text(Done done, byte[] padded) {
        String wanted = new String(padded, StandardCharsets.ISO_8859_1).replaceAll("\0+$", "");
        StringBuilder got = new StringBuilder();
        done.numbers().forEach(n -> {
            for (int i = 0; i < 4 && (n >>> 8 * i & 0xff) != 0; i++) {
                got.append((char) (n >>> 8 * i & 0xff));
            }
        });
        return done.value() < 0 || wanted.contentEquals(got)
                ? ""
                : "Bad getsockopt value: expected \"" + wanted + "\" but got \"" + got + "\"";
    }

    private static String option(Done done, SystemCall call, List<Long> expected, boolean linger) {
        if (done.value() < 0) {
            return "";
        }
        List<Long> got = done.numbers();
        for (int i = 0; i < expected.size(); i++) {
            if (i >= got.size() || got.get(i).intValue() != expected.get(i).intValue()) {
                String what = linger
                        ? (i == 0 ? "l_onoff" : "l_linger")
                        : call.arguments().get(2).toString();
                return "Bad getsockopt " + what + ": expected: " + expected.get(i) + " actual: "
                        + (i < got.size() ? got.get(i) : "nothing");
            }
        }
        return "";
    }

    private Attempt fcntl(SystemCall call) {
        Args args = new Args(call).count(2, 3);
        long argument = args.size() == 3 ? args.number(2) : 0;
        return Attempt.of(process.fcntl(table.fd(call), args.integer(1), argument));
    }

    private Attempt ioctl(SystemCall call) {
        Args args = new Args(call).count(2, 3);
        boolean given = args.size() == 3 && !args.any(2);
        long argument = given ? args.number(2) : 0;
        return Attempt.of(process.ioctl(table.fd(call), args.integer(1))).checked(done -> {
            Long got = DataCalls.first(done);
            return !given || got == null || got == argument
                    ? ""
                    : "Bad ioctl() value: expected " + argument + " but got " + got;
        });
    }
}
