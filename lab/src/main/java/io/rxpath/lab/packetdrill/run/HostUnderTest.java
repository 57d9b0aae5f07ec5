package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.qdisc.TcQdisc;
import io.rxpath.socket.core.syscall.SystemCalls;
import io.rxpath.tcp.core.TcpDiagMsg;
import io.rxpath.tcp.core.TcpSockInfo;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The host a script is played against, with the peer behind its only device. Its time passes only when it is told to. */
public interface HostUnderTest extends AutoCloseable {
    /** The five layers in one process, in virtual time. */
    static HostUnderTest inline(RunOptions options) {
        return new ScriptHost(options);
    }

    /** Its time, epoch nanoseconds. */
    long now();

    /** When something happens by itself next, epoch nanoseconds; Long.MAX_VALUE for never. */
    long nextTimeoutNanos();

    /** Lets time pass to what happens next, at most to {@code limit}. */
    void advanceToNextEvent(long limit);

    /** Lets time pass, and happen what is due. */
    void runUntil(long nanos);

    /** A packet of the peer, from its IP header on; {@code mss} is 0 for one that is not to be cut into segments. */
    void inject(byte[] packet, int mss, int payload);

    /** What the host has sent since the last call, from the IP header on. */
    List<LivePacket> sent();

    /** A new process on the host. */
    SystemCalls process();

    /**
     * Sets a sysctl.
     *
     * @throws IllegalArgumentException naming it and what was expected
     */
    void sysctl(String name, String value);

    /** The counters of nstat, by its names, since the script began. */
    Map<String, Long> counters();

    /** The TCP sockets. */
    Collection<TcpSockInfo> tcpSockets();

    /** Line TCP of /proc/net/sockstat by its words. */
    Map<String, Long> sockstat();

    /** The same as sock_diag tells ss of them. */
    List<TcpDiagMsg> diag();

    /** Changes the device's MTU, as {@code ip link set dev tun0 mtu N}. */
    void mtu(int mtu);

    /**
     * Changes the queue of the device.
     *
     * @return empty, or tc's error if what is there does not allow it
     * @throws IllegalArgumentException if this host cannot have that
     */
    String qdisc(TcQdisc command);

    /** Files a script has made, by name. */
    Map<String, byte[]> files();

    /** The script is over. */
    @Override
    void close();
}
