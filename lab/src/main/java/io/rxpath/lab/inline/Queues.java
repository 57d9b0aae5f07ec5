package io.rxpath.lab.inline;

import io.rxpath.ip.core.IpOutput;
import io.rxpath.ip.core.Neighbour;
import io.rxpath.lab.peer.TimedFrame;
import io.rxpath.lab.qdisc.DeviceQueue;
import io.rxpath.nic.core.NicOutput;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetFcs;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.WireFrame;
import io.rxpath.socket.core.SocketOutput;
import io.rxpath.softirq.core.SoftirqOutput;
import io.rxpath.tcp.core.NetXmit;
import io.rxpath.tcp.core.TcpOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The topics between the cores, and the five outputs that fill them. */
final class Queues {
    /** Free bytes in front of a segment for IP and Ethernet headers, as the services leave them. */
    private static final int HEADROOM = 64;

    final HandOver.Skbs nicRx;
    final HandOver.Irqs nicIrq;
    final HandOver.Mmios nicMmio;
    final HandOver.Skbs ipRx;
    final HandOver.Skbs tcpRx;
    final HandOver.Events socketRx;
    final HandOver.Commands socketCtl;
    final HandOver.Skbs ipTx;
    final HandOver.Skbs nicTx;
    final List<DropEvent> drops = new ArrayList<>();
    /** Between IP and the card. */
    final DeviceQueue device;
    /** IP's output, for what must know at once what the device says. */
    Consumer<SkBuff> ipOutput = segment -> {};

    private NetXmit said = NetXmit.SUCCESS;
    private final VirtualClock clock;
    private final StackObserver observer;
    private List<TimedFrame> transmitted = new ArrayList<>();
    private long transmittedCount;
    private long receivedSkbs;

    Queues(boolean records, VirtualClock clock, StackObserver observer) {
        this.clock = clock;
        this.observer = observer;
        nicRx = new HandOver.Skbs(records, 0);
        nicIrq = new HandOver.Irqs(records);
        nicMmio = new HandOver.Mmios(records);
        ipRx = new HandOver.Skbs(records, 0);
        tcpRx = new HandOver.Skbs(records, 0);
        socketRx = new HandOver.Events(records);
        socketCtl = new HandOver.Commands(records);
        ipTx = new HandOver.Skbs(records, HEADROOM);
        nicTx = new HandOver.Skbs(records, 0);
        device = new DeviceQueue(nicTx::add);
    }

    /** The frames sent since the last call. */
    List<TimedFrame> take() {
        List<TimedFrame> taken = transmitted;
        transmitted = new ArrayList<>();
        return taken;
    }

    long transmittedCount() {
        return transmittedCount;
    }

    long receivedSkbs() {
        return receivedSkbs;
    }

    private void lost(DropEvent event) {
        drops.add(event);
        observer.dropped(event);
    }

    final class NicSide implements NicOutput {
        @Override
        public void dma(SkBuff frame) {
            nicRx.add(frame);
        }

        @Override
        public void interrupt(RingIrq irq) {
            nicIrq.add(irq);
        }

        @Override
        public void wireTransmit(WireFrame frame) {
            byte[] bytes = frame.frame();
            if (frame.hasFcs()) {
                if (!EthernetFcs.valid(bytes, 0, bytes.length)) {
                    throw new IllegalStateException("the card sent a frame with a wrong FCS");
                }
                bytes = Arrays.copyOf(bytes, bytes.length - EthernetFcs.LENGTH);
            }
            transmittedCount++;
            transmitted.add(new TimedFrame(clock.now(), bytes, frame.port()));
        }

        @Override
        public void drop(DropEvent event) {
            lost(event);
        }
    }

    final class SoftirqSide implements SoftirqOutput {
        @Override
        public void mmio(RingMmio write) {
            nicMmio.add(write);
        }

        @Override
        public void receive(SkBuff skb) {
            ipRx.add(skb);
        }

        @Override
        public void transmit(SkBuff frame) {
            nicTx.add(frame);
        }

        @Override
        public void drop(DropEvent event) {
            lost(event);
        }
    }

    final class IpSide implements IpOutput {
        @Override
        public void deliverTcp(SkBuff skb) {
            tcpRx.add(skb);
        }

        @Override
        public void deliverSocket(SockEvent event) {
            socketRx.add(event);
        }

        @Override
        public void transmit(SkBuff frame) {
            NetXmit fate = device.enqueue(frame, clock.now());
            said = said == NetXmit.SUCCESS ? fate : said;
        }

        @Override
        public void neighbourChanged(Neighbour neighbour) {
            // There is only one instance of the layer here.
        }

        @Override
        public void drop(DropEvent event) {
            lost(event);
        }
    }

    final class TcpSide implements TcpOutput {
        @Override
        public NetXmit transmit(SkBuff segment) {
            if (!device.present()) {
                ipTx.add(segment);
                return NetXmit.SUCCESS;
            }
            said = NetXmit.SUCCESS;
            ipOutput.accept(segment);
            return said;
        }

        @Override
        public boolean paces() {
            return device.paces();
        }

        @Override
        public void notify(SockEvent event) {
            observer.notified(event);
            socketRx.add(event);
        }

        @Override
        public void drop(DropEvent event) {
            lost(event);
        }
    }

    final class SocketSide implements SocketOutput {
        @Override
        public void command(SockCommand command) {
            socketCtl.add(command);
        }

        @Override
        public void transmit(SkBuff datagram) {
            ipTx.add(datagram);
        }

        @Override
        public void received(SkBuff skb, long now) {
            receivedSkbs++;
        }

        @Override
        public void drop(DropEvent event) {
            lost(event);
        }
    }
}
