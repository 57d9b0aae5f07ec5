package io.rxpath.lab.run;

import io.rxpath.lab.jvm.ChildJvm;
import java.util.ArrayList;
import java.util.List;

/** How a service is told what to do: the same arguments in a JVM of its own and in the launcher's. */
final class ServiceCommand {
    private ServiceCommand() {}

    /** The service's Spring properties, as command line arguments. */
    static List<String> args(LabService service, StateFolder state, RunState run, int port) {
        List<String> args = new ArrayList<>();
        args.add("--spring.kafka.bootstrap-servers=" + run.bootstrap());
        args.add("--rxpath.host-file=" + state.hostFile());
        args.add("--rxpath.partitions=" + run.partitions());
        args.add("--server.port=" + port);
        if (run.drivenClock() != 0) {
            args.add("--rxpath.driven-clock=" + run.drivenClock());
        }
        if (service == LabService.NIC && run.vxlan() != null) {
            args.add("--rxpath.nic.vxlan-listen=" + run.vxlan());
            args.add("--rxpath.nic.vni=" + run.vni());
        }
        return args;
    }

    /** A JVM for one service of {@code run}. */
    static ChildJvm jvm(LabService service, StateFolder state, RunState run, int port) {
        // C1 only: five young JVMs on few cores do more with it than with C2 (docs/adr/0003), and take half the memory.
        return new ChildJvm(service.label(), service.mainClass(), state.log(service.label()))
                .flags(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xms64m",
                        "-Xmx384m",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + state.temporary())
                .args(args(service, state, run, port));
    }
}
