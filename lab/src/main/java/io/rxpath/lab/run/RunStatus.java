package io.rxpath.lab.run;

import io.rxpath.lab.report.Table;
import io.rxpath.lab.report.Units;
import io.rxpath.skb.LedgerSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run as it is now.
 *
 * @param folder where its state is
 * @param run the run; null if there is none
 * @param alive true if its launcher lives
 * @param services its services, lowest first
 */
public record RunStatus(String folder, @Nullable RunState run, boolean alive, List<Service> services) {
    /**
     * One service.
     *
     * @param service which
     * @param state UP, STARTING (its process lives, but it is not ready), DOWN
     * @param pid its process, 0 if none was ever started
     * @param port its HTTP port, 0 if none was ever started
     * @param ledger its segments; null unless UP
     * @param rings the card's rings; null for other layers
     */
    public record Service(
            LabService service,
            String state,
            long pid,
            int port,
            @Nullable LedgerSnapshot ledger,
            @Nullable JsonNode rings) {}

    /** Looks at the run of {@code state}. */
    public static RunStatus of(StateFolder state) {
        Optional<RunState> run = state.run();
        if (run.isEmpty()) {
            return new RunStatus(state.path().toString(), null, false, List.of());
        }
        int[] ports = new int[LabService.values().length];
        for (LabService service : LabService.all()) {
            ports[service.ordinal()] =
                    state.service(service).map(ServiceState::port).orElse(0);
        }
        ServicePages pages = new ServicePages(new Ports(ports));
        List<Service> services = new ArrayList<>();
        for (LabService service : LabService.all()) {
            services.add(service(state.service(service), service, pages));
        }
        return new RunStatus(
                state.path().toString(), run.get(), run.get().launcher().alive(), services);
    }

    private static Service service(Optional<ServiceState> started, LabService service, ServicePages pages) {
        if (started.isEmpty()) {
            return new Service(service, "DOWN", 0, 0, null, null);
        }
        long pid = started.get().process().pid();
        int port = started.get().port();
        if (!started.get().process().alive()) {
            return new Service(service, "DOWN", pid, port, null, null);
        }
        if (!pages.ready(service)) {
            return new Service(service, "STARTING", pid, port, null, null);
        }
        try {
            JsonNode rings = service == LabService.NIC ? pages.rings() : null;
            return new Service(service, "UP", pid, port, pages.ledger(service), rings);
        } catch (LabException e) {
            return new Service(service, "STARTING", pid, port, null, null);
        }
    }

    /** True if the run lives and all its services are up. */
    public boolean allUp() {
        return alive && services.stream().allMatch(s -> s.state().equals("UP"));
    }

    /** For people. */
    public String text() {
        RunState now = run;
        if (now == null) {
            return "nothing runs in " + folder + "\n";
        }
        StringBuilder text = new StringBuilder();
        if (!alive) {
            text.append("STALE: './rxpath ")
                    .append(now.command())
                    .append("' (pid ")
                    .append(now.launcher().pid())
                    .append(") was killed; './rxpath down' clears up\n");
        } else {
            text.append("./rxpath ")
                    .append(now.command())
                    .append(" (pid ")
                    .append(now.launcher().pid())
                    .append(now.processes() ? ", a process per service)" : ", one process)")
                    .append(", broker ")
                    .append(now.bootstrap())
                    .append(now.broker() == null ? "" : " (pid " + now.broker().pid() + ")")
                    .append(now.vxlan() == null ? "" : ", VXLAN " + now.vxlan() + " VNI " + now.vni())
                    .append(", state ")
                    .append(folder)
                    .append('\n');
        }
        Table table = new Table("", "service", "state", " pid", " port", " received", " dropped", " held", "rings");
        for (Service one : services) {
            LedgerSnapshot ledger = one.ledger();
            table.row(
                    one.service().label(),
                    one.state(),
                    one.pid() == 0 ? "-" : Long.toString(one.pid()),
                    one.port() == 0 ? "-" : Integer.toString(one.port()),
                    ledger == null ? "-" : Units.count(ledger.received()),
                    ledger == null ? "-" : Units.count(ledger.totalDropped()),
                    ledger == null ? "-" : Units.count(ledger.held()),
                    rings(one.rings()));
        }
        return text.append(table.text()).toString();
    }

    private static String rings(@Nullable JsonNode rings) {
        StringBuilder text = new StringBuilder();
        if (rings != null) {
            for (JsonNode ring : rings) {
                text.append(text.length() == 0 ? "" : ", ")
                        .append(ring.path("queue").asInt(0))
                        .append(": ")
                        .append(ring.path("used").asInt(0))
                        .append('/')
                        .append(ring.path("descriptors").asInt(0));
            }
        }
        return text.toString();
    }

    /** For programs. */
    public String json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("running", alive);
        root.put("stale", run != null && !alive);
        root.put("allUp", allUp());
        root.put("state", folder);
        RunState now = run;
        if (now != null) {
            root.put("command", now.command());
            root.put("pid", now.launcher().pid());
            root.put("processes", now.processes());
            root.put("bootstrap", now.bootstrap());
            root.put("partitions", now.partitions());
            root.put("vxlan", now.vxlan());
        }
        ArrayNode list = root.putArray("services");
        for (Service one : services) {
            ObjectNode node = list.addObject();
            node.put("service", one.service().label());
            node.put("state", one.state());
            node.put("pid", one.pid());
            node.put("port", one.port());
            LedgerSnapshot ledger = one.ledger();
            if (ledger != null) {
                node.put("received", ledger.received());
                node.put("delivered", ledger.delivered());
                node.put("dropped", ledger.totalDropped());
                node.put("consumed", ledger.totalConsumed());
                node.put("toSocket", ledger.toSocket());
                node.put("held", ledger.held());
            }
            if (one.rings() != null) {
                node.set("rings", one.rings());
            }
        }
        return root.toPrettyString() + "\n";
    }
}
