package io.rxpath.lab.packetdrill.live;

import io.rxpath.lab.packetdrill.run.FixedSysctls;
import io.rxpath.lab.packetdrill.run.HostUnderTest;
import io.rxpath.lab.packetdrill.run.LivePacket;
import io.rxpath.lab.packetdrill.run.RunOptions;
import io.rxpath.lab.packetdrill.run.WireFrames;
import io.rxpath.lab.qdisc.TcQdisc;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.WireFrame;
import io.rxpath.socket.core.syscall.SystemCalls;
import io.rxpath.tcp.core.TcpDiagMsg;
import io.rxpath.tcp.core.TcpSockInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One script's view of five services over Kafka. What it has changed is as before when it is closed. */
final class LiveHost implements HostUnderTest {
    private static final int FCS = 4;

    private final LiveLab lab;
    private final DrivenPipeline pipeline;
    private final RunOptions options;
    private final Map<String, Long> before;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private @Nullable RemoteCalls process;

    LiveHost(LiveLab lab, DrivenPipeline pipeline, RunOptions options) {
        this.lab = lab;
        this.pipeline = pipeline;
        this.options = options;
        pipeline.heard();
        before = allCounters();
    }

    @Override
    public long now() {
        return pipeline.now();
    }

    @Override
    public long nextTimeoutNanos() {
        return pipeline.nextTimeoutNanos();
    }

    @Override
    public void advanceToNextEvent(long limit) {
        pipeline.advanceToNextEvent(limit);
    }

    @Override
    public void runUntil(long nanos) {
        pipeline.runUntil(nanos);
    }

    @Override
    public void inject(byte[] packet, int mss, int payload) {
        int type = packet[0] >>> 4 == 4 ? EthernetHeader.TYPE_IPV4 : EthernetHeader.TYPE_IPV6;
        pipeline.send(WireFrames.of(packet, type, LiveLab.HOST_MAC, LiveLab.PEER_MAC, options.mtu()));
    }

    @Override
    public List<LivePacket> sent() {
        List<LivePacket> sent = new ArrayList<>();
        for (WireFrame frame : pipeline.heard()) {
            byte[] bytes = frame.frame();
            LivePacket packet =
                    LivePacket.of(frame.nanos(), frame.hasFcs() ? Arrays.copyOf(bytes, bytes.length - FCS) : bytes);
            if (packet != null) {
                sent.add(packet);
            }
        }
        return sent;
    }

    @Override
    public SystemCalls process() {
        RemoteCalls started = RemoteCalls.start(pipeline);
        process = started;
        return started.calls();
    }

    @Override
    public void sysctl(String name, String value) {
        try {
            lab.change(pipeline, "sysctl/" + name, value);
            changed.add(name);
        } catch (LabException e) {
            FixedSysctls.check(name, value, e);
        }
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> since = new TreeMap<>();
        allCounters().forEach((name, n) -> since.put(name, n - before.getOrDefault(name, 0L)));
        return since;
    }

    private Map<String, Long> allCounters() {
        Map<String, Long> all = new TreeMap<>();
        for (LabService service : List.of(LabService.IP, LabService.TCP, LabService.SOCKET)) {
            pipeline.pages()
                    .numbers(service, "/counters")
                    .forEach((name, n) -> all.merge(name.replace(".", ""), n, Long::sum));
        }
        return all;
    }

    @Override
    public Collection<TcpSockInfo> tcpSockets() {
        return List.of(pipeline.pages().read(LabService.TCP, "/sockets", TcpSockInfo[].class));
    }

    @Override
    public Map<String, Long> sockstat() {
        return pipeline.pages().numbers(LabService.TCP, "/sockstat");
    }

    @Override
    public List<TcpDiagMsg> diag() {
        return List.of(pipeline.pages().read(LabService.TCP, "/diag", TcpDiagMsg[].class));
    }

    @Override
    public void mtu(int mtu) {
        throw new IllegalArgumentException(
                "ip link set mtu: with --live the MTU is that of the start, " + options.mtu());
    }

    /** The segments of tcp-service wait and are lost nowhere before the card: such a queue cannot be had. */
    @Override
    public String qdisc(TcQdisc command) {
        if (command.matters()) {
            throw new IllegalArgumentException("tc qdisc " + command.action() + " " + command.kind() + " "
                    + String.join(" ", command.options()) + ": with --live the device has no queue");
        }
        return "";
    }

    @Override
    public Map<String, byte[]> files() {
        return files;
    }

    @Override
    public void close() {
        RemoteCalls ending = process;
        if (ending != null) {
            ending.exit();
        }
        changed.forEach(name -> lab.change(pipeline, "sysctl/" + name, null));
    }
}
