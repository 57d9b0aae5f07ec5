package io.rxpath.lab.bench;

import io.rxpath.lab.demo.WireLink;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.run.LabException;
import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** The closed loop: sends while windows and the cap on frames in flight allow, and hears the acknowledgements. */
final class BenchTraffic {
    private static final int BATCH = 64;
    private static final long TIMEOUT_NANOS = 3_000_000_000L;

    private final WireLink link;
    private final LongSupplier clock;
    private final Station self;
    private final Station host;
    private final int firstPort;
    private final BenchFlow[] flows;
    private final int cap;
    private final List<WireFrame> batch = new ArrayList<>();
    private int turn;
    private long progressAt;
    private long timeouts;

    BenchTraffic(
            WireLink link, LongSupplier clock, Station self, Station host, int firstPort, int sinkPort, Workload work) {
        this.link = link;
        this.clock = clock;
        this.self = self;
        this.host = host;
        this.firstPort = firstPort;
        this.cap = work.flight();
        this.flows = new BenchFlow[work.flows()];
        for (int i = 0; i < flows.length; i++) {
            flows[i] = new BenchFlow(self, host, firstPort + i, sinkPort, work.payload());
        }
    }

    /** Makes us known to the host, then opens all connections. */
    void open() {
        link.send(List.of(WireFrame.of(0, clock.getAsLong(), arp(ArpHeader.REQUEST, 0))));
        long end = clock.getAsLong() + 20_000_000_000L;
        long retry = 0;
        while (clock.getAsLong() < end) {
            long now = clock.getAsLong();
            if (now > retry) {
                retry = now + 3_000_000_000L;
                for (BenchFlow flow : flows) {
                    if (!flow.established()) {
                        batch.add(flow.syn(now));
                    }
                }
                send();
            }
            hear(Duration.ofMillis(20));
            boolean all = true;
            for (BenchFlow flow : flows) {
                all &= flow.established();
            }
            if (all) {
                progressAt = clock.getAsLong();
                return;
            }
        }
        throw LabException.failed("the host did not answer all " + flows.length + " connection requests within 20 s");
    }

    private byte[] arp(int operation, long targetMac) {
        byte[] frame = new byte[EthernetHeader.LENGTH + ArpHeader.LENGTH];
        new EthernetHeader(frame, 0)
                .dst(targetMac == 0 ? MacAddress.BROADCAST : targetMac)
                .src(self.mac())
                .type(EthernetHeader.TYPE_ARP);
        new ArpHeader(frame, EthernetHeader.LENGTH)
                .hardwareType(1)
                .protocolType(EthernetHeader.TYPE_IPV4)
                .hardwareLength(6)
                .protocolLength(4)
                .operation(operation)
                .senderMac(self.mac())
                .senderIp(self.ip())
                .targetMac(targetMac)
                .targetIp(host.ip());
        return frame;
    }

    /** One turn: send what may be sent, then hear what came. */
    void turn() {
        long now = clock.getAsLong();
        int flight = 0;
        for (BenchFlow flow : flows) {
            flight += flow.inFlight();
        }
        if (flight == 0) {
            progressAt = now;
        }
        int room = Math.min(cap - flight, 1024);
        int blocked = 0;
        while (room > 0 && blocked < flows.length) {
            BenchFlow flow = flows[turn];
            turn = (turn + 1) % flows.length;
            // A few frames of a flow in a row, as a sender's own segmentation makes them.
            int burst = Math.min(room, 8);
            int sent = 0;
            while (sent < burst && flow.canSend()) {
                batch.add(flow.next(now));
                sent++;
            }
            room -= sent;
            blocked = sent == 0 ? blocked + 1 : 0;
            if (batch.size() >= BATCH) {
                send();
            }
        }
        send();
        hear(Duration.ofMillis(1));
    }

    /** Sends one frame of one flow after the other, for the latency at a rate that is no load. */
    void single() {
        BenchFlow flow = flows[turn];
        turn = (turn + 1) % flows.length;
        if (flow.canSend()) {
            long now = clock.getAsLong();
            if (inFlight() == 0) {
                progressAt = now;
            }
            batch.add(flow.next(now));
            send();
        }
    }

    private void send() {
        if (!batch.isEmpty()) {
            link.send(batch);
            batch.clear();
        }
    }

    /** Takes in what the host sent. */
    void hear(Duration wait) {
        boolean progress = false;
        for (WireFrame frame : link.receive(wait)) {
            progress |= heard(frame.frame());
        }
        long now = clock.getAsLong();
        if (progress) {
            progressAt = now;
        } else if (inFlight() > 0 && now - progressAt > TIMEOUT_NANOS) {
            timeouts++;
            progressAt = now;
            for (BenchFlow flow : flows) {
                flow.goBack();
            }
        }
    }

    private boolean heard(byte[] frame) {
        if (frame.length >= EthernetHeader.LENGTH + ArpHeader.LENGTH
                && new EthernetHeader(frame, 0).type() == EthernetHeader.TYPE_ARP) {
            ArpHeader arp = new ArpHeader(frame, EthernetHeader.LENGTH);
            if (arp.operation() == ArpHeader.REQUEST && arp.targetIp() == self.ip()) {
                link.send(List.of(WireFrame.of(0, clock.getAsLong(), arp(ArpHeader.REPLY, host.mac()))));
            }
            return false;
        }
        int tcp = EthernetHeader.LENGTH + Ipv4Header.LENGTH;
        if (frame.length < tcp + TcpHeader.LENGTH
                || new EthernetHeader(frame, 0).type() != EthernetHeader.TYPE_IPV4
                || new Ipv4Header(frame, EthernetHeader.LENGTH).protocol() != IpProtocol.TCP) {
            return false;
        }
        int flow = new TcpHeader(frame, tcp).dest() - firstPort;
        return flow >= 0 && flow < flows.length && flows[flow].heard(frame, tcp);
    }

    /** Frames sent and not acknowledged. */
    int inFlight() {
        int flight = 0;
        for (BenchFlow flow : flows) {
            flight += flow.inFlight();
        }
        return flight;
    }

    /** Times nothing was acknowledged for three seconds and everything was sent again. */
    long timeouts() {
        return timeouts;
    }
}
