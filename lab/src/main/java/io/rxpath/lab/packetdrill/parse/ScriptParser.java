package io.rxpath.lab.packetdrill.parse;

import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.lab.packetdrill.script.Event;
import io.rxpath.lab.packetdrill.script.EventTime;
import io.rxpath.lab.packetdrill.script.EventTime.Kind;
import io.rxpath.lab.packetdrill.script.Expr;
import io.rxpath.lab.packetdrill.script.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Understands a whole script: options, a first command, events, a last command. */
public final class ScriptParser {
    private final String file;
    private final Cursor in;
    private final PacketSyntax packets;
    private final ExprSyntax exprs;

    private ScriptParser(String file, Cursor in) {
        this.file = file;
        this.in = in;
        packets = new PacketSyntax(in);
        exprs = new ExprSyntax(in);
    }

    /**
     * The script in {@code text}.
     *
     * @param file its name, for messages
     * @param defines words that stand for something else ({@code -D})
     * @throws io.rxpath.lab.packetdrill.ScriptException naming the line and what was expected there
     */
    public static Script parse(String file, String text, Map<String, String> defines) {
        return new ScriptParser(file, new Cursor(file, text, defines)).script();
    }

    private Script script() {
        List<Script.Option> options = new ArrayList<>();
        List<Script.Command> before = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        List<Script.Command> after = new ArrayList<>();
        while (in.looksAt("--")) {
            int line = in.line();
            String[] option = in.option();
            options.add(new Script.Option(line, option[0], option[1]));
        }
        while (!in.atEnd()) {
            int line = in.line();
            if (in.take("`")) {
                (events.isEmpty() ? before : after).add(new Script.Command(line, in.until("`", "the command")));
            } else if (!after.isEmpty()) {
                throw in.expected("the end of the script behind the last command");
            } else {
                events.add(event(line));
            }
        }
        if (events.isEmpty()) {
            throw in.error("syntax error: the script has no event");
        }
        return new Script(file, options, before, events, after);
    }

    private Event event(int line) {
        EventTime time = time();
        Action action = action();
        boolean outbound = action instanceof Action.Packet packet && !packet.inbound();
        if (time.kind() == Kind.ANY && !outbound) {
            throw in.error("semantic error: event time <star> can only be used with outbound packets");
        }
        if (time.range() && !outbound) {
            throw in.error("semantic error: event time range can only be used with outbound packets");
        }
        return new Event(line, time, action);
    }

    private EventTime time() {
        if (in.take("*")) {
            return new EventTime(Kind.ANY, 0, 0);
        }
        boolean relative = in.take("+");
        if (!in.looksAtNumber()) {
            throw in.expected("the time of an event");
        }
        long from = in.seconds();
        if (!in.take("~")) {
            return new EventTime(relative ? Kind.RELATIVE : Kind.ABSOLUTE, from, from);
        }
        if (relative) {
            in.expect("+");
        }
        long to = in.seconds();
        if (to < from) {
            throw in.error("semantic error: time range is backwards");
        }
        return new EventTime(relative ? Kind.RELATIVE_RANGE : Kind.ABSOLUTE_RANGE, from, to);
    }

    private Action action() {
        if (in.take("`")) {
            return new Action.Shell(in.until("`", "the command"));
        }
        if (in.take("%{")) {
            return new Action.Code(in.until("}%", "the code"));
        }
        if (in.take("<")) {
            return packets.packet(true);
        }
        if (in.take(">")) {
            return packets.packet(false);
        }
        return call();
    }

    private Action call() {
        long end = in.take("...") ? in.seconds() : -1;
        String name = in.word("a packet, system call, command or code");
        in.expect("(");
        List<Expr> arguments = exprs.list(")");
        in.expect("=");
        Expr result = exprs.expression();
        String errno = "";
        if (Character.isLetter(in.peek())) {
            errno = in.word("an error's name");
        }
        String note = "";
        if (in.take("(")) {
            note = in.until(")", "the note").strip();
        }
        return new Action.SystemCall(end, name, arguments, result, errno, note);
    }
}
