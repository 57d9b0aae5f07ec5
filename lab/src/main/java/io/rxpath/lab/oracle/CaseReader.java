package io.rxpath.lab.oracle;

import io.rxpath.lab.oracle.CaseFile.AppSpec;
import io.rxpath.lab.oracle.CaseFile.Iface;
import io.rxpath.lab.oracle.CaseFile.NapiMode;
import io.rxpath.lab.oracle.CaseFile.Neigh;
import io.rxpath.lab.oracle.CaseFile.ReadMode;
import io.rxpath.lab.oracle.Step.OptionSpec;
import io.rxpath.lab.oracle.Step.PeerFlow;
import io.rxpath.lab.run.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads case files. A file that is not as the format wants it is refused with its name and the place; what the format has
 * and this player cannot do is noted, so that the case is played as far as possible and never passes.
 */
final class CaseReader {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_PORT = 65_535;
    private static final int MAX_MILLIS = 600_000;
    private static final int MAX_BYTES = 1 << 30;

    private final List<String> unsupported = new ArrayList<>();

    private CaseReader() {}

    /**
     * Reads one file.
     *
     * @throws LabException bad input, naming file and place
     */
    static CaseFile read(Path file) {
        String name = file.getFileName().toString();
        JsonNode tree = tree(file);
        return new CaseReader().read(file, new JsonPlace(name, tree));
    }

    /** Reads a case that is in no file. */
    static CaseFile read(String name, JsonNode tree) {
        return new CaseReader().read(Path.of(name), new JsonPlace(name, tree));
    }

