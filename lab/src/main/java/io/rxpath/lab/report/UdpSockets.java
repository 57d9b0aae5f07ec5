package io.rxpath.lab.report;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import tools.jackson.databind.JsonNode;

/** The page /udp: the sockets as {@code ss -uam} lists them, and below them their applications' peers. */
public final class UdpSockets {
    private UdpSockets() {}

    /** Two tables; empty text if there is no socket. */
    public static String text(JsonNode sockets) {
        if (sockets.isEmpty()) {
            return "";
        }
        Table table = new Table(
                "", "UDP socket", "peer", "app", " datagrams", " queued", " rmem", " rcvbuf", " drops", " errors");
        Table peers = new Table(
                "", "UDP flow", "app", " datagrams", " bytes", "SHA-256", " sent", " bytes sent", "SHA-256 sent");
        boolean any = false;
        for (JsonNode socket : sockets) {
            long datagrams = 0;
            String app = socket.path("app").asString("");
            for (JsonNode peer : socket.path("peers")) {
                any = true;
                datagrams += peer.path("datagrams").asLong(0);
                FlowKey flow = AppsTable.flow(peer.path("flow"));
                peers.row(
                        end(flow.local(), flow.localPort()) + " <- " + end(flow.remote(), flow.remotePort()),
                        app,
                        number(peer, "datagrams"),
                        number(peer, "bytes"),
                        peer.path("sha256").asString(""),
                        number(peer, "sentDatagrams"),
                        number(peer, "sentBytes"),
                        peer.path("sha256Sent").asString(""));
            }
            table.row(
                    socket.path("local").asString(""),
                    socket.path("peer").asString(""),
                    app,
                    Units.count(datagrams),
                    number(socket, "queuedDatagrams"),
                    number(socket, "rmemAlloc"),
                    number(socket, "rcvbuf"),
                    number(socket, "drops"),
                    number(socket, "errors"));
        }
        return table.text() + (any ? peers.text() : "");
    }

    private static String number(JsonNode node, String name) {
        return Units.count(node.path(name).asLong(0));
    }

    private static String end(IpAddress address, int port) {
        return address.isV4() ? address + ":" + port : "[" + address + "]:" + port;
    }
}
