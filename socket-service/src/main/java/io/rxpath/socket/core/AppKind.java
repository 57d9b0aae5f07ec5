package io.rxpath.socket.core;

/** What an application does with its connections. The ordinal is in saved state: append only. */
public enum AppKind {
    /** Reads everything at once and throws it away (the discard service, RFC 863). */
    SINK("sink"),
    /** Reads a fixed number of bytes, sleeps, and so on: shows a filling receive buffer and a closing window. */
    SLOW("slow"),
    /** Writes back what it reads (RFC 862), and reads no more than it can write. */
    ECHO("echo"),
    /** A small HTTP/1.1 server (RFC 9112). */
    HTTP("http");

    private final String label;

    AppKind(String label) {
        this.label = label;
    }

    /** Its name in lower case, as lists and metrics show it. */
    public String label() {
        return label;
    }
}
