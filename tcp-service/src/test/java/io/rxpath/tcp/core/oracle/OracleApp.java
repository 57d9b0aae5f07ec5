package io.rxpath.tcp.core.oracle;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** One accepted connection and the application that reads from it. */
final class OracleApp {
    final String conn;
    final long cookie;
    final FlowKey flow;
    final int hash;
    private final JsonNode app;
    private String mode;
    long received;
    long copied;
    private long written;
    boolean eof;
    String end = "open";
    long nextRead;
    private final java.security.MessageDigest sha;

    OracleApp(String conn, SockEvent event, JsonNode app) {
        this.conn = conn;
        cookie = event.cookie();
        flow = event.flow();
        hash = event.hash();
        this.app = app;
        mode = app.path("mode").asString("drain");
        try {
            sha = java.security.MessageDigest.getInstance("SHA-256");
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    void event(SockEvent e) {
        switch (e.kind()) {
            case DATA -> {
                byte[] bytes = Objects.requireNonNull(e.skb()).toByteArray();
                if (e.value() != received) {
                    throw new AssertionError(conn + ": bytes at " + e.value() + " after " + received);
                }
                received += bytes.length;
                pending.writeBytes(bytes);
            }
            case FIN -> eof = true;
            case ERROR ->
                end = e.value() == 104 ? "ConnectionResetError" : e.value() == 32 ? "BrokenPipeError" : "error";
            default -> {
                // Nothing to read.
            }
        }
    }

    private final java.io.ByteArrayOutputStream pending = new java.io.ByteArrayOutputStream();

    /** What the application calls by itself now. */
    void poll(OracleRun run) {
        if (mode.equals("drain")) {
            int chunk = app.path("chunk").asInt(65536);
            while (end.equals("open") && read(run, chunk)) {
                // until there is nothing
            }
        } else if (mode.equals("slow") && end.equals("open") && run.now >= nextRead) {
            nextRead = run.now + app.get("every_ms").asInt() * 1_000_000L;
            run.stimulus = run.now;
            read(run, app.get("bytes").asInt());
        }
    }

    boolean slow() {
        return mode.equals("slow") && end.equals("open");
    }

    boolean read(OracleRun run, long max) {
        long n = Math.min(max, received - copied);
        if (n > 0) {
            byte[] bytes = pending.toByteArray();
            sha.update(bytes, 0, (int) n);
            pending.reset();
            pending.write(bytes, (int) n, bytes.length - (int) n);
            copied += n;
            run.command(this, SockCommand.Kind.COPIED, copied);
            return true;
        }
        if (eof && end.equals("open")) {
            run.command(this, SockCommand.Kind.COPIED, copied);
            end = "eof";
            if (app.path("on_eof").asString("close").equals("close")) {
                run.command(this, SockCommand.Kind.CLOSE, 0);
            }
            return true;
        }
        return false;
    }

    String sha256() {
        try {
            return java.util.HexFormat.of().formatHex(((java.security.MessageDigest) sha.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    void step(OracleRun run, JsonNode s) {
        switch (s.get("do").asString()) {
            case "read" -> read(run, s.get("n").asLong());
            case "write" -> {
                int n = s.get("n").asInt();
                byte[] bytes = new byte[n];
                for (int i = 0; i < n; i++) {
                    bytes[i] = (byte) OraclePeer.pattern(i);
                }
                run.write(this, written, bytes);
                written += n;
            }
            case "shutdown" -> run.command(this, SockCommand.Kind.SHUTDOWN, 0);
            case "abort" -> {
                end = "aborted";
                run.command(this, SockCommand.Kind.ABORT, 0);
            }
            case "close" -> {
                end = "closed";
                run.command(this, SockCommand.Kind.CLOSE, received > copied ? 1 : 0);
            }
            case "mode" -> mode = s.get("mode").asString();
            default -> run.unsupported("application call " + s.get("do").asString());
        }
    }
}
