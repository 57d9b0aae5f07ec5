package io.rxpath.lab.packetdrill;

/** Ends a script: it cannot be understood, or what happened is not what it expects. */
public final class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;

    /** At {@code line} of {@code file}, counted from 1. */
    public ScriptException(String file, int line, String message) {
        super(message);
        this.file = file;
        this.line = line;
    }

    /** Name of the script. */
    public String file() {
        return file;
    }

    /** Line of the script, from 1. */
    public int line() {
        return line;
    }

    /** {@code file:line: message}, as packetdrill says it. */
    public String report() {
        return file + ":" + line + ": " + getMessage();
    }
}
