package io.rxpath.lab.run;

import io.rxpath.kit.HostFile;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What to start.
 *
 * @param command name of the command, for the state folder
 * @param host the simulated host
 * @param processes true for one JVM per service
 * @param bootstrap a broker to use, HOST:PORT; null for an embedded one
 * @param partitions P, 1..64
 * @param httpBase HTTP port of the lowest service, the others follow; 0 for free ports
 * @param vxlan address to bind the VXLAN port to, HOST:PORT; null for none
 * @param vni VXLAN network identifier, 0..16777215
 * @param drivenClock where the services' clocks stand until they are set, epoch nanoseconds; 0 for real time
 */
public record PipelineSettings(
        String command,
        HostFile host,
        boolean processes,
        @Nullable String bootstrap,
        int partitions,
        int httpBase,
        @Nullable String vxlan,
        int vni,
        long drivenClock) {
    /** The network identifier where nothing else is asked for. */
    public static final int DEFAULT_VNI = 42;

    /** Checks ranges and forms. */
    public PipelineSettings {
        if (partitions < 1 || partitions > 64) {
            throw LabException.badInput("--partitions " + partitions + ": expected 1..64");
        }
        int last = 65_535 - LabService.all().size() + 1;
        if (httpBase < 0 || httpBase > last) {
            throw LabException.badInput("--http-base " + httpBase + ": expected 0 (free ports) or 1.." + last);
        }
        if (vni < 0 || vni > 0xff_ffff) {
            throw LabException.badInput("--vni " + vni + ": expected 0..16777215");
        }
        if (bootstrap != null) {
            for (String one : bootstrap.split(",", -1)) {
                address("--bootstrap", one);
            }
        }
        if (vxlan != null) {
            address("--vxlan", vxlan);
        }
    }

    /** Services in real time. */
    public PipelineSettings(
            String command,
            HostFile host,
            boolean processes,
            @Nullable String bootstrap,
            int partitions,
            int httpBase,
            @Nullable String vxlan,
            int vni) {
        this(command, host, processes, bootstrap, partitions, httpBase, vxlan, vni, 0);
    }

    /**
     * Splits HOST:PORT.
     *
     * @throws LabException naming {@code option} if it is not of that form
     */
    public static InetSocketAddress address(String option, String text) {
        int colon = text.lastIndexOf(':');
        int port = -1;
        if (colon > 0) {
            try {
                port = Integer.parseInt(text.substring(colon + 1));
            } catch (NumberFormatException e) {
                port = -1;
            }
        }
        if (port < 1 || port > 65_535) {
            throw LabException.badInput(option + " " + text + ": expected HOST:PORT with a port from 1 to 65535");
        }
        return InetSocketAddress.createUnresolved(text.substring(0, colon), port);
    }
}
