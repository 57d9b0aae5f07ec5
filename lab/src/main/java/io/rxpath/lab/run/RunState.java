package io.rxpath.lab.run;

import io.rxpath.lab.jvm.ProcessId;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A run on disk.
 *
 * @param launcher the process of {@code up} or {@code demo}
 * @param command what it was started as
 * @param processes true if each service has a JVM of its own
 * @param bootstrap the broker, HOST:PORT
 * @param broker the embedded broker's process; null if the broker is somebody else's
 * @param partitions P
 * @param httpBase HTTP port of the lowest service; 0 if each has a free one
 * @param vxlan address the VXLAN port is bound to, HOST:PORT; null without
 * @param vni VXLAN network identifier
 * @param drivenClock where the services' clocks stood at the start, epoch nanoseconds; 0 for real time
 */
public record RunState(
        ProcessId launcher,
        String command,
        boolean processes,
        String bootstrap,
        @Nullable ProcessId broker,
        int partitions,
        int httpBase,
        @Nullable String vxlan,
        int vni,
        long drivenClock) {

    /** Services in real time. */
    public RunState(
            ProcessId launcher,
            String command,
            boolean processes,
            String bootstrap,
            @Nullable ProcessId broker,
            int partitions,
            int httpBase,
            @Nullable String vxlan,
            int vni) {
        this(launcher, command, processes, bootstrap, broker, partitions, httpBase, vxlan, vni, 0);
    }

    Properties toProperties() {
        Properties p = new Properties();
        p.setProperty("launcher", launcher.toString());
        p.setProperty("command", command);
        p.setProperty("processes", Boolean.toString(processes));
        p.setProperty("bootstrap", bootstrap);
        p.setProperty("partitions", Integer.toString(partitions));
        p.setProperty("http-base", Integer.toString(httpBase));
        p.setProperty("vni", Integer.toString(vni));
        p.setProperty("driven-clock", Long.toString(drivenClock));
        if (broker != null) {
            p.setProperty("broker", broker.toString());
        }
        if (vxlan != null) {
            p.setProperty("vxlan", vxlan);
        }
        return p;
    }

    static RunState of(Properties p) {
        String broker = p.getProperty("broker");
        return new RunState(
                ProcessId.parse(need(p, "launcher")),
                need(p, "command"),
                Boolean.parseBoolean(need(p, "processes")),
                need(p, "bootstrap"),
                broker == null ? null : ProcessId.parse(broker),
                Integer.parseInt(need(p, "partitions")),
                Integer.parseInt(need(p, "http-base")),
                p.getProperty("vxlan"),
                Integer.parseInt(need(p, "vni")),
                Long.parseLong(need(p, "driven-clock")));
    }

    static String need(Properties p, String key) {
        String value = p.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key);
        }
        return value;
    }
}
