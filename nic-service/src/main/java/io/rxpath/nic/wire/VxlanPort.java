package io.rxpath.nic.wire;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.WireFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cables to the world: VXLAN over UDP, a network for each. Any Linux machine plugs in with
 * {@code ip link add vx0 type vxlan id VNI remote US dstport 4789}.
 *
 * <p>Which tunnel endpoint a MAC address is behind is learned from what comes in. Frames to an unknown or group address
 * go to every endpoint known. Answers go to the endpoint's address and the VXLAN port, never to a datagram's source
 * port, which is a hash of the inner flow.
 *
 * <p>One thread calls {@link #receive} in a loop, another {@link #send}; {@link #close} ends both.
 */
public final class VxlanPort implements AutoCloseable {
    /** The UDP port of VXLAN (IANA). */
    public static final int DEFAULT_PORT = 4789;

    private static final int MAX_DATAGRAM = 65_536;
    private static final int SOCKET_BUFFER = 4 << 20;
    private static final SkbDropReason[] REASONS = SkbDropReason.values();

    /**
     * One of the networks on the socket.
     *
     * @param vni network identifier, 0..2^24-1
     * @param innerMtu MTU of the clients' vxlan devices
     * @param wirePort number of this cable, 0..65535
     */
    public record Network(int vni, int innerMtu, int wirePort) {}

    /** A network's cable: its codec and what was learned about it. */
    private record Cable(Network network, VxlanCodec codec, VxlanFdb fdb) {
        Cable(Network network) {
            this(network, new VxlanCodec(network.vni(), network.innerMtu(), network.wirePort()), new VxlanFdb());
        }
    }

    private final DatagramChannel channel;
    private final List<Cable> cables;
    private final int remotePort;
    private final ByteBuffer in = ByteBuffer.allocate(MAX_DATAGRAM);
    private final AtomicLongArray dropped = new AtomicLongArray(REASONS.length);
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong sendErrors = new AtomicLong();
    private volatile long lastNow;

    private VxlanPort(DatagramChannel channel, int remotePort, List<Cable> cables) {
        this.channel = channel;
        this.remotePort = remotePort;
        this.cables = cables;
    }

    /**
     * Binds the socket.
     *
     * @param bind our address and UDP port; port 0 lets the system choose
     * @param remotePort UDP port of the other endpoints, 1..65535, usually {@link #DEFAULT_PORT}
     * @param networks the networks, one or more, each with an identifier of its own
     * @throws IOException if the socket cannot be had; the message names the address
     */
    public static VxlanPort open(InetSocketAddress bind, int remotePort, List<Network> networks) throws IOException {
        if (remotePort < 1 || remotePort > 0xffff) {
            throw new IllegalArgumentException("remotePort " + remotePort + ": expected 1..65535");
        }
        if (bind.isUnresolved()) {
            throw new IOException("VXLAN address " + bind.getHostString() + " cannot be resolved");
        }
        List<Cable> cables = networks.stream().map(Cable::new).toList();
        if (networks.stream().map(Network::vni).distinct().count() != cables.size() || cables.isEmpty()) {
            throw new IllegalArgumentException(networks + ": expected one or more, each with a vni of its own");
        }
        DatagramChannel channel = DatagramChannel.open();
        try {
            // The system caps it at net.core.rmem_max without a word.
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            channel.bind(bind);
        } catch (IOException e) {
            channel.close();
            String address = bind.getAddress().getHostAddress() + ":" + bind.getPort();
            throw new IOException("VXLAN port cannot use UDP " + address + ": " + e.getMessage(), e);
        }
        return new VxlanPort(channel, remotePort, cables);
    }

    /**
     * Waits for one datagram and gives its frame to {@code sink}; a datagram that is no frame of our network is counted
     * under its reason. Learns the sender's endpoint.
     *
     * @param clock epoch nanoseconds, read when the datagram is there
     * @return false once the port is closed
     */
    public boolean receive(Consumer<WireFrame> sink, LongSupplier clock) {
        InetSocketAddress from;
        try {
            in.clear();
            from = (InetSocketAddress) channel.receive(in);
        } catch (ClosedChannelException e) {
            return false;
        } catch (IOException e) {
            // An ICMP error for something we sent, at worst: the next datagram is not affected.
            return channel.isOpen();
        }
        if (from == null) {
            return true;
        }
        long now = clock.getAsLong();
        lastNow = now;
        Cable cable = cable(in.array(), in.position());
        WireFrame frame = cable.codec.decapsulate(in.array(), 0, in.position(), now);
        if (frame == null) {
            dropped.incrementAndGet(cable.codec.dropReason().ordinal());
            return true;
        }
        received.incrementAndGet();
        cable.fdb.learn(new EthernetHeader(frame.frame(), 0).src(), from.getAddress(), now);
        sink.accept(frame);
        return true;
    }

    /** The cable the datagram is for; the first for one that is no network's, which finds the fault. */
    private Cable cable(byte[] datagram, int length) {
        if (cables.size() > 1 && VxlanHeader.check(datagram, 0, length) == SkbDropReason.NOT_DROPPED_YET) {
            int vni = new VxlanHeader(datagram, 0).vni();
            for (Cable each : cables) {
                if (each.network.vni() == vni) {
                    return each;
                }
            }
        }
        return cables.get(0);
    }

    /** True if one of the networks is the cable at this wire port. */
    public boolean has(int wirePort) {
        return cables.stream().anyMatch(each -> each.network.wirePort() == wirePort);
    }

    /**
     * Sends a frame to the endpoint its destination is behind, or to all.
     *
     * @param wirePort the cable; nothing is sent if it is no network's
     * @param frame without FCS
     * @return datagrams sent; 0 when nobody is known yet, the frame is no frame, or the port is closed
     */
    public int send(int wirePort, byte[] frame) {
        for (Cable each : cables) {
            if (each.network.wirePort() == wirePort) {
                return send(each, frame);
            }
        }
        return 0;
    }

    private int send(Cable cable, byte[] frame) {
        if (frame.length < EthernetHeader.LENGTH) {
            return 0;
        }
        VxlanFdb fdb = cable.fdb;
        ByteBuffer datagram = ByteBuffer.wrap(VxlanCodec.encapsulate(cable.network.vni(), frame));
        // Ageing goes by the time of the last frame received: without any, nobody can have moved.
        long now = lastNow;
        EthernetHeader eth = new EthernetHeader(frame, 0);
        @Nullable InetAddress vtep = eth.multicast() ? null : fdb.lookup(eth.dst(), now);
        if (vtep != null) {
            return sendTo(vtep, datagram);
        }
        int count = 0;
        for (InetAddress each : fdb.vteps(now)) {
            count += sendTo(each, datagram);
        }
        return count;
    }

    private int sendTo(InetAddress vtep, ByteBuffer datagram) {
        try {
            datagram.rewind();
            channel.send(datagram, new InetSocketAddress(vtep, remotePort));
            sent.incrementAndGet();
            return 1;
        } catch (IOException e) {
            // As a card loses a frame on a cable that is out; whoever needs it sends it again.
            sendErrors.incrementAndGet();
            return 0;
        }
    }

    /** Frames received. */
    public long received() {
        return received.get();
    }

    /** Datagrams sent. */
    public long sent() {
        return sent.get();
    }

    /** Datagrams that could not be sent. */
    public long sendErrors() {
        return sendErrors.get();
    }

    /** Datagrams dropped for one reason. */
    public long dropped(SkbDropReason reason) {
        return dropped.get(reason.ordinal());
    }

    /** Datagrams dropped. */
    public long dropped() {
        long sum = 0;
        for (int i = 0; i < dropped.length(); i++) {
            sum += dropped.get(i);
        }
        return sum;
    }

    /** The table of addresses learned on the first network. */
    public VxlanFdb fdb() {
        return cables.get(0).fdb;
    }

    /** The address the socket is bound to. */
    public InetSocketAddress localAddress() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /** The socket's receive buffer as the system granted it, bytes. */
    public int receiveBufferBytes() throws IOException {
        return channel.getOption(StandardSocketOptions.SO_RCVBUF);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
