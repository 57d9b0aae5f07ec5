package io.rxpath.lab.run;

/** What a person must be told: one line with what happened, where, and what was expected. */
public final class LabException extends RuntimeException {
    /** Exit code of a run that failed. */
    public static final int FAILED = 1;

    /** Exit code of an option or input that cannot be used. */
    public static final int BAD_INPUT = 2;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private LabException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    private LabException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Something did not work. */
    public static LabException failed(String message) {
        return new LabException(FAILED, message);
    }

    /** Something did not work, because of {@code cause}. */
    public static LabException failed(String message, Throwable cause) {
        return new LabException(FAILED, message, cause);
    }

    /** The person gave something that cannot be used. */
    public static LabException badInput(String message) {
        return new LabException(BAD_INPUT, message);
    }

    /** {@link #FAILED} or {@link #BAD_INPUT}. */
    public int exitCode() {
        return exitCode;
    }
}
