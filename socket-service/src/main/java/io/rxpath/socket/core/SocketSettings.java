package io.rxpath.socket.core;

import io.rxpath.skb.UdpBind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What runs on the host.
 *
 * @param apps the applications that speak TCP, each with a port of its own
 * @param udp the UDP sockets and who reads them
 * @param udpSysctl net.ipv4.udp_*
 */
public record SocketSettings(List<App> apps, List<UdpApp> udp, UdpSettings udpSysctl) {
    /** Checks that no two applications share a port. */
    public SocketSettings {
        apps = List.copyOf(apps);
        udp = List.copyOf(udp);
        UdpBind.check(udp.stream().map(UdpApp::bind).toList());
        Set<Integer> ports = new HashSet<>();
        for (App app : apps) {
            if (!ports.add(app.port())) {
                throw new IllegalArgumentException("apps: port " + app.port() + " is used twice, expected once");
            }
        }
    }

    /** Applications that speak TCP. */
    public SocketSettings(List<App> apps) {
        this(apps, List.of(), UdpSettings.defaults());
    }

    /** A copy with these UDP sockets. */
    public SocketSettings withUdp(List<UdpApp> newUdp) {
        return new SocketSettings(apps, newUdp, udpSysctl);
    }

    /** The well-known ones: echo on 7, discard on 9, HTTP on 80. */
    public static SocketSettings defaults() {
        return new SocketSettings(List.of(App.echo(7), App.sink(9), App.http(80)));
    }

    /** The application of a port, or null. */
    public @Nullable App app(int port) {
        for (App app : apps) {
            if (app.port() == port) {
                return app;
            }
        }
        return null;
    }
}
