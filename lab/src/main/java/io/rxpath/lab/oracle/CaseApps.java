package io.rxpath.lab.oracle;

import io.rxpath.lab.inline.InlineStack;
import io.rxpath.lab.oracle.CaseFile.AppSpec;
import io.rxpath.lab.oracle.CaseFile.NapiMode;
import io.rxpath.lab.oracle.CaseFile.ReadMode;
import io.rxpath.lab.oracle.CasePeer.Flow;
import io.rxpath.lab.run.LabException;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.SockOption;
import io.rxpath.skb.UdpBind;
import io.rxpath.socket.core.App;
import io.rxpath.socket.core.AppConnection;
import io.rxpath.socket.core.app.Application;
import io.rxpath.socket.core.app.Datagram;
import io.rxpath.socket.core.app.SocketCalls;
import io.rxpath.tcp.core.TcpSockInfo;
import io.rxpath.tcp.core.sock.TcpState;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The applications of a case: what they read by themselves, and the system calls of its steps. */
final class CaseApps {
    private static final class Datagrams {
        final AppSpec app;
        final List<Integer> lengths = new ArrayList<>();
        final MessageDigest sha = HostAnswer.sha256();

        Datagrams(AppSpec app) {
            this.app = app;
        }
    }

    /** What the recording's reader asks for in one recv(). */
    private static final int DATAGRAM_MAX = 65_536;

    private final CaseFile theCase;
    private final CasePeer peer;
    private final List<CaseProgram> programs = new ArrayList<>();
    private final Map<CaseProgram, ObjectNode> infos = new HashMap<>();
    private final Map<Integer, Datagrams> datagrams = new LinkedHashMap<>();
    private @Nullable InlineStack stack;

    CaseApps(CaseFile theCase, CasePeer peer) {
        this.theCase = theCase;
        this.peer = peer;
        for (AppSpec app : theCase.apps()) {
            if (app.udp()) {
                datagrams.put(app.port(), new Datagrams(app));
            }
        }
    }

    /** The host they run on. */
    void attach(InlineStack host) {
        stack = host;
    }

    private InlineStack stack() {
        InlineStack host = stack;
        if (host == null) {
            throw new IllegalStateException("the host is not there yet");
        }
        return host;
    }

    /** accept() on a listening port: the program of the new connection, or null if nobody calls it. */
    @Nullable
    Application start(App listening) {
        for (AppSpec app : theCase.apps()) {
            if (!app.udp() && app.port() == listening.port()) {
                if (!app.accept()) {
                    return null;
                }
                CaseProgram program = new CaseProgram(app, theCase.napi() == NapiMode.THREADED);
                programs.add(program);
                return program;
            }
        }
        return null;
    }

    /** TCP tells a socket something, perhaps for the last time. */
    void notified(SockEvent event) {
        if (event.kind() != SockEvent.Kind.ERROR && event.kind() != SockEvent.Kind.CLOSED) {
            return;
        }
        for (CaseProgram p : programs) {
            if (event.flow().equals(p.flow())) {
                remember(p);
            }
        }
    }

    /** Lets every application do what it does by itself now; returns whether one has done anything. */
    boolean poll(Stimulus stimulus) {
        boolean moved = false;
        long now = stack().now();
        for (CaseProgram p : programs) {
            remember(p);
            if (p.open() && p.app.oob()) {
                p.recvUrgent();
                wake(p);
            }
            if (p.open() && p.mode == ReadMode.DRAIN) {
                while (p.open() && read(p, p.app.chunk())) {
                    moved = true;
                }
            } else if (p.open() && p.mode == ReadMode.SLOW && now >= p.nextRead) {
                p.nextRead = now + p.app.everyMillis() * 1_000_000L;
                if (read(p, p.app.bytes())) {
                    stimulus.now(now);
                    moved = true;
                }
            }
        }
        for (Datagrams d : datagrams.values()) {
            moved |= readAll(d, now);
        }
        return moved;
    }

    private boolean readAll(Datagrams d, long now) {
        UdpBind bind = CaseHost.bind(d.app);
        boolean moved = false;
        Datagram datagram = stack().socket().udpRecv(bind, DATAGRAM_MAX, 0, now);
        while (datagram.result() >= 0) {
            d.lengths.add(datagram.result());
            d.sha.update(datagram.bytes());
            moved = true;
            datagram = stack().socket().udpRecv(bind, DATAGRAM_MAX, 0, now);
        }
        return moved;
    }

    /** Who is told that what the host sends next answers something that happens now. */
    interface Stimulus {
        void now(long nanos);
    }

    /** When a slow reader reads next, epoch nanoseconds, or Long.MAX_VALUE. */
    long nextRead() {
        long next = Long.MAX_VALUE;
        for (CaseProgram p : programs) {
            if (p.open() && p.mode == ReadMode.SLOW) {
                next = Math.min(next, p.nextRead);
            }
        }
        return next;
    }

    /** One recv(); returns whether anything happened. */
    private boolean read(CaseProgram p, int max) {
        IntSupplier result = p.recv(max);
        if (!wake(p)) {
            return false;
        }
        int n = result.getAsInt();
        if (n == -SocketCalls.EAGAIN) {
            return false;
        }
        if (n == 0) {
            finish(p, "eof", p.app.closeOnEof());
        } else if (n < 0) {
            finish(p, error(-n), true);
        }
        return true;
    }

    private static String error(int errno) {
        return switch (errno) {
            case 32 -> "BrokenPipeError";
            case 104 -> "ConnectionResetError";
            case 110 -> "TimeoutError";
            default -> "OSError";
        };
    }

    private void finish(CaseProgram p, String end, boolean close) {
        remember(p);
        p.end(end);
        if (close) {
            p.next(SocketCalls::close);
            wake(p);
        }
    }

