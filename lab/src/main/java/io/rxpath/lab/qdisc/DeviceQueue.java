package io.rxpath.lab.qdisc;

import io.rxpath.skb.SkBuff;
import io.rxpath.tcp.core.NetXmit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the IP layer and the only device. The device is faster than everything: it takes what the queue
 * lets go, at once. Without a queue, and with one that neither loses nor delays packets then, nothing is between them.
 *
 * <p>Kernel: net/core/dev.c __dev_xmit_skb(); net/sched/sch_api.c tc_modify_qdisc(), tc_get_qdisc().
 */
public final class DeviceQueue {
    private final Consumer<SkBuff> wire;
    private String kind = "";
    private @Nullable Qdisc root;
    /** Where the parts of the super-packet at hand belong; null if its first was lost. */
    private @Nullable QdiscPacket last;

    private long dropped;

    /** No queue; {@code wire} takes what leaves it. */
    public DeviceQueue(Consumer<SkBuff> wire) {
        this.wire = wire;
    }

    /** True if packets may wait or be lost here. */
    public boolean present() {
        return root != null;
    }

    /** True if it sends a socket's segments at the socket's rate. */
    public boolean paces() {
        Qdisc q = root;
        return q != null && q.paces();
    }

    /** Packets lost here so far. */
    public long dropped() {
        return dropped;
    }

    /**
     * Does what tc(8) says. What waits in a queue that goes is lost; one of the same kind stays and gets the options
     * that are said.
     *
     * @param mtu of the device, bytes
     * @return empty, or tc's error if it is refused because of what is there
     */
    public String change(TcQdisc command, int mtu) {
        switch (command.action()) {
            case "show" -> {
                return "";
            }
            case "del" -> {
                if (kind.isEmpty()) {
                    return "Cannot delete qdisc with handle of zero";
                }
                install("", null);
            }
            case "add" -> {
                if (!kind.isEmpty()) {
                    return "Exclusivity flag on, cannot modify";
                }
                install(command.kind(), qdisc(command, mtu));
            }
            case "change" -> {
                if (!kind.equals(command.kind())) {
                    return "Invalid qdisc name: must match existing qdisc";
                }
                changeOptions(command, mtu);
            }
            default -> {
                if (kind.equals(command.kind())) {
                    changeOptions(command, mtu);
                } else {
                    install(command.kind(), qdisc(command, mtu));
                }
            }
        }
        return "";
    }

    private static @Nullable Qdisc qdisc(TcQdisc command, int mtu) {
        if (command.kind().equals("fq")) {
            return new Fq(FqOptions.of(mtu).with(command.options()));
        }
        return command.matters() ? new Pfifo(command.limit()) : null;
    }

    /** qdisc_change(): what is not said stays, and so does what waits. */
    private void changeOptions(TcQdisc command, int mtu) {
        if (root instanceof Fq fq) {
            fq.change(command.options());
        } else if (!command.options().isEmpty()) {
            root = qdisc(command, mtu);
            last = null;
        }
    }

    private void install(String name, @Nullable Qdisc next) {
        Qdisc before = root;
        dropped += before == null ? 0 : before.reset();
        kind = name;
        root = next;
        last = null;
    }

    /** A frame with its Ethernet header; what the queue says of it. */
    public NetXmit enqueue(SkBuff frame, long now) {
        Qdisc q = root;
        if (q == null) {
            wire.accept(frame);
            return NetXmit.SUCCESS;
        }
        if (frame.gsoPart) {
            QdiscPacket packet = last;
            if (packet == null) {
                return NetXmit.DROP;
            }
            packet.add(frame);
            return NetXmit.SUCCESS;
        }
        run(now);
        QdiscPacket packet = new QdiscPacket(frame);
        NetXmit said = q.enqueue(packet, now);
        last = said.lost() ? null : packet;
        dropped += said.lost() ? 1 : 0;
        return said;
    }

    /** Lets go what may go now; true if there was something. */
    public boolean run(long now) {
        Qdisc q = root;
        boolean any = false;
        QdiscPacket packet = q == null ? null : q.dequeue(now);
        while (q != null && packet != null) {
            any = true;
            packet.frames.forEach(wire);
            packet = q.dequeue(now);
        }
        return any;
    }

    /** When {@link #run} wants to be called, epoch ns; Long.MAX_VALUE for never. */
    public long nextTimeoutNanos() {
        Qdisc q = root;
        return q == null ? Long.MAX_VALUE : q.nextTimeoutNanos();
    }
}
