package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.socket.core.app.Application;
import io.rxpath.socket.core.state.PartReader;
import io.rxpath.socket.core.state.PartWriter;
import org.jspecify.annotations.Nullable;

/** The saved form of a {@link Sock} without its receive queue. No kernel counterpart, see {@link SocketState}. */
final class SockPart {
    private static final int VERSION = 2;
    private static final int EOF_READ = 1;
    private static final int DEAD = 2;
    private static final int ACCEPTED = 4;
    private static final int SHUTDOWN = 8;
    private static final int NO_SPACE = 16;
    private static final int URG_READ = 32;
    private static final int URG_INLINE = 64;
    private static final int ABORTED = 128;
    private static final AppKind[] KINDS = AppKind.values();

    private static final byte[] NONE = new byte[0];

    private SockPart() {}

    static byte[] encode(Sock sk) {
        byte[] flow = new byte[FlowKey.ENCODED_LENGTH];
        sk.flow.encode(flow, 0);
        App app = sk.app;
        byte[] read = state(sk.digestRead);
        byte[] written = state(sk.digestWritten);
        PartWriter part = new PartWriter()
                .put8(VERSION)
                .put32(sk.hash)
                .putBytes(flow, 0, flow.length)
                .put16(app.port())
                .put8(app.kind().ordinal())
                .put32(app.bytes())
                .put64(app.everyNanos())
                .put32(app.sndbuf())
                .put8((sk.eofRead ? EOF_READ : 0)
                        | (sk.dead ? DEAD : 0)
                        | (sk.accepted ? ACCEPTED : 0)
                        | (sk.shutdown ? SHUTDOWN : 0)
                        | (sk.noSpace ? NO_SPACE : 0)
                        | (sk.urgRead ? URG_READ : 0)
                        | (sk.urgInline ? URG_INLINE : 0)
                        | (sk.aborted ? ABORTED : 0))
                .put32(sk.err)
                .put64(sk.rcvNxt)
                .put64(sk.copiedSeq)
                .put64(sk.urgSeq)
                .put64(sk.urgSkipped)
                .put64(sk.finSeq)
                .put64(sk.written)
                .put64(sk.writeLimit)
                .put64(sk.timerAt)
                .putBytes(read, 0, read.length)
                .putBytes(written, 0, written.length);
        sk.program.save(part);
        return part.toByteArray();
    }

    static Sock decode(long cookie, byte[] value) {
        PartReader part = new PartReader(value);
        part.version(VERSION, "socket");
        int hash = part.get32();
        FlowKey flow = FlowKey.decode(part.getBytes(), 0);
        int port = part.get16();
        int kind = part.get8();
        if (kind >= KINDS.length) {
            throw new IllegalStateException("saved socket " + cookie + " has the unknown application " + kind);
        }
        App app = new App(port, KINDS[kind], part.get32(), part.get64(), part.get32());
        Application program = Programs.start(app);
        Sock sk = new Sock(cookie, hash, flow, app, program);
        int flags = part.get8();
        sk.eofRead = (flags & EOF_READ) != 0;
        sk.dead = (flags & DEAD) != 0;
        sk.accepted = (flags & ACCEPTED) != 0;
        sk.shutdown = (flags & SHUTDOWN) != 0;
        sk.shutdownSent = sk.shutdown;
        sk.noSpace = (flags & NO_SPACE) != 0;
        sk.urgRead = (flags & URG_READ) != 0;
        sk.urgInline = (flags & URG_INLINE) != 0;
        sk.aborted = (flags & ABORTED) != 0;
        sk.err = part.get32();
        sk.rcvNxt = part.get64();
        sk.copiedSeq = part.get64();
        sk.copiedReported = sk.copiedSeq;
        sk.urgSeq = part.get64();
        sk.urgSkipped = part.get64();
        sk.finSeq = part.get64();
        sk.written = part.get64();
        sk.writeLimit = part.get64();
        sk.timerAt = part.get64();
        sk.digestRead = digest(part.getBytes());
        sk.digestWritten = digest(part.getBytes());
        program.load(part);
        if (!part.atEnd()) {
            throw new IllegalStateException("saved socket " + cookie + " has bytes nobody reads");
        }
        return sk;
    }

    private static byte[] state(@Nullable StreamDigest digest) {
        return digest == null ? NONE : digest.state();
    }

    private static @Nullable StreamDigest digest(byte[] state) {
        return state.length == 0 ? null : new StreamDigest(state);
    }
}
