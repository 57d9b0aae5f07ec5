package io.rxpath.tcp.core.oracle;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.RecordingOutput;
import io.rxpath.tcp.core.Segments;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.TcpSockInfo;
import io.rxpath.tcp.core.TcpStack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plays one case against the stack. */
final class OracleRun {
    private static final long EPOCH = 1_700_000_000_000_000_000L;
    private static final long FRAME_GAP = 20_000;

    final JsonNode oracleCase;
    long now = EPOCH;
    final List<String> out = new ArrayList<>();
    final List<Double> dt = new ArrayList<>();
    final Map<String, Integer> drops = new TreeMap<>();
    final List<String> problems = new ArrayList<>();
    final List<OracleApp> apps = new ArrayList<>();
    final List<TcpSockInfo> snapshots = new ArrayList<>();
    final TcpStack stack;
    private final RecordingOutput output = new RecordingOutput();
    private final Map<String, OraclePeer> peers = new LinkedHashMap<>();
    private final Map<Integer, JsonNode> appsByPort = new LinkedHashMap<>();
    private TcpSettings settings;
    long stimulus;
    private int cursor;

    OracleRun(JsonNode oracleCase) {
        this.oracleCase = oracleCase;
        List<Listener> listeners = new ArrayList<>();
        for (JsonNode app : oracleCase.path("apps")) {
            int port = app.get("port").asInt();
            appsByPort.put(port, app);
            listeners.add(new Listener(
                    null,
                    port,
                    app.path("backlog").asInt(128),
                    app.path("rcvbuf").asInt(0)));
        }
        settings = TcpSettings.defaults().withListeners(listeners);
        for (Map.Entry<String, JsonNode> e : oracleCase.path("sysctl").properties()) {
            settings = settings.withSysctl(e.getKey(), e.getValue().asString());
        }
        stack = new TcpStack(settings, output);
        if (oracleCase.has("conns")) {
            for (Map.Entry<String, JsonNode> e : oracleCase.get("conns").properties()) {
                peers.put(e.getKey(), new OraclePeer(e.getKey(), e.getValue()));
            }
        } else {
            peers.put("c0", new OraclePeer("c0", JsonMapper.shared().createObjectNode()));
        }
    }

    void unsupported(String what) {
        problems.add("not supported: " + what);
    }

    void play() {
        play(oracleCase.get("steps"));
        await(oracleCase.path("settle_ms").asInt(60), null);
    }

    private void play(JsonNode steps) {
        for (JsonNode s : steps) {
            if (s.has("repeat")) {
                for (int i = 0; i < s.get("repeat").asInt(); i++) {
                    play(s.get("steps"));
                }
            } else {
                playOne(s);
            }
        }
    }

    private void playOne(JsonNode s) {
        if (s.has("wait")) {
            await(s.get("wait").asInt(), null);
        } else if (s.has("expect")) {
            expect(s.get("expect"), s.path("within").asInt(1000));
        } else if (s.has("connect")) {
            connect(s);
        } else if (s.has("app")) {
            stimulus = now;
            apps.stream()
                    .filter(a -> a.conn.equals(s.get("app").asString()))
                    .findFirst()
                    .orElseThrow()
                    .step(this, s);
            pump();
        } else if (s.has("info")) {
            String conn = s.get("info").asString();
            snapshots.add(info(
                    apps.stream().filter(a -> a.conn.equals(conn)).findFirst().orElseThrow()));
        } else if (s.has("sysctl")) {
            for (Map.Entry<String, JsonNode> e : s.get("sysctl").properties()) {
                settings = settings.withSysctl(e.getKey(), e.getValue().asString());
            }
            stack.settings(settings);
        } else if (s.has("flood")) {
            flood(s);
        } else if (s.has("burst")) {
            for (JsonNode one : s.get("burst")) {
                send(one, false);
            }
        } else if (s.has("bulk")) {
            bulk(s);
        } else if (s.has("tcp")) {
            send(s, true);
        } else {
            unsupported("step " + s);
        }
    }

    private void flood(JsonNode s) {
        for (int k = 0; k < s.get("flood").asInt(); k++) {
            var cfg = JsonMapper.shared().createObjectNode();
            cfg.put("sport", s.path("sport").asInt(50000) + k);
            if (s.has("opts")) {
                cfg.set("opts", s.get("opts"));
            }
            peers.put("f" + k, new OraclePeer("f" + k, cfg));
            send(step("S", "f" + k), true);
        }
    }

    private void bulk(JsonNode s) {
        int n = s.get("bulk").asInt();
        for (int i = 0; i < n; i++) {
            var one = JsonMapper.shared().createObjectNode();
            one.put("tcp", "A").put("data", 1460);
            for (Map.Entry<String, JsonNode> e : s.properties()) {
                if (!e.getKey().equals("bulk") && !e.getKey().equals("push")) {
                    one.set(e.getKey(), e.getValue());
                }
            }
            if (i == n - 1 && s.path("push").asBoolean(false)) {
                one.put("tcp", "PA");
            }
            send(one, true);
        }
    }

    private static tools.jackson.databind.node.ObjectNode step(String flags, String conn) {
        return JsonMapper.shared().createObjectNode().put("tcp", flags).put("conn", conn);
    }

