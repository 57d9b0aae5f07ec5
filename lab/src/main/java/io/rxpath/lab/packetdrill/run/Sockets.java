package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.TcpHeader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a script. At any moment one is under test: the last that was made by socket(), or by the first packet of
 * a peer to one that listens. The script's packets are this one's.
 */
final class Sockets {
    private final RunOptions options;
    private final IpAddress local;
    private final IpAddress remote;
    private final List<Connection> all = new ArrayList<>();
    private @Nullable Connection underTest;
    private int nextPort;

    Sockets(RunOptions options) {
        this.options = options;
        nextPort = options.firstPort;
        local = IpAddress.parse(options.localIp());
        remote = IpAddress.parse(options.remoteIp());
    }

    @Nullable
    Connection underTest() {
        return underTest;
    }

    /** socket() has returned {@code fd}. */
    void made(int fd) {
        Connection made = add();
        made.fd = fd;
    }

    private Connection add() {
        Connection made = new Connection();
        all.add(made);
        underTest = made;
        return made;
    }

    @Nullable
    Connection byFd(int fd) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).fd == fd) {
                return all.get(i);
            }
        }
        return null;
    }

    /** listen() has succeeded. */
    void listens(int fd) {
        Connection socket = byFd(fd);
        if (socket != null) {
            socket.stage = Connection.Stage.LISTENING;
            underTest = socket;
        }
    }

    /** connect() is called. */
    void connects(int fd) {
        Connection socket = byFd(fd);
        if (socket != null) {
            socket.stage = Connection.Stage.CONNECTING;
            socket.local = local;
            socket.remote = remote;
            socket.remotePort = options.connectPort;
        }
    }

    /** sendto() is called with MSG_FASTOPEN, which connects a new socket. */
    void connectsIfNew(int fd) {
        Connection socket = byFd(fd);
        if (socket != null && socket.stage == Connection.Stage.NEW) {
            connects(fd);
        }
    }

    /** accept() has returned {@code fd} for the peer's port. */
    void accepted(int fd, int remotePort) {
        for (Connection socket : all) {
            if (socket.fd < 0 && socket.remotePort == remotePort) {
                socket.fd = fd;
            }
        }
    }

    /** The descriptor is gone: what it was for is remembered by its packets only. */
    void closed(int fd) {
        Connection socket = byFd(fd);
        if (socket != null) {
            socket.fd = -1;
        }
    }

    /** Whose packet it is that the script wants to send to the host. */
    Connection forInbound(Action.Tcp packet) {
        Connection socket = underTest;
        if (socket == null || socket.stage == Connection.Stage.LISTENING) {
            Connection made = add();
            made.local = local;
            made.remote = remote;
            made.localPort = options.bindPort;
            made.remotePort = nextPort++;
            made.received(packet);
            return made;
        }
        if (socket.stage == Connection.Stage.SYN_SENT && packet.flags().has(TcpHeader.SYN)) {
            socket.answered(packet);
        } else if (socket.stage == Connection.Stage.SYNACK_SENT
                && packet.flags().has(TcpHeader.ACK)) {
            socket.stage = Connection.Stage.SYNACK_ACKED;
        }
        return checked(socket);
    }

    /** Whose packet it is that the script expects from the host. */
    Connection forOutbound(Action.Tcp packet) {
        Connection socket = checked(underTest);
        boolean syn = packet.flags().has(TcpHeader.SYN);
        boolean ack = packet.flags().has(TcpHeader.ACK);
        if (socket.stage == Connection.Stage.CONNECTING && syn && !ack) {
            socket.stage = Connection.Stage.SYN_SENT;
            socket.expects(packet);
        } else if (socket.stage == Connection.Stage.PACKET_RECEIVED && syn && ack) {
            socket.expects(packet);
        }
        return socket;
    }

    Connection checked(@Nullable Connection socket) {
        if (socket == null || socket.stage == Connection.Stage.NEW) {
            throw new IllegalStateException("error handling packet: no matching socket for script packet");
        }
        return socket;
    }

    /** True if the host has sent it on this connection; its first packet tells port and sequence number. */
    boolean sentBy(Connection socket, LivePacket packet) {
        boolean syn = packet.has(TcpHeader.SYN);
        boolean ack = packet.has(TcpHeader.ACK);
        if (socket.stage == Connection.Stage.SYN_SENT
                && syn
                && !ack
                && packet.dest().equals(socket.remote)
                && packet.destPort() == socket.remotePort) {
            socket.local = packet.source();
            socket.localPort = packet.sourcePort();
            socket.chosen(packet);
            return true;
        }
        if (!socket.sends(packet)) {
            return false;
        }
        if (socket.stage == Connection.Stage.PACKET_RECEIVED && syn && ack) {
            socket.stage = Connection.Stage.SYNACK_SENT;
            socket.chosen(packet);
        }
        return true;
    }
}
