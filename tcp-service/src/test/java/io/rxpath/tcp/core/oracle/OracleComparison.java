package io.rxpath.tcp.core.oracle;

import io.rxpath.tcp.core.TcpSockInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What differs between a run and the kernel's answer, one line each. */
final class OracleComparison {
    /** The kernel's timers tick every 4 ms and its process is scheduled: a sent segment may be that much later. */
    private static final double TOLERANCE_MS = 12;

    /** Long timeouts sit in coarser slots of its timer wheel: 32 ms from 256 ms on. */
    private static final double TOLERANCE_LONG_MS = 44;

    private static final long TOLERANCE_ATO_US = 8000;

    private final JsonNode kernel;
    private final OracleRun run;
    private final Set<String> unstable = new TreeSet<>();
    private final List<String> differences = new ArrayList<>();

    OracleComparison(JsonNode kernel, OracleRun run) {
        this.kernel = kernel;
        this.run = run;
        kernel.path("unstable").forEach(u -> unstable.add(u.asString()));
    }

    List<String> differences() {
        differences.addAll(run.problems);
        segments();
        drops();
        counters();
        infos();
        return differences;
    }

    private void segments() {
        List<String> wanted = new ArrayList<>();
        for (JsonNode o : kernel.get("out")) {
            if (o.path("proto").asString("").equals("tcp")) {
                wanted.add(line(o));
            }
        }
        int n = Math.max(wanted.size(), run.out.size());
        for (int i = 0; i < n; i++) {
            String theirs = i < wanted.size() ? wanted.get(i) : "nothing";
            String ours = i < run.out.size() ? run.out.get(i) : "nothing";
            if (unstable.contains("out.win")) {
                theirs = theirs.replaceAll("win=\\d+", "win=*");
                ours = ours.replaceAll("win=\\d+", "win=*");
            }
            if (!theirs.equals(ours)) {
                differences.add("segment " + i + ": kernel " + theirs + " | here " + ours);
                if (differences.size() > 12) {
                    return;
                }
                continue;
            }
            double dt = kernel.get("timing").get("dt_ms").get(i).asDouble();
            if (Math.abs(dt - run.dt.get(i)) > (dt > 256 ? TOLERANCE_LONG_MS : TOLERANCE_MS)) {
                differences.add(
                        "segment " + i + " " + ours + ": kernel after " + dt + " ms, here after " + run.dt.get(i));
            }
        }
    }

    private static String line(JsonNode o) {
        List<String> options = new ArrayList<>();
        for (JsonNode opt : o.path("opts")) {
            StringBuilder text = new StringBuilder(opt.get(0).asString());
            for (int i = 1; i < opt.size(); i++) {
                JsonNode v = opt.get(i);
                text.append('/')
                        .append(v.isArray() ? v.get(0).asInt() + "-" + v.get(1).asInt() : v.asString());
            }
            options.add(text.toString());
        }
        return OraclePeer.line(
                o.path("conn").asString("?"),
                OraclePeer.sorted(o.get("flags").asString()),
                o.get("seq").asInt(),
                o.get("ack").asInt(),
                o.get("len").asInt(),
                o.get("win").asInt(),
                o.get("tos").asInt(),
                options);
    }

    private void drops() {
        Map<String, Integer> wanted = new TreeMap<>();
        for (JsonNode f : kernel.get("frames")) {
            if (f.has("drop")) {
                String text = f.get("drop").asString();
                wanted.merge(text.substring(0, text.indexOf('@')), 1, Integer::sum);
            }
        }
        // What close() throws away from the receive queue: those bytes are not here but with the socket.
        Map<String, Integer> ours = new TreeMap<>(run.drops);
        if (!wanted.equals(ours)) {
            differences.add("drops: kernel " + wanted + " | here " + ours);
        }
    }

    private void counters() {
        Map<String, Long> wanted = new TreeMap<>();
        for (Map.Entry<String, JsonNode> e : kernel.get("counters").properties()) {
            if (e.getKey().startsWith("Tcp.") || e.getKey().startsWith("TcpExt.")) {
                wanted.put(e.getKey(), e.getValue().asLong());
            }
        }
        Map<String, Long> ours = new TreeMap<>(run.stack.tcp().nonZero());
        ours.putAll(run.stack.linux().nonZero());
        Set<String> names = new TreeSet<>(wanted.keySet());
        names.addAll(ours.keySet());
        for (String name : names) {
            long theirs = wanted.getOrDefault(name, 0L);
            long mine = ours.getOrDefault(name, 0L);
            if (theirs != mine) {
                differences.add("counter " + name + ": kernel " + theirs + " | here " + mine);
            }
        }
    }

    private void infos() {
        int i = 0;
        for (JsonNode snapshot : kernel.path("snapshots")) {
            if (i < run.snapshots.size()) {
                info("snapshot " + i, "snapshots.", snapshot, run.snapshots.get(i));
            }
            i++;
        }
        for (JsonNode stream : kernel.path("streams")) {
            String conn = stream.get("conn").asString();
            OracleApp app = run.apps.stream()
                    .filter(a -> a.conn.equals(conn))
                    .findFirst()
                    .orElse(null);
            if (app == null) {
                differences.add("no application has " + conn);
                continue;
            }
            same("stream " + conn + " end", stream.get("end").asString(), app.end);
            same("stream " + conn + " bytes", stream.get("bytes").asString(), Long.toString(app.copied));
            same("stream " + conn + " sha256", stream.get("sha256").asString(), app.sha256());
            if (app.end.equals("open")) {
                info("stream " + conn, "streams.info.", stream.get("info"), run.info(app));
            }
        }
    }

    private void info(String what, String prefix, JsonNode theirs, TcpSockInfo ours) {
        Map<String, Long> mine = new TreeMap<>();
        mine.put("rcv_mss", (long) ours.rcvMss());
        mine.put("rcv_ssthresh", (long) ours.rcvSsthresh());
        mine.put("advmss", (long) ours.advmss());
        mine.put("rcv_space", (long) ours.rcvSpace());
        mine.put("ato_us", ours.atoMicros());
        mine.put("bytes_received", ours.bytesReceived());
        mine.put("segs_in", ours.segsIn());
        mine.put("data_segs_in", ours.dataSegsIn());
        mine.put("rcv_ooopack", ours.rcvOooPack());
        mine.put("rcv_wnd", (long) ours.rcvWnd());
        mine.put("rmem_alloc", (long) ours.rmemAlloc());
        mine.put("rcvbuf", (long) ours.rcvbuf());
        mine.put("sk_drops", ours.drops());
        mine.forEach((name, value) -> {
            if (name.equals("ato_us") && Math.abs(theirs.path(name).asLong() - value) <= TOLERANCE_ATO_US) {
                return;
            }
            if (theirs.has(name) && !unstable.contains(prefix + name)) {
                same(what + " " + name, theirs.get(name).asString(), Long.toString(value));
            }
        });
    }

    private void same(String what, String theirs, String ours) {
        if (!theirs.equals(ours)) {
            differences.add(what + ": kernel " + theirs + " | here " + ours);
        }
    }
}
