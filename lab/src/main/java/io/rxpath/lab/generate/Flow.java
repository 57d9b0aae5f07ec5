package io.rxpath.lab.generate;

import io.rxpath.lab.peer.FlightLimit;
import io.rxpath.lab.peer.FrameSink;
import io.rxpath.lab.peer.ModelClient;
import io.rxpath.lab.peer.SeededPayload;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One flow of a {@link FlowSet}: a client, its bytes, and digests of what it sends and receives. */
public final class Flow {
    private static final int CHUNK = 16_384;

    private final SeededPayload payload;
    private final ModelClient client;
    private final MessageDigest receivedDigest = sha256();
    private boolean closed;

    Flow(FlowSetSettings settings, int index, FlightLimit limit, FrameSink out) {
        long seed = settings.seed() * 0x9E3779B97F4A7C15L + index;
        payload = new SeededPayload(seed, settings.bytes());
        client = new ModelClient(
                settings.client(),
                settings.self(),
                settings.firstPort() + index,
                settings.host(),
                settings.remotePort(),
                (int) (seed * 0xd1342543de82ef95L >>> 32),
                payload,
                receivedDigest::update,
                limit,
                out);
        client.closeOnEof();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    void start(long now) {
        client.connect(now);
        closed = true;
        client.close(now);
    }

    boolean started() {
        return closed;
    }

    /** The TCP client. */
    public ModelClient client() {
        return client;
    }

    /** SHA-256 of the whole stream it sends, 64 hex digits; computed anew with each call. */
    public String sha256Sent() {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK];
        for (long at = 0; at < payload.length(); at += CHUNK) {
            int length = (int) Math.min(CHUNK, payload.length() - at);
            payload.copy(at, chunk, 0, length);
            digest.update(chunk, 0, length);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256 of the bytes it has received so far, 64 hex digits. */
    public String sha256Received() {
        try {
            MessageDigest copy = (MessageDigest) receivedDigest.clone();
            return HexFormat.of().formatHex(copy.digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of this platform cannot be copied", e);
        }
    }
}