    /** A JSON file's value. */
    static JsonNode tree(Path file) {
        if (!Files.isRegularFile(file)) {
            throw LabException.badInput(file + ": no such file");
        }
        try {
            return JSON.readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw LabException.badInput(file + ": line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw LabException.badInput(file + ": cannot be read: " + e.getMessage());
        }
    }

    private CaseFile read(Path file, JsonPlace top) {
        String fileName = file.getFileName().toString();
        String name = top.get("name").text(fileName.replaceFirst("\\.json$", ""));
        List<Iface> ifaces = ifaces(top.get("ifaces"));
        Map<String, String> sysctl = texts(top.get("sysctl"));
        List<AppSpec> apps = new ArrayList<>();
        for (JsonPlace app : top.get("apps").list()) {
            apps.add(app(app));
        }
        Map<String, PeerFlow> flows = new LinkedHashMap<>();
        top.get("conns").entries().forEach((key, flow) -> flows.put(key, flow(flow)));
        if (!top.has("conns")) {
            flows.put("c0", flow(top.getObject("conns")));
        }
        StepReader steps = new StepReader(ifaces.stream().map(Iface::name).toList(), unsupported);
        List<Step> played = steps.steps(need(top.get("steps")));
        CaseFile read = new CaseFile(
                name,
                top.get("about").text(""),
                file,
                ifaces,
                sysctl,
                neighbours(top.get("neigh")),
                lines(top.get("routes")),
                lines(top.get("setup")),
                lines(top.get("nft")),
                lines(top.get("iptables")),
                top.get("conntrack").flag(false),
                top.get("ae").flag(false),
                apps,
                flows,
                napi(top.get("napi")),
                top.get("gap_ms").number(0, MAX_MILLIS, 0),
                top.get("settle_ms").number(0, MAX_MILLIS, 60),
                top.get("unstable").list().stream().map(JsonPlace::text).toList(),
                played,
                List.copyOf(unsupported));
        top.noOtherKeys();
        return read;
    }

    private static JsonPlace need(JsonPlace steps) {
        if (!steps.isArray()) {
            throw steps.bad("a list of steps");
        }
        return steps;
    }

    private static List<String> lines(JsonPlace list) {
        return list.list().stream().map(JsonPlace::text).toList();
    }

    private static List<Neigh> neighbours(JsonPlace list) {
        List<Neigh> neighbours = new ArrayList<>();
        for (JsonPlace one : list.list()) {
            List<String> parts = lines(one);
            if (parts.size() != 3) {
                throw one.bad("[address, MAC address, device]");
            }
            neighbours.add(new Neigh(parts.get(0), parts.get(1), parts.get(2)));
        }
        return neighbours;
    }

    private NapiMode napi(JsonPlace napi) {
        return switch (napi.text("softirq")) {
            case "softirq" -> NapiMode.SOFTIRQ;
            case "threaded" -> NapiMode.THREADED;
            case "frags", "none" -> {
                unsupported.add("napi " + napi.text());
                yield NapiMode.SOFTIRQ;
            }
            default -> throw napi.bad("softirq, threaded, frags or none");
        };
    }

    private static List<Iface> ifaces(JsonPlace list) {
        List<Iface> ifaces = new ArrayList<>();
        if (!list.present()) {
            ifaces.add(iface(new JsonPlace("ifaces", JSON.createObjectNode())));
        }
        for (JsonPlace one : list.list()) {
            ifaces.add(iface(one));
        }
        if (ifaces.isEmpty()) {
            throw list.bad("at least one interface");
        }
        return ifaces;
    }

    private static Iface iface(JsonPlace i) {
        List<String> addresses = lines(i.get("ip"));
        for (JsonPlace ip : i.get("ip").list()) {
            if (ip.text().indexOf('/') < 0) {
                throw ip.bad("an address with its prefix length, such as 10.9.0.2/24");
            }
        }
        JsonPlace peers = i.get("peer_ip");
        List<String> peerIps = peers.isArray() ? lines(peers) : List.of(peers.text("10.9.0.1"));
        if (peerIps.isEmpty()) {
            throw peers.bad("the peer's address, or several");
        }
        String mac = i.get("peer_mac").text("02:00:00:00:00:01");
        Iface read = new Iface(
                i.get("name").text("orc0"),
                i.get("mac").text("02:00:00:00:00:02"),
                addresses.isEmpty() ? List.of("10.9.0.2/24") : addresses,
                peerIps,
                mac.isEmpty() ? "02:00:00:00:00:01" : mac,
                !mac.isEmpty(),
                i.get("mtu").number(68, 9216, 1500),
                i.get("gro_flush_timeout").number(0, Integer.MAX_VALUE, 0),
                i.get("napi_defer_hard_irqs").number(0, Integer.MAX_VALUE, 0));
        i.noOtherKeys();
        return read;
    }

    static Map<String, String> texts(JsonPlace object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.entries().forEach((key, value) -> texts.put(key, value.scalar()));
        return texts;
    }

    private AppSpec app(JsonPlace app) {
        JsonPlace proto = app.get("proto");
        if (!List.of("tcp", "udp").contains(proto.text("tcp"))) {
            throw proto.bad("tcp or udp");
        }
        JsonPlace eof = app.get("on_eof");
        if (!List.of("close", "hold").contains(eof.text("close"))) {
            throw eof.bad("close or hold");
        }
        boolean oob = app.get("oob").flag(false);
        ReadMode mode = mode(app.get("mode"));
        AppSpec read = new AppSpec(
                (int) app.get("port").number(1, MAX_PORT),
                proto.text("tcp").equals("udp"),
                mode,
                app.get("bytes").number(1, MAX_BYTES, 1),
                app.get("every_ms").number(1, MAX_MILLIS, 1),
                app.get("chunk").number(1, MAX_BYTES, 65_536),
                app.get("rcvbuf").number(1, MAX_BYTES, 0),
                app.get("backlog").number(0, MAX_PORT, 128),
                app.get("accept").flag(true),
                eof.text("close").equals("close"),
                oob,
                app.get("v6").flag(false));
        if (mode == ReadMode.SLOW) {
            app.get("bytes").number(1, MAX_BYTES);
            app.get("every_ms").number(1, MAX_MILLIS);
        }
        app.noOtherKeys();
        return read;
    }

    static ReadMode mode(JsonPlace mode) {
        return switch (mode.text("drain")) {
            case "drain" -> ReadMode.DRAIN;
            case "manual" -> ReadMode.MANUAL;
            case "slow" -> ReadMode.SLOW;
            default -> throw mode.bad("drain, manual or slow");
        };
    }

    static PeerFlow flow(JsonPlace flow) {
        JsonPlace opts = flow.get("opts");
        PeerFlow read = new PeerFlow(
                flow.get("src").optionalText(),
                flow.get("dst").optionalText(),
                flow.get("sport").number(0, MAX_PORT, 40_000),
                flow.get("dport").number(0, MAX_PORT, 8080),
                flow.get("isn").word(1_000_000),
                flow.get("win").number(0, MAX_PORT, MAX_PORT),
                opts.present() ? StepReader.options(opts) : List.of(new OptionSpec("mss", List.of(1460L), "")));
        flow.noOtherKeys();
        return read;
    }
}
