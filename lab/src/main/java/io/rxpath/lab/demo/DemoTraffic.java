package io.rxpath.lab.demo;

import io.rxpath.kit.HostFile;
import io.rxpath.kit.ListenSection;
import io.rxpath.lab.generate.Flow;
import io.rxpath.lab.generate.FlowSet;
import io.rxpath.lab.generate.FlowSetSettings;
import io.rxpath.lab.generate.Progress;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.report.StreamResult;
import io.rxpath.lab.report.Units;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The demo's flows: most send to the sink, a quarter to the echo, one fetches the page of the http application. */
public final class DemoTraffic {
    private static final int ECHO_SHARE = 4;

    private final Neighbours neighbours;
    private final Station sinkStation;
    private final Station echoStation;
    private final Station httpStation;
    private final FlowSetSettings sinkSettings;
    private final FlowSetSettings echoSettings;
    private final FlowSet sinks;
    private final FlowSet echoes;
    private final HttpVisit http;
    private final int httpPort;

    /**
     * {@code flows} flows, one of them to http and a quarter to the echo; the others send {@code bytes} each to the sink.
     *
     * @param flows at least 3
     * @param bytes of each sink flow; an echo flow sends half, because it gets it back
     */
    public DemoTraffic(HostFile host, int flows, long bytes, long seed) {
        neighbours = new Neighbours(host);
        sinkStation = neighbours.station(0);
        echoStation = neighbours.station(1);
        httpStation = neighbours.station(2);
        httpPort = port(host, "http");
        int echoFlows = Math.max(1, flows / ECHO_SHARE);
        sinkSettings = FlowSetSettings.sink(
                sinkStation, neighbours.host(), port(host, "sink"), flows - echoFlows - 1, bytes, seed);
        echoSettings = FlowSetSettings.sink(
                        echoStation, neighbours.host(), port(host, "echo"), echoFlows, bytes / 2, seed + 1)
                .withEcho();
        sinks = new FlowSet(sinkSettings);
        echoes = new FlowSet(echoSettings);
        http = new HttpVisit(httpStation, neighbours.host(), httpPort, (int) seed);
    }

    private static int port(HostFile host, String app) {
        return host.listenTcp().stream()
                .filter(listener -> listener.app().equals(app))
                .mapToInt(ListenSection::port)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the host has no listener for " + app));
    }

    /** What sends frames. */
    public List<TrafficSource> sources() {
        return List.of(TrafficSource.of(sinks), TrafficSource.of(echoes), http);
    }

    /** Number of flows. */
    public int flows() {
        return sinkSettings.flows() + echoSettings.flows() + 1;
    }

    /** How far it is, in few words. */
    public String state() {
        Progress a = sinks.progress();
        Progress b = echoes.progress();
        int done = a.finished() + b.finished() + (http.isDone() ? 1 : 0);
        return done + "/" + flows() + " done, " + Units.bytes(a.bytesAcked() + b.bytesAcked()) + " acknowledged, "
                + (a.retransmissions() + b.retransmissions()) + " sent again";
    }

    /** Every stream, compared with what the applications say. */
    public List<StreamResult> streams(JsonNode apps) {
        AppStreams compare = new AppStreams(apps, neighbours.host());
        List<StreamResult> streams = new ArrayList<>();
        for (Flow flow : sinks.flows()) {
            streams.add(compare.toHost(sinkStation, flow, sinkSettings.remotePort(), sinkSettings.bytes()));
        }
        for (Flow flow : echoes.flows()) {
            streams.add(compare.toHost(echoStation, flow, echoSettings.remotePort(), echoSettings.bytes()));
            streams.add(compare.fromHost(echoStation, flow, echoSettings.remotePort()));
        }
        int port = http.client().localPort();
        byte[] request = http.request();
        byte[] page = http.page();
        streams.add(compare.toHost(httpStation, port, httpPort, request.length, AppStreams.sha256(request)));
        streams.add(compare.fromHost(httpStation, port, httpPort, page.length, AppStreams.sha256(page)));
        return streams;
    }

    /** What the host did wrong, in words. */
    public List<String> complaints() {
        List<String> all = new ArrayList<>(sinks.complaints());
        all.addAll(echoes.complaints());
        all.addAll(http.client().complaints());
        if (!sinks.isDone() || !echoes.isDone() || !http.isDone()) {
            all.add("not all flows have finished: " + state());
        }
        return all;
    }
}
