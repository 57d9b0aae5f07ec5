package io.rxpath.lab.packetdrill.script;

import java.util.List;
import java.util.Map;

/** An expression in a system call, as in C. */
public sealed interface Expr {
    /** {@code ...}: anything. */
    record Any() implements Expr {}

    /** A number. */
    record Int(long value) implements Expr {}

    /** A name: a constant or NULL. */
    record Word(String name) implements Expr {}

    /** Text in quotes; {@code open} if dots follow: the value begins with it. */
    record Text(String value, boolean open) implements Expr {}

    /** Alternatives joined with {@code |}. */
    record Or(List<Expr> parts) implements Expr {}

    /** {@code [a, b]}. */
    record Array(List<Expr> items) implements Expr {}

    /** {@code {a, b}}. */
    record Group(List<Expr> items) implements Expr {}

    /** {@code {name = a, other(2) = b}}; of {@code other(2)} the name is other. */
    record Struct(Map<String, Expr> fields) implements Expr {
        /** The value of a field, or anything if it is not there. */
        public Expr field(String name) {
            return fields.getOrDefault(name, new Any());
        }
    }

    /** {@code name(a, b)}, such as htons(8080). */
    record Call(String name, List<Expr> arguments) implements Expr {}
}
