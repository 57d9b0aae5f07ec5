package io.rxpath.lab.packetdrill.eval;

/** The code cannot be understood, or an assertion is not true. */
public final class CodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    /** On {@code line} of the code, counted from 0. */
    public CodeException(int line, String message) {
        super(message);
        this.line = line;
    }

    /** Line of the code, from 0. */
    public int line() {
        return line;
    }
}
