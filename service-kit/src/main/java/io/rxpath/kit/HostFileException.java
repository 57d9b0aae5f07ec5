package io.rxpath.kit;

/** A host file that cannot be used. The message names the file, the place and what was expected. */
public final class HostFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A fault, in one line. */
    public HostFileException(String message) {
        super(message);
    }

    /** A fault with its cause. */
    public HostFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
