package io.rxpath.lab.demo;

import io.rxpath.kit.HostFile;
import io.rxpath.kit.ListenSection;
import io.rxpath.lab.generate.Flow;
import io.rxpath.lab.generate.FlowSet;
import io.rxpath.lab.generate.FlowSetSettings;
import io.rxpath.lab.generate.Progress;
import io.rxpath.lab.peer.ModelClientSettings;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.report.StreamResult;
import io.rxpath.lab.report.Units;
import io.rxpath.lab.run.LabException;
import io.rxpath.skb.IpAddress;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Equal flows to one application of a running host. */
public final class GeneratedFlows {
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 45_000;

    private final Neighbours neighbours;
    private final Station self;
    private final ListenSection listener;
    private final FlowSetSettings settings;
    private final FlowSet flows;

    /**
     * @param port the application's port; 0 for the host's first sink
     * @param segment most payload bytes of a segment
     */
    public GeneratedFlows(HostFile host, int port, int number, long bytes, int segment, long seed) {
        neighbours = new Neighbours(host);
        self = neighbours.station(0);
        listener = listener(host, port);
        boolean echo = listener.app().equals("echo");
        FlowSetSettings plain = FlowSetSettings.sink(self, neighbours.host(), listener.port(), number, bytes, seed)
                .withClient(ModelClientSettings.defaults().withPayload(segment))
                .withPorts(firstPort(number), 0);
        settings = echo ? plain.withEcho() : plain;
        flows = new FlowSet(settings);
    }

    private static ListenSection listener(HostFile host, int port) {
        for (ListenSection listener : host.listenTcp()) {
            if (port == 0 ? listener.app().equals("sink") : listener.port() == port) {
                if (listener.app().equals("http")) {
                    throw LabException.badInput(
                            "--port " + port + ": http expects requests; expected sink, slow or echo");
                }
                return listener;
            }
        }
        throw LabException.badInput(
                port == 0
                        ? "the host has no sink; --port chooses another application"
                        : "--port " + port + ": the host does not listen there");
    }

    /** Another range of ports each time: the last run's connections may still be in TIME_WAIT, or in the list. */
    private static int firstPort(int number) {
        long spans = Math.max(1, PORTS / number);
        return FIRST_PORT + (int) (System.currentTimeMillis() / 1000 % spans) * number;
    }

    /** Where the flows go, in words. */
    public String target() {
        return IpAddress.format(neighbours.host().ip()) + ":" + listener.port() + " (" + listener.app() + ")";
    }

    /** What sends frames. */
    public List<TrafficSource> sources() {
        return List.of(TrafficSource.of(flows));
    }

    /** How far it is, in few words. */
    public String state() {
        Progress progress = flows.progress();
        return progress.finished() + "/" + progress.flows() + " done, " + Units.bytes(progress.bytesAcked())
                + " acknowledged, " + progress.retransmissions() + " sent again";
    }

    /** Every stream, compared with what the applications say. */
    public List<StreamResult> streams(JsonNode apps) {
        AppStreams compare = new AppStreams(apps, neighbours.host());
        List<StreamResult> streams = new ArrayList<>();
        for (Flow flow : flows.flows()) {
            streams.add(compare.toHost(self, flow, listener.port(), settings.bytes()));
            if (settings.echo()) {
                streams.add(compare.fromHost(self, flow, listener.port()));
            }
        }
        return streams;
    }

    /** What the host did wrong, in words. */
    public List<String> complaints() {
        List<String> all = new ArrayList<>(flows.complaints());
        if (!flows.isDone()) {
            all.add("not all flows have finished: " + state());
        }
        return all;
    }
}
