package io.rxpath.lab.demo;

import io.rxpath.lab.peer.FlightLimit;
import io.rxpath.lab.peer.ModelClient;
import io.rxpath.lab.peer.ModelClientSettings;
import io.rxpath.lab.peer.PeerHost;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.peer.WrittenPayload;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.WireFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One station that fetches one page of the host's HTTP application, as curl would. */
final class HttpVisit implements TrafficSource {
    private static final int CLIENT_PORT = 20_000;

    private final Station host;
    private final PeerHost station;
    private final ModelClient client;
    private final ByteArrayOutputStream page = new ByteArrayOutputStream();
    private final byte[] request;
    private List<WireFrame> frames = new ArrayList<>();
    private long now;

    HttpVisit(Station self, Station host, int port, int isn) {
        this.host = host;
        this.station = new PeerHost(self, frame -> frames.add(WireFrame.of(0, now, frame)));
        this.request = ("GET / HTTP/1.1\r\nHost: " + IpAddress.format(host.ip())
                        + "\r\nUser-Agent: rxpath\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        WrittenPayload payload = new WrittenPayload();
        payload.write(request);
        client = new ModelClient(
                ModelClientSettings.defaults(),
                self,
                CLIENT_PORT,
                host,
                port,
                isn,
                payload,
                page::write,
                FlightLimit.none(),
                frame -> frames.add(WireFrame.of(0, now, frame)));
        client.closeOnEof();
        station.add(client);
    }

    @Override
    public void start(long nowNanos) {
        now = nowNanos;
        station.arp(host.ip());
        client.connect(now);
    }

    @Override
    public List<WireFrame> poll(long nowNanos) {
        now = nowNanos;
        if (client.nextTimeoutNanos() <= now) {
            client.onTimeout(now);
        }
        client.poll(now);
        List<WireFrame> ready = frames;
        frames = new ArrayList<>();
        return ready;
    }

    @Override
    public void receive(byte[] frame, long nowNanos) {
        now = nowNanos;
        station.receive(frame, now);
    }

    @Override
    public long nextTimeoutNanos() {
        return frames.isEmpty() ? client.nextTimeoutNanos() : now;
    }

    @Override
    public boolean isDone() {
        return client.isFinished();
    }

    ModelClient client() {
        return client;
    }

    byte[] request() {
        return request.clone();
    }

    byte[] page() {
        return page.toByteArray();
    }
}
