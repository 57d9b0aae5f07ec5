package io.rxpath.lab.demo;

import io.rxpath.lab.generate.Flow;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.report.AppsTable;
import io.rxpath.lab.report.StreamResult;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares what generators sent and got with what the applications say they read and wrote. */
final class AppStreams {
    private final Map<FlowKey, JsonNode> apps = new HashMap<>();
    private final Station host;

    /** Compares with {@code apps}, the page of socket-service. */
    AppStreams(JsonNode page, Station host) {
        this.host = host;
        for (JsonNode app : page) {
            apps.put(AppsTable.flow(app.path("flow")), app);
        }
    }

    /** What a flow sent to an application, against what that has read. */
    StreamResult toHost(Station self, int selfPort, int appPort, long sent, String sha256) {
        JsonNode app = app(self, selfPort, appPort);
        String name = end(self, selfPort) + " -> " + appPort + label(app);
        return new StreamResult(
                name,
                sent,
                sha256,
                app == null ? -1 : app.path("bytesReceived").asLong(-1),
                app == null ? null : app.path("sha256").asString(""));
    }

    /** What an application has written, against what the flow's client has got. */
    StreamResult fromHost(Station self, int selfPort, int appPort, long received, String sha256) {
        JsonNode app = app(self, selfPort, appPort);
        return new StreamResult(
                appPort + label(app) + " -> " + end(self, selfPort),
                app == null ? -1 : app.path("bytesSent").asLong(-1),
                app == null ? "" : app.path("sha256Sent").asString(""),
                received,
                sha256);
    }

    /** A flow's stream to its application. */
    StreamResult toHost(Station self, Flow flow, int appPort, long bytes) {
        return toHost(self, flow.client().localPort(), appPort, bytes, flow.sha256Sent());
    }

    /** The stream back to a flow. */
    StreamResult fromHost(Station self, Flow flow, int appPort) {
        return fromHost(self, flow.client().localPort(), appPort, flow.client().bytesReceived(), flow.sha256Received());
    }

    private @Nullable JsonNode app(Station self, int selfPort, int appPort) {
        return apps.get(FlowKey.v4(host.ip(), appPort, self.ip(), selfPort));
    }

    private static String label(@Nullable JsonNode app) {
        return app == null ? "" : " " + app.path("app").asString("");
    }

    private static String end(Station self, int port) {
        return IpAddress.format(self.ip()) + ":" + port;
    }

    /** SHA-256 of bytes, 64 hex digits. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
