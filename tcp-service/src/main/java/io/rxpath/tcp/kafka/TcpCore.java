package io.rxpath.tcp.kafka;

import io.rxpath.kit.LayerMeters;
import io.rxpath.kit.streams.StatefulCore;
import io.rxpath.kit.streams.TaskLists;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Hop;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.StateWriter;
import io.rxpath.skb.Topic;
import io.rxpath.tcp.core.NetXmit;
import io.rxpath.tcp.core.TcpDiagMsg;
import io.rxpath.tcp.core.TcpOutput;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.TcpSockInfo;
import io.rxpath.tcp.core.TcpStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** TCP of one partition between its core and the task. */
public final class TcpCore implements StatefulCore, TcpOutput {
    private final TcpStack stack;
    private final TaskLists lists;
    private final LayerMeters.HopTimer hop;

    /** A stack that sends into {@code lists}. */
    public TcpCore(TcpSettings settings, TaskLists lists, LayerMeters.HopTimer hop) {
        this.stack = new TcpStack(settings, this);
        this.lists = lists;
        this.hop = hop;
    }

    @Override
    public void receive(Topic topic, byte[] value, long now) {
        if (topic == Topic.TCP_RX) {
            for (SkBuff skb : RecordListReader.skbs(value, 0)) {
                skb.passed(Hop.TCP, now);
                hop.record(skb);
                stack.receive(skb, now);
            }
        } else {
            for (SockCommand command : RecordListReader.sockCommands(value)) {
                stack.command(command, now);
            }
        }
    }

    @Override
    public NetXmit transmit(SkBuff segment) {
        lists.list(Topic.IP_TX).add(segment);
        return NetXmit.SUCCESS;
    }

    @Override
    public void notify(SockEvent event) {
        lists.list(Topic.SOCKET_RX).add(event);
    }

    @Override
    public void drop(DropEvent event) {
        lists.list(Topic.SKB_DROP).add(event);
    }

    @Override
    public long nextTimeoutNanos() {
        return stack.nextTimeoutNanos();
    }

    @Override
    public void onTimeout(long now) {
        stack.onTimeout(now);
    }

    @Override
    public void saveDirty(StateWriter writer) {
        stack.saveDirty(writer);
    }

    @Override
    public void load(byte[] key, byte[] value) {
        stack.load(key, value);
    }

    @Override
    public void loaded(long now) {
        stack.loaded(now);
    }

    @Override
    public LedgerSnapshot ledger() {
        return stack.ledger().snapshot(stack.heldSegments());
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> all = new TreeMap<>(stack.tcp().nonZero());
        all.putAll(stack.linux().nonZero());
        all.putAll(stack.icmp());
        return all;
    }

    /** Other settings from now on. */
    public void settings(TcpSettings settings) {
        stack.settings(settings);
    }

    /** The sysctl net.ipv4.tcp_fastopen. */
    public int fastopen() {
        return stack.fastopen();
    }

    /** TCP_INFO and SO_MEMINFO of a socket by the kernel's names, empty if this partition does not have it. */
    public Map<String, Long> info(long cookie, FlowKey flow, long now) {
        return stack.info(cookie, flow, now);
    }

    /** {@link TcpStack#sockstat}. */
    public Map<String, Long> sockstat() {
        return stack.sockstat();
    }

    /** The partition's sockets. */
    public List<TcpSockInfo> sockets() {
        return new ArrayList<>(stack.sockets());
    }

    /** The same as sock_diag describes them, at {@code now}, epoch nanoseconds. */
    public List<TcpDiagMsg> diag(long now) {
        return stack.diag(now);
    }
}