    private void connect(JsonNode s) {
        String name = s.get("connect").asString();
        var syn = step("S", name);
        if (s.has("syn")) {
            for (Map.Entry<String, JsonNode> e : s.get("syn").properties()) {
                syn.set(e.getKey(), e.getValue());
            }
        }
        send(syn, true);
        var expect = JsonMapper.shared().createObjectNode();
        expect.put("flags", s.path("expect_flags").asString("SA")).put("conn", name);
        expect(expect, 1000);
        send(step("A", name), true);
    }

    private void send(JsonNode s, boolean pump) {
        OraclePeer peer = Objects.requireNonNull(peers.get(s.path("conn").asString("c0")));
        now += FRAME_GAP;
        stimulus = now;
        stack.receive(peer.build(s), now);
        conserve();
        if (pump) {
            pump();
        } else {
            take();
        }
        if (pump && oracleCase.path("gap_ms").asInt(0) > 0) {
            await(oracleCase.get("gap_ms").asInt(), null);
        }
    }

    private void expect(JsonNode wanted, int within) {
        String flags = OraclePeer.sorted(wanted.path("flags").asString(""));
        String conn = wanted.path("conn").asString("");
        boolean found = await(within, () -> {
            for (int k = cursor; k < out.size(); k++) {
                String[] words = out.get(k).split(" ", -1);
                if ((conn.isEmpty() || words[0].equals(conn)) && (flags.isEmpty() || words[1].equals(flags))) {
                    cursor = k + 1;
                    return true;
                }
            }
            return false;
        });
        if (!found) {
            problems.add("never sent: " + wanted);
        }
    }

    /** Lets virtual time pass. */
    private boolean await(long ms, java.util.function.@Nullable BooleanSupplier until) {
        long end = now + ms * 1_000_000;
        while (true) {
            pump();
            if (until != null && until.getAsBoolean()) {
                return true;
            }
            long next = Math.min(end, stack.nextTimeoutNanos());
            for (OracleApp app : apps) {
                if (app.slow()) {
                    next = Math.min(next, Math.max(app.nextRead, now));
                }
            }
            if (next >= end && now >= end) {
                return false;
            }
            now = Math.max(now, next);
            if (stack.nextTimeoutNanos() <= now) {
                stack.onTimeout(now);
                conserve();
            } else if (now >= end) {
                pump();
                return until != null && until.getAsBoolean();
            }
        }
    }

    private void pump() {
        take();
        for (OracleApp app : List.copyOf(apps)) {
            app.poll(this);
        }
        take();
    }

    private void take() {
        for (SkBuff skb : output.segments) {
            if (!Segments.checksumOk(skb)) {
                problems.add("bad checksum sent");
            }
            int remotePort = new TcpHeader(skb.buf(), skb.data()).dest();
            for (OraclePeer peer : peers.values()) {
                if (peer.sport == remotePort) {
                    out.add(peer.record(skb));
                    dt.add((now - stimulus) / 1e6);
                }
            }
        }
        for (DropEvent drop : output.drops) {
            // The kernel frees a SYN that finds no room as if it had been used; here it counts as lost.
            if (drop.place().equals("tcp_conn_request")) {
                continue;
            }
            drops.merge(drop.reason(), drop.segments(), Integer::sum);
        }
        List<SockEvent> events = List.copyOf(output.events);
        output.clear();
        for (SockEvent e : events) {
            event(e);
        }
    }

    private void event(SockEvent e) {
        if (e.kind() == SockEvent.Kind.NEW) {
            JsonNode app = Objects.requireNonNull(appsByPort.get(e.flow().localPort()));
            String conn = peers.values().stream()
                    .filter(p -> p.sport == e.flow().remotePort())
                    .map(p -> p.name)
                    .findFirst()
                    .orElseThrow();
            if (app.path("accept").asBoolean(true)) {
                OracleApp socket = new OracleApp(conn, e, app);
                apps.add(socket);
                command(socket, SockCommand.Kind.ACCEPT, 0);
            }
            return;
        }
        for (OracleApp app : apps) {
            if (app.cookie == e.cookie()) {
                app.event(e);
            }
        }
    }

    void command(OracleApp app, SockCommand.Kind kind, long value) {
        stack.command(SockCommand.of(kind, app.hash, app.cookie, app.flow, value), now);
        conserve();
        take();
    }

    void write(OracleApp app, long offset, byte[] bytes) {
        stack.command(new SockCommand(SockCommand.Kind.WRITE, app.hash, app.cookie, app.flow, offset, bytes), now);
        conserve();
        take();
    }

    TcpSockInfo info(OracleApp app) {
        return stack.sockets().stream()
                .filter(i -> i.cookie() == app.cookie)
                .findFirst()
                .orElseThrow(() -> new AssertionError(app.conn + " is gone"));
    }

    private void conserve() {
        long imbalance = stack.ledger().snapshot(stack.heldSegments()).imbalance();
        if (imbalance != 0) {
            throw new AssertionError("ledger out of balance by " + imbalance + ": "
                    + stack.ledger().snapshot(stack.heldSegments()));
        }
    }
}
