package io.rxpath.lab.run;

import io.rxpath.lab.jvm.FreePort;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The services' HTTP ports. Says early, and plainly, when one is taken. */
public final class Ports {
    private final int[] ports;

    /** These ports, lowest layer first. */
    public Ports(int... ports) {
        this.ports = ports.clone();
    }

    /** {@code base} and the next ones, or free ones if it is 0; all are free at this moment. */
    public static Ports http(int base) {
        int[] ports = new int[LabService.values().length];
        for (LabService service : LabService.all()) {
            int wanted = base + service.ordinal();
            try {
                if (base == 0) {
                    ports[service.ordinal()] = FreePort.find(null);
                } else {
                    FreePort.check(null, wanted);
                    ports[service.ordinal()] = wanted;
                }
            } catch (IOException e) {
                throw LabException.failed(
                        "port " + wanted + " for the HTTP of " + service.label() + "-service: " + e.getMessage()
                                + "; expected a free port (--http-base chooses others)",
                        e);
            }
        }
        return new Ports(ports);
    }

    /** A service's port. */
    public int of(LabService service) {
        return ports[service.ordinal()];
    }

    /** True if the five ports from {@code base} on are free. */
    public static boolean httpFree(int base) {
        try {
            http(base);
            return true;
        } catch (LabException e) {
            return false;
        }
    }

    /** Checks that the VXLAN port can be bound. */
    public static void checkVxlan(String address) {
        InetSocketAddress wanted = PipelineSettings.address("--vxlan", address);
        InetAddress[] found;
        try {
            found = InetAddress.getAllByName(wanted.getHostString());
        } catch (IOException e) {
            throw LabException.badInput("--vxlan " + address + ": no such host; expected an address of this machine");
        }
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(found[0], wanted.getPort()))) {
            socket.getLocalPort();
        } catch (IOException e) {
            throw LabException.failed(
                    "--vxlan " + address + ": " + e.getMessage()
                            + "; expected an address of this machine and a free UDP port",
                    e);
        }
    }
}
