package io.rxpath.lab.report;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The page /apps as a table. */
public final class AppsTable {
    private AppsTable() {}

    /** One line per connection. */
    public static String text(JsonNode apps) {
        if (apps.isEmpty()) {
            return "no connections\n";
        }
        Table table = new Table("", "flow", "app", "state", " received", "SHA-256", " sent", "SHA-256 sent", " queued");
        for (JsonNode app : apps) {
            table.row(
                    flow(app.path("flow")).toString(),
                    app.path("app").asString(""),
                    app.path("state").asString(""),
                    Units.count(app.path("bytesReceived").asLong(0)),
                    app.path("sha256").asString(""),
                    Units.count(app.path("bytesSent").asLong(0)),
                    app.path("sha256Sent").asString(""),
                    Units.count(app.path("queuedBytes").asLong(0)));
        }
        return table.text();
    }

    /** One object per connection, with its addresses as people write them. */
    public static String json(JsonNode apps) {
        StringBuilder text = new StringBuilder("[");
        String separator = "\n  ";
        for (JsonNode app : apps) {
            FlowKey flow = flow(app.path("flow"));
            ObjectNode one = JsonNodeFactory.instance.objectNode();
            one.put("local", end(flow.local(), flow.localPort()));
            one.put("remote", end(flow.remote(), flow.remotePort()));
            app.forEachEntry((name, value) -> {
                if (!name.equals("flow")) {
                    one.set(name, value);
                }
            });
            text.append(separator).append(one);
            separator = ",\n  ";
        }
        return text.append(apps.isEmpty() ? "]\n" : "\n]\n").toString();
    }

    private static String end(IpAddress address, int port) {
        return address.isV4() ? address + ":" + port : "[" + address + "]:" + port;
    }

    /** The connection's 4-tuple. */
    public static FlowKey flow(JsonNode flow) {
        return new FlowKey(
                flow.path("localHi").asLong(0),
                flow.path("localLo").asLong(0),
                flow.path("remoteHi").asLong(0),
                flow.path("remoteLo").asLong(0),
                flow.path("localPort").asInt(0),
                flow.path("remotePort").asInt(0));
    }
}