    /** close() with SO_LINGER 0. */
    private void abort(CaseProgram p) {
        remember(p);
        p.end("aborted");
        p.next(SocketCalls::abort);
        wake(p);
    }

    private boolean wake(CaseProgram p) {
        FlowKey flow = p.flow();
        if (flow == null) {
            return false;
        }
        for (AppConnection c : stack().socket().connections()) {
            boolean its = p.cookie == 0 ? c.flow().equals(flow) : c.cookie() == p.cookie;
            if (its && !c.state().equals("closed")) {
                stack().wake(c.cookie());
                return true;
            }
        }
        return false;
    }

    private CaseProgram find(String flow) {
        for (CaseProgram p : programs) {
            if (name(p).equals(flow)) {
                return p;
            }
        }
        throw LabException.failed(theCase.name() + ": no application has accepted " + flow);
    }

    private String name(CaseProgram p) {
        FlowKey key = p.flow();
        if (key == null) {
            return "";
        }
        for (Flow flow : peer.flows()) {
            if (flow.settings.sport() == key.remotePort()
                    && flow.src.equals(key.remote().toString())) {
                return flow.name;
            }
        }
        return key.toString();
    }

    /** A system call of a step. */
    void call(Step.AppCall step) {
        CaseProgram p = find(step.flow());
        switch (step.call()) {
            case READ -> {
                if (closed(p)) {
                    // EBADF
                    p.end("OSError");
                } else {
                    read(p, step.n());
                }
            }
            case WRITE -> {
                byte[] data = PacketBytes.pattern(0, step.n());
                p.next(sk -> sk.send(data, 0, data.length));
                wake(p);
            }
            case SHUTDOWN -> {
                p.next(SocketCalls::shutdown);
                wake(p);
            }
            case CLOSE -> finish(p, "closed", true);
            case MODE -> p.mode = step.mode();
            case ABORT -> abort(p);
            case QUICKACK -> {
                p.next(sk -> sk.setsockopt(SockOption.of(SockOption.SOL_TCP, SockOption.TCP_QUICKACK, step.n())));
                wake(p);
            }
        }
    }

    /** A snapshot of TCP_INFO. */
    ObjectNode info(String flow) {
        for (CaseProgram p : programs) {
            if (name(p).equals(flow)) {
                return info(p);
            }
        }
        return JsonNodeFactory.instance.objectNode();
    }

    /** Whether a socket of that flow is there that takes what is written to it. */
    boolean writable(String flow) {
        for (CaseProgram p : programs) {
            if (name(p).equals(flow)) {
                int state = closed(p) ? 0 : info(p).path("state").asInt();
                return state == TcpState.ESTABLISHED.number() || state == TcpState.CLOSE_WAIT.number();
            }
        }
        return false;
    }

    /** As it is; of a socket that is closed, as it was last. */
    private ObjectNode info(CaseProgram p) {
        remember(p);
        ObjectNode last = infos.get(p);
        return last == null ? JsonNodeFactory.instance.objectNode() : last.deepCopy();
    }

    private void remember(CaseProgram p) {
        FlowKey flow = p.flow();
        if (flow == null || closed(p)) {
            return;
        }
        for (TcpSockInfo i : stack().tcp().sockets()) {
            if (i.cookie() != 0 && i.cookie() == cookie(p, i)) {
                infos.put(p, fields(i));
                return;
            }
        }
        TcpSockInfo over = stack().tcp().over(p.cookie);
        if (over != null) {
            infos.put(p, fields(over));
        }
    }

    private static boolean closed(CaseProgram p) {
        return !p.open() && !(p.end().equals("eof") && !p.app.closeOnEof());
    }

    /** The socket of a program; one that is new is {@code i} if that has its 4-tuple and is not that of one before. */
    private long cookie(CaseProgram p, TcpSockInfo i) {
        if (p.cookie == 0
                && i.flow().equals(p.flow())
                && programs.stream().noneMatch(other -> other.cookie == i.cookie())) {
            p.cookie = i.cookie();
        }
        return p.cookie;
    }

    private static ObjectNode fields(TcpSockInfo i) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("state", TcpState.ofSsName(i.state()).number())
                .put("rcv_mss", i.rcvMss())
                .put("rcv_ssthresh", i.rcvSsthresh())
                .put("advmss", i.advmss())
                .put("rcv_space", i.rcvSpace())
                .put("ato_us", i.atoMicros())
                .put("bytes_received", i.bytesReceived())
                .put("segs_in", i.segsIn())
                .put("data_segs_in", i.dataSegsIn())
                .put("rcv_ooopack", i.rcvOooPack())
                .put("rcv_wnd", i.rcvWnd())
                .put("rmem_alloc", i.rmemAlloc())
                .put("rcvbuf", i.rcvbuf())
                .put("sk_drops", i.drops());
    }

    ArrayNode streams() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (CaseProgram p : programs) {
            ObjectNode stream = list.addObject();
            stream.put("conn", name(p)).put("port", p.app.port());
            stream.put("mode", p.mode.name().toLowerCase(java.util.Locale.ROOT));
            stream.put("bytes", p.bytes()).put("sha256", p.sha256()).put("end", p.end());
            if (p.app.oob()) {
                stream.put("oob", p.urgent());
            }
            stream.set("info", info(p));
        }
        return list;
    }

    ArrayNode udp() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        datagrams.forEach((port, d) -> {
            ObjectNode socket = list.addObject().put("port", port);
            ArrayNode lengths = socket.putArray("datagrams");
            d.lengths.forEach(lengths::add);
            socket.put("sha256", HexFormat.of().formatHex(d.sha.digest()));
        });
        return list;
    }
}
