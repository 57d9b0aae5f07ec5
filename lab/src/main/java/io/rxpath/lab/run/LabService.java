package io.rxpath.lab.run;

import io.rxpath.skb.Layer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The five services, lowest layer first. */
public enum LabService {
    /** The card. */
    NIC(Layer.NIC, "io.rxpath.nic.NicServiceApplication"),
    /** Interrupts, NAPI, GRO. */
    SOFTIRQ(Layer.SOFTIRQ, "io.rxpath.softirq.SoftirqServiceApplication"),
    /** IP, ARP, ICMP. */
    IP(Layer.IP, "io.rxpath.ip.IpServiceApplication"),
    /** TCP. */
    TCP(Layer.TCP, "io.rxpath.tcp.TcpServiceApplication"),
    /** Receive queues and applications. */
    SOCKET(Layer.SOCKET, "io.rxpath.socket.SocketServiceApplication");

    /** Port of the lowest service's HTTP where nothing else is asked for; the others follow. */
    public static final int DEFAULT_HTTP_BASE = 8081;

    private final Layer layer;
    private final String mainClass;

    LabService(Layer layer, String mainClass) {
        this.layer = layer;
        this.mainClass = mainClass;
    }

    /** Its layer. */
    public Layer layer() {
        return layer;
    }

    /** Its name on the command line. */
    public String label() {
        return layer.label();
    }

    /** Name of the class with its main method. */
    public String mainClass() {
        return mainClass;
    }

    /** All, lowest layer first. */
    public static List<LabService> all() {
        return List.of(values());
    }

    /** The service of a name on the command line. */
    public static LabService parse(String name) {
        for (LabService service : values()) {
            if (service.label().equals(name)) {
                return service;
            }
        }
        throw LabException.badInput("no service '" + name + "': expected one of "
                + Arrays.stream(values()).map(LabService::label).collect(Collectors.joining(", ")));
    }
}
