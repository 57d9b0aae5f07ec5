package io.rxpath.lab.generate;

import io.rxpath.lab.peer.ClientState;
import io.rxpath.lab.peer.FlightLimit;
import io.rxpath.lab.peer.ModelClient;
import io.rxpath.lab.peer.PeerHost;
import io.rxpath.skb.WireFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Many TCP flows from one station, closed loop: each sends its bytes as fast as the host's windows, its congestion window
 * and the common limit of segments in flight allow, closes, and waits for the host to close. The station answers ARP.
 *
 * <p>Usage: {@link #start}; then {@link #receive} for each frame the host has sent and {@link #poll} for the frames to
 * send, again whenever {@link #nextTimeoutNanos} has come. Single-threaded.
 */
public final class FlowSet {
    private static final long NOT_STARTED = -1;

    private final FlowSetSettings settings;
    private final List<Flow> flows = new ArrayList<>();
    private final FlightLimit limit;
    private final PeerHost station;
    private final ArrayDeque<ModelClient> blocked = new ArrayDeque<>();
    private final Set<ModelClient> waiting = new HashSet<>();
    private List<WireFrame> frames = new ArrayList<>();
    private long startedAt = NOT_STARTED;
    private int started;
    private long earliest = Long.MAX_VALUE;
    private long now;
    private long framesSent;
    private long framesReceived;

    /** Flows that have not started. */
    public FlowSet(FlowSetSettings settings) {
        this.settings = settings;
        this.limit = new FlightLimit(settings.maxFlight());
        this.station = new PeerHost(settings.self(), this::transmit);
        for (int i = 0; i < settings.flows(); i++) {
            Flow flow = new Flow(settings, i, limit, this::transmit);
            flows.add(flow);
            station.add(flow.client());
        }
    }

    private void transmit(byte[] frame) {
        framesSent++;
        frames.add(WireFrame.of(settings.wirePort(), now, frame));
    }

    /** Makes the station known to the host by an ARP request; the first flow starts with the next {@link #poll}. */
    public void start(long nowNanos) {
        now = nowNanos;
        startedAt = nowNanos;
        station.arp(settings.host().ip());
    }

    /** Everything that is to be sent at {@code nowNanos}; the list is the caller's. */
    public List<WireFrame> poll(long nowNanos) {
        now = nowNanos;
        startFlows();
        if (now >= earliest) {
            earliest = Long.MAX_VALUE;
            for (int i = 0; i < started; i++) {
                ModelClient client = flows.get(i).client();
                if (client.nextTimeoutNanos() <= now) {
                    client.onTimeout(now);
                    noteBlocked(client);
                }
                earliest = Math.min(earliest, client.nextTimeoutNanos());
            }
        }
        for (int turns = blocked.size(); turns > 0 && limit.free(); turns--) {
            ModelClient client = blocked.remove();
            waiting.remove(client);
            client.poll(now);
            touched(client);
        }
        if (frames.isEmpty()) {
            return List.of();
        }
        List<WireFrame> ready = frames;
        frames = new ArrayList<>();
        return ready;
    }

    private void startFlows() {
        while (startedAt != NOT_STARTED && started < flows.size() && now >= startTime(started)) {
            Flow flow = flows.get(started++);
            flow.start(now);
            touched(flow.client());
        }
    }

    private long startTime(int index) {
        return startedAt + index * settings.startNanos();
    }

    /** A frame the host has sent, without FCS. Frames for others are ignored. */
    public void receive(byte[] frame, long nowNanos) {
        now = nowNanos;
        framesReceived++;
        station.receive(frame, now);
        ModelClient client = station.lastClient();
        if (client != null) {
            touched(client);
        }
    }

    private void touched(ModelClient client) {
        noteBlocked(client);
        earliest = Math.min(earliest, client.nextTimeoutNanos());
    }

    private void noteBlocked(ModelClient client) {
        if (client.blockedByLimit() && waiting.add(client)) {
            blocked.add(client);
        }
    }

    /** When {@link #poll} wants to be called at the latest, or Long.MAX_VALUE. */
    public long nextTimeoutNanos() {
        long next = frames.isEmpty() && (blocked.isEmpty() || !limit.free()) ? earliest : now;
        if (startedAt != NOT_STARTED && started < flows.size()) {
            next = Math.min(next, startTime(started));
        }
        return next;
    }

    /** The flows, in order of their ports. */
    public List<Flow> flows() {
        return List.copyOf(flows);
    }

    /** The station all flows live on. */
    public PeerHost station() {
        return station;
    }

    /** True when every flow is finished, well or badly. */
    public boolean isDone() {
        if (started < flows.size()) {
            return false;
        }
        for (Flow flow : flows) {
            if (!flow.client().isFinished()) {
                return false;
            }
        }
        return true;
    }

    /** Sums over all flows. */
    public Progress progress() {
        Progress.Sum sum = new Progress.Sum();
        for (Flow flow : flows) {
            sum.add(flow.client());
        }
        return sum.total(flows.size(), started, limit.taken(), framesSent, framesReceived);
    }

    /** What the host did wrong, of all flows, and with {@link FlowSetSettings#echo} every stream that came back changed. */
    public List<String> complaints() {
        List<String> all = new ArrayList<>();
        for (Flow flow : flows) {
            ModelClient client = flow.client();
            all.addAll(client.complaints());
            boolean whole = client.state() == ClientState.TIME_WAIT;
            if (settings.echo() && whole && !flow.sha256Sent().equals(flow.sha256Received())) {
                all.add("port " + client.localPort() + ": " + client.bytesReceived()
                        + " bytes came back, not the same as the " + settings.bytes() + " sent");
            }
        }
        return all;
    }
}
