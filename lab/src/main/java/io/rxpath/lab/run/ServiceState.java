package io.rxpath.lab.run;

import io.rxpath.lab.jvm.ProcessId;
import java.util.Properties;

/**
 * A started service on disk.
 *
 * @param service which
 * @param process its process; the launcher's own if all are in one
 * @param port its HTTP port
 */
public record ServiceState(LabService service, ProcessId process, int port) {
    Properties toProperties() {
        Properties p = new Properties();
        p.setProperty("process", process.toString());
        p.setProperty("port", Integer.toString(port));
        return p;
    }

    static ServiceState of(LabService service, Properties p) {
        return new ServiceState(
                service, ProcessId.parse(RunState.need(p, "process")), Integer.parseInt(RunState.need(p, "port")));
    }
}
