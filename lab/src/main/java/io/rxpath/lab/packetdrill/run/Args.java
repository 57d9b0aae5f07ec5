package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.lab.packetdrill.script.Expr;
import io.rxpath.skb.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arguments of one call, evaluated as C would. */
final class Args {
    private final Action.SystemCall call;

    Args(Action.SystemCall call) {
        this.call = call;
    }

    /** Refuses another number of arguments. */
    Args count(int min, int max) {
        int n = call.arguments().size();
        if (n < min || n > max) {
            throw new IllegalArgumentException(call.name() + "() has " + n + " arguments, expected "
                    + (min == max ? String.valueOf(min) : min + " to " + max));
        }
        return this;
    }

    Args count(int exactly) {
        return count(exactly, exactly);
    }

    Expr expr(int i) {
        return call.arguments().get(i);
    }

    int size() {
        return call.arguments().size();
    }

    boolean any(int i) {
        return expr(i) instanceof Expr.Any;
    }

    /** True for NULL. */
    boolean isNull(int i) {
        return expr(i) instanceof Expr.Word word && word.name().equals("NULL");
    }

    long number(int i) {
        return number(expr(i));
    }

    int integer(int i) {
        return (int) number(expr(i));
    }

    /** A number, a constant, alternatives of them, or such a value in brackets. */
    static long number(Expr expr) {
        if (expr instanceof Expr.Int number) {
            return number.value();
        }
        if (expr instanceof Expr.Word word) {
            Long value = Symbols.of(word.name());
            if (value == null) {
                throw new IllegalArgumentException("unknown symbol '" + word.name() + "'");
            }
            return value;
        }
        if (expr instanceof Expr.Or or) {
            long value = 0;
            for (Expr part : or.parts()) {
                value |= number(part);
            }
            return value;
        }
        if (expr instanceof Expr.Array array && array.items().size() == 1) {
            return number(array.items().get(0));
        }
        if (expr instanceof Expr.Call function && function.name().equals("htons")) {
            return number(function.arguments().get(0));
        }
        throw new IllegalArgumentException("expected a number but found " + expr);
    }

    /** Numbers in brackets. */
    static List<Long> numbers(Expr expr) {
        List<Long> list = new ArrayList<>();
        for (Expr item : array(expr)) {
            list.add(number(item));
        }
        return list;
    }

    static List<Expr> array(Expr expr) {
        if (expr instanceof Expr.Array array) {
            return array.items();
        }
        throw new IllegalArgumentException("expected [...] but found " + expr);
    }

    static Expr.Struct struct(Expr expr) {
        if (expr instanceof Expr.Array array && array.items().size() == 1) {
            return struct(array.items().get(0));
        }
        if (expr instanceof Expr.Struct struct) {
            return struct;
        }
        throw new IllegalArgumentException("expected {NAME = VALUE, ...} but found " + expr);
    }

    String text(int i) {
        if (expr(i) instanceof Expr.Text text) {
            return text.value();
        }
        throw new IllegalArgumentException("expected a string but found " + expr(i));
    }

    /** An address of a struct sockaddr_in or sockaddr_in6, null for anything. */
    @Nullable
    IpAddress address(int i) {
        if (any(i)) {
            return null;
        }
        Expr.Struct struct = struct(expr(i));
        if (struct.field("sin_addr") instanceof Expr.Call function
                && function.name().startsWith("inet")
                && function.arguments().get(0) instanceof Expr.Text text) {
            return IpAddress.parse(text.value());
        }
        throw new IllegalArgumentException("expected sin_addr = inet_addr(\"ADDRESS\") but found " + struct);
    }

    /** The port of a struct sockaddr, -1 for anything. */
    int port(int i) {
        return any(i) ? -1 : (int) number(struct(expr(i)).field("sin_port"));
    }

    /** AF_UNSPEC in a struct sockaddr. */
    boolean unspecified(int i) {
        if (expr(i) instanceof Expr.Word word && word.name().equals("AF_UNSPEC")) {
            return true;
        }
        return expr(i) instanceof Expr.Struct struct
                && struct.fields().containsKey("sa_family")
                && number(struct.field("sa_family")) == 0;
    }

    /** Lengths of the buffers of a struct msghdr. */
    static List<Integer> buffers(Expr.Struct message) {
        List<Integer> lengths = new ArrayList<>();
        for (Expr item : array(message.field("msg_iov"))) {
            if (!(item instanceof Expr.Group iov) || iov.items().size() != 2) {
                throw new IllegalArgumentException("expected {..., LENGTH} but found " + item);
            }
            lengths.add((int) number(iov.items().get(1)));
        }
        return lengths;
    }
}
