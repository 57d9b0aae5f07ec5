package io.rxpath.lab.inline;

import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.Neighbour;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;
import io.rxpath.socket.core.App;
import io.rxpath.socket.core.SocketSettings;
import io.rxpath.softirq.core.SoftirqSettings;
import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.TcpSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * One host: the settings of its five layers.
 *
 * @param nic the card
 * @param softirq the receive softirq
 * @param ip the IP layer
 * @param tcp TCP; its listeners should be those of {@code socket}
 * @param socket the applications
 * @param throughRecords true to encode and decode everything that is handed over, as Kafka would carry it
 * @param startNanos virtual time at the start, epoch nanoseconds
 */
public record InlineSettings(
        NicSettings nic,
        SoftirqSettings softirq,
        IpSettings ip,
        TcpSettings tcp,
        SocketSettings socket,
        boolean throughRecords,
        long startNanos) {
    /** MAC address of the default host. */
    public static final String MAC = "02:00:00:00:00:02";

    /** IPv4 address of the default host. */
    public static final String ADDRESS = "10.9.0.2";

    /** 1 January 2025, 0:00 UTC. */
    private static final long START = 1_735_689_600_000_000_000L;

    /** Host 10.9.0.2/24 with these applications, one listener for each, otherwise every layer's defaults. */
    public static InlineSettings of(App... apps) {
        long mac = MacAddress.parse(MAC);
        List<Listener> listeners = new ArrayList<>();
        for (App app : apps) {
            listeners.add(Listener.on(app.port()));
        }
        return new InlineSettings(
                NicSettings.defaults(mac),
                SoftirqSettings.defaults(mac),
                IpSettings.defaults(mac, List.of(Cidr.parse(ADDRESS + "/24"))),
                TcpSettings.defaults().withListeners(listeners),
                new SocketSettings(List.of(apps)),
                false,
                START);
    }

    /** Other card. */
    public InlineSettings withNic(NicSettings value) {
        return new InlineSettings(value, softirq, ip, tcp, socket, throughRecords, startNanos);
    }

    /** Other softirq. */
    public InlineSettings withSoftirq(SoftirqSettings value) {
        return new InlineSettings(nic, value, ip, tcp, socket, throughRecords, startNanos);
    }

    /** Other IP layer. */
    public InlineSettings withIp(IpSettings value) {
        return new InlineSettings(nic, softirq, value, tcp, socket, throughRecords, startNanos);
    }

    /** Other TCP. */
    public InlineSettings withTcp(TcpSettings value) {
        return new InlineSettings(nic, softirq, ip, value, socket, throughRecords, startNanos);
    }

    /** Other applications; TCP's listeners must fit. */
    public InlineSettings withSocket(SocketSettings value) {
        return new InlineSettings(nic, softirq, ip, tcp, value, throughRecords, startNanos);
    }

    /** Everything that is handed over goes through its binary record, or not. */
    public InlineSettings withThroughRecords(boolean value) {
        return new InlineSettings(nic, softirq, ip, tcp, socket, value, startNanos);
    }

    /** A permanent neighbour on wire port 0, as {@code ip neigh add} makes it: no ARP for this peer. */
    public InlineSettings withNeighbour(String address, String mac) {
        Neighbour neighbour = new Neighbour(IpAddress.parse(address), MacAddress.parse(mac), 0, true);
        return withIp(ip.withNeighbours(List.of(neighbour)));
    }
}
