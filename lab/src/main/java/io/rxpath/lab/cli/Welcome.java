package io.rxpath.lab.cli;

import io.rxpath.kit.HostFile;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.Pipeline;
import io.rxpath.lab.run.PipelineSettings;
import io.rxpath.lab.run.StateFolder;
import java.util.stream.Collectors;

/** What is up, and where to look. */
final class Welcome {
    private Welcome() {}

    static String text(Pipeline pipeline, StateFolder state) {
        PipelineSettings settings = pipeline.settings();
        HostFile host = settings.host();
        StringBuilder text = new StringBuilder();
        text.append("The simulated host ")
                .append(String.join(", ", host.addresses()))
                .append(" (")
                .append(host.mac())
                .append(") is up.\n");
        line(
                text,
                "listening",
                host.listen().stream()
                        .map(listener -> listener.port() + (listener.isUdp() ? "/udp " : " ") + listener.app())
                        .collect(Collectors.joining(", ")));
        line(text, "broker", pipeline.bootstrap());
        line(
                text,
                "VXLAN",
                settings.vxlan() == null ? "off (--vxlan ADDRESS:PORT)" : settings.vxlan() + ", VNI " + settings.vni());
        for (LabService service : LabService.all()) {
            line(text, service.label(), pipeline.pages().url(service, "/ledger"));
        }
        line(text, "metrics", pipeline.pages().url(LabService.NIC, "/actuator/prometheus") + " (each service)");
        line(text, "state", state.path() + " (host file in use, logs)");
        return text.toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append("  ")
                .append(key)
                .append(" ".repeat(12 - key.length()))
                .append(value)
                .append('\n');
    }
}
