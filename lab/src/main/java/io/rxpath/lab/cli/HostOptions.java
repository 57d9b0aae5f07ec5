package io.rxpath.lab.cli;

import io.rxpath.kit.HostFile;
import io.rxpath.kit.ListenSection;
import io.rxpath.lab.run.LabException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The simulated host: a host file, and what the command line says instead of it. */
final class HostOptions {
    @Parameters(
            arity = "0..1",
            paramLabel = "HOSTFILE",
            description =
                    "YAML: mac, addresses, routes, mtu, nic, softirq, sysctl, listen. Without it: 10.9.0.2/24 with"
                            + " sink 9000, slow 9001, echo 9002, http 80.")
    @Nullable
    Path file;

    @Option(
            names = "--address",
            paramLabel = "CIDR",
            description = "Address of the host, instead of the host file's; may be repeated.")
    List<String> addresses = new ArrayList<>();

    @Option(
            names = "--listen",
            paramLabel = "PORT:APP",
            description = "Another listener, or another application for a port of the host file: sink, slow, echo or"
                    + " http; PORT/udp:APP for UDP; may be repeated.")
    List<String> listen = new ArrayList<>();

    /** The host with all of it. */
    HostFile host() {
        HostFile host = HostFile.readOrDefaults(file);
        HostRules.check(host);
        Map<Integer, ListenSection> listeners = new LinkedHashMap<>();
        for (ListenSection listener : host.listenTcp()) {
            listeners.put(listener.port(), listener);
        }
        List<ListenSection> udp = new ArrayList<>(host.listenUdp());
        for (String text : listen) {
            ListenSection listener = listener(text);
            if (listener.isUdp()) {
                udp.removeIf(before -> before.port() == listener.port());
                udp.add(listener);
            } else {
                listeners.put(listener.port(), listener);
            }
        }
        udp.addAll(0, listeners.values());
        try {
            return host.with(addresses.isEmpty() ? host.addresses() : addresses, List.copyOf(udp));
        } catch (IllegalArgumentException e) {
            String option = addresses.isEmpty() ? "--listen" : "--address " + String.join(" --address ", addresses);
            throw LabException.badInput(
                    option + ": " + String.valueOf(e.getMessage()).replaceFirst("^(listen|addresses): ", ""));
        }
    }

    private static ListenSection listener(String text) {
        int colon = text.indexOf(':');
        if (colon > 0 && text.substring(0, colon).matches("[0-9]{1,5}(/udp)?")) {
            boolean udp = text.substring(0, colon).endsWith("/udp");
            int port = Integer.parseInt(text.substring(0, udp ? colon - "/udp".length() : colon));
            String app = text.substring(colon + 1);
            try {
                return udp ? ListenSection.udp(port, app) : new ListenSection(port, app, 0, null);
            } catch (IllegalArgumentException e) {
                throw LabException.badInput("--listen " + text + ": " + e.getMessage());
            }
        }
        throw LabException.badInput("--listen " + text + ": expected PORT:APP, such as 9100:sink or 9100/udp:echo");
    }
}
