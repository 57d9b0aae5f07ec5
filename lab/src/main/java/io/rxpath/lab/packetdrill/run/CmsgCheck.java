package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.run.Reply.Done;
import io.rxpath.lab.packetdrill.script.Expr;
import java.util.List;

/** Compares what recvmsg() has written to a struct msghdr with what a script says: flags and control messages. */
final class CmsgCheck {
    /** Members of struct sock_extended_err, in their order. */
    private static final List<String> EXTENDED =
            List.of("ee_errno", "ee_origin", "ee_type", "ee_code", "ee_info", "ee_data");

    private static final long SECOND = 1_000_000_000L;

    private CmsgCheck() {}

    /** What is wrong, or nothing. */
    static String difference(ScriptRun run, Done done, Expr flags, Expr control) {
        if (done.value() < 0) {
            return "";
        }
        if (!(flags instanceof Expr.Any) && !done.numbers().isEmpty()) {
            long expected = Args.number(flags);
            if (expected != done.numbers().get(0)) {
                return "Expected msg_flags 0x" + Long.toHexString(expected) + " but got 0x"
                        + Long.toHexString(done.numbers().get(0));
            }
        }
        if (control instanceof Expr.Any) {
            return "";
        }
        List<Expr> wanted = Args.array(control);
        if (wanted.size() != done.control().size()) {
            return "Expected " + wanted.size() + " control messages but got " + done.control();
        }
        for (int i = 0; i < wanted.size(); i++) {
            Expr.Struct struct = Args.struct(wanted.get(i));
            Reply.Control got = done.control().get(i);
            String found = field("cmsg_level", struct, got.level());
            found = found.isEmpty() ? field("cmsg_type", struct, got.type()) : found;
            found = found.isEmpty() ? data(run, struct, got) : found;
            if (!found.isEmpty()) {
                return found;
            }
        }
        return "";
    }

    private static String data(ScriptRun run, Expr.Struct struct, Reply.Control got) {
        if (got.fields().isEmpty() || !(struct.field("cmsg_data") instanceof Expr.Struct data)) {
            return field("cmsg_data", struct, got.data());
        }
        if (data.fields().containsKey("scm_sec")) {
            return time(run, data, got.fields());
        }
        for (int i = 0; i < EXTENDED.size(); i++) {
            String found = data.fields().containsKey(EXTENDED.get(i))
                    ? field(EXTENDED.get(i), data, got.fields().get(i))
                    : "";
            if (!found.isEmpty()) {
                return found;
            }
        }
        return "";
    }

    /** A time stamp counts from the beginning of the script and may be as far off as an event. */
    private static String time(ScriptRun run, Expr.Struct data, List<Long> fields) {
        long expected = Args.number(data.field("scm_sec")) * SECOND + Args.number(data.field("scm_nsec"));
        long actual = run.usecs(fields.get(0) * SECOND + fields.get(1));
        long wanted = expected / 1000;
        return Math.abs(actual - wanted) <= run.tolerance(wanted)
                ? ""
                : "Bad time stamp: expected " + PacketText.seconds(wanted) + " sec but got "
                        + PacketText.seconds(actual) + " sec";
    }

    private static String field(String name, Expr.Struct struct, long actual) {
        if (struct.field(name) instanceof Expr.Any) {
            return "";
        }
        long expected = Args.number(struct.field(name));
        return expected == actual ? "" : "Bad " + name + ": expected " + expected + " but got " + actual;
    }
}
