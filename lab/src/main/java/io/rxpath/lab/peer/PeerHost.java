package io.rxpath.lab.peer;

import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.Ipv4Header;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A station on the cable: answers ARP requests and pings, remembers who said what MAC address they have, and hands TCP
 * segments to the clients that live on it.
 */
public final class PeerHost {
    /**
     * An answer to a ping.
     *
     * @param from who answers, IPv4 address
     * @param id identifier of the request
     * @param sequence sequence number of the request
     * @param ttl TTL of the answer
     * @param payload payload bytes of the answer
     * @param nanos when it came
     */
    public record EchoReply(int from, int id, int sequence, int ttl, int payload, long nanos) {}

    private final Station self;
    private final FrameSink out;
    private final Map<Integer, Long> neighbours = new HashMap<>();
    private final Map<Integer, ModelClient> clients = new HashMap<>();
    private final List<EchoReply> echoReplies = new ArrayList<>();
    private @Nullable ModelClient lastClient;

    /** A station that sends to {@code out}. */
    public PeerHost(Station self, FrameSink out) {
        this.self = self;
        this.out = out;
    }

    /** Its addresses. */
    public Station self() {
        return self;
    }

    /** Asks who has {@code ip}. The host learns this station from the question. */
    public void arp(int ip) {
        out.transmit(FrameWriter.arpRequest(self, ip));
    }

    /** Sends an echo request. */
    public void ping(Station host, int id, int sequence, int payload) {
        out.transmit(FrameWriter.icmpEcho(self, host, true, id, sequence, payload));
    }

    /** A client lives here from now on; its {@link ModelClient#localPort} must be free. */
    public void add(ModelClient client) {
        if (clients.putIfAbsent(client.localPort(), client) != null) {
            throw new IllegalStateException("port " + client.localPort() + " is in use");
        }
    }

    /** The client is gone. */
    public void remove(ModelClient client) {
        clients.remove(client.localPort());
    }

    /** The client of a port, or null. */
    public @Nullable ModelClient client(int port) {
        return clients.get(port);
    }

    /** One frame from the cable, without FCS; returns false if this station had no use for it. */
    public boolean receive(byte[] frame, long now) {
        lastClient = null;
        ParsedFrame parsed = ParsedFrame.of(frame);
        long dst = frame.length < FrameWriter.IP ? 0 : parsed.ethernet().dst();
        if (dst != self.mac()
                && !(frame.length >= FrameWriter.IP && parsed.ethernet().broadcast())) {
            return false;
        }
        return switch (parsed.kind()) {
            case ARP -> arp(parsed.arp());
            case ICMP -> icmp(parsed, now);
            case TCP -> tcp(parsed, now);
            case OTHER -> false;
        };
    }

    private boolean arp(ArpHeader arp) {
        if (arp.targetIp() != self.ip()) {
            return false;
        }
        neighbours.put(arp.senderIp(), arp.senderMac());
        if (arp.operation() == ArpHeader.REQUEST) {
            out.transmit(FrameWriter.arpReply(self, new Station(arp.senderMac(), arp.senderIp())));
        }
        return true;
    }

    private boolean icmp(ParsedFrame parsed, long now) {
        Ipv4Header iph = parsed.ip();
        if (iph.daddr() != self.ip() || !parsed.checksumsGood()) {
            return false;
        }
        IcmpHeader icmp = parsed.icmp();
        if (icmp.type() == IcmpHeader.ECHO_REPLY) {
            echoReplies.add(
                    new EchoReply(iph.saddr(), icmp.id(), icmp.sequence(), iph.ttl(), parsed.payloadLength(), now));
            return true;
        }
        if (icmp.type() == IcmpHeader.ECHO) {
            Station asker = new Station(parsed.ethernet().src(), iph.saddr());
            out.transmit(FrameWriter.icmpEcho(
                    self,
                    asker,
                    false,
                    icmp.id(),
                    icmp.sequence(),
                    parsed.frame(),
                    parsed.payload(),
                    parsed.payloadLength()));
            return true;
        }
        return false;
    }

    private boolean tcp(ParsedFrame parsed, long now) {
        ModelClient client = clients.get(parsed.tcp().dest());
        if (client == null || parsed.ip().daddr() != self.ip()) {
            return false;
        }
        lastClient = client;
        client.receive(parsed, now);
        return true;
    }

    /** The client the last frame given to {@link #receive} was for, or null. */
    public @Nullable ModelClient lastClient() {
        return lastClient;
    }

    /** The MAC address of {@code ip} as this station has heard it, or null. */
    public @Nullable Long macOf(int ip) {
        return neighbours.get(ip);
    }

    /** All answers to pings so far. */
    public List<EchoReply> echoReplies() {
        return List.copyOf(echoReplies);
    }
}
