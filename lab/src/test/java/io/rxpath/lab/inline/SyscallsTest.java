package io.rxpath.lab.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.peer.ScriptedConnection;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SockOption;
import io.rxpath.socket.core.TcpRecvmsg;
import io.rxpath.socket.core.syscall.Call;
import io.rxpath.socket.core.syscall.Epoll;
import io.rxpath.socket.core.syscall.Errno;
import io.rxpath.socket.core.syscall.MsgHdr;
import io.rxpath.socket.core.syscall.Poll;
import io.rxpath.socket.core.syscall.SockAddr;
import io.rxpath.socket.core.syscall.Syscalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process on the in-line host: each call, and what it waits for, against a peer that writes segments. */
class SyscallsTest {
    private static final int PORT = 8080;
    private static final long MS = 1_000_000;

    private final Lab lab = Lab.create();
    private final Syscalls sys = lab.stack.syscalls();
    private final byte[] buffer = new byte[100_000];

    private int listener(SockOption... options) {
        int fd = sys.socket(SockAddr.AF_INET, Syscalls.SOCK_STREAM, 0);
        for (SockOption option : options) {
            assertThat(sys.setsockopt(fd, option.level(), option.name(), option.value()))
                    .isZero();
        }
        assertThat(sys.bind(fd, SockAddr.of(IpAddress.ANY_V4, PORT))).isZero();
        assertThat(sys.listen(fd, 5)).isZero();
        return fd;
    }

    private ScriptedConnection peer(int sport) {
        ScriptedConnection c = lab.peer.connection(sport, PORT);
        c.connect();
        return c;
    }

    private int accepted(int listener) {
        Call call = sys.accept(listener, 0);
        assertThat(call.isDone()).isTrue();
        return (int) call.value();
    }

    private static long value(Call call) {
        assertThat(call.isDone()).isTrue();
        return call.value();
    }

    @AfterEach
    void nothingIsLost() {
        lab.checkLedger();
    }

    @Test
    void theLastByteSentWithMsgOobIsUrgent() {
        int listener = listener();
        ScriptedConnection c = peer(40_009);
        int fd = accepted(listener);

        assertThat(value(sys.send(fd, buffer, 3, TcpRecvmsg.MSG_OOB))).isEqualTo(3);
        c.expect("PAU");
        assertThat(value(sys.send(fd, buffer, 3, 0))).isEqualTo(3);
        c.expect("PA");
    }

    @Test
    void aBlockedAcceptAndReadEndWhenThePeerActs() {
        int fd = listener();
        Call accept = sys.accept(fd, 0);
        assertThat(accept.isDone()).isFalse();
        lab.peer.advance(Duration.ofMillis(10));
        ScriptedConnection c = peer(41000);
        assertThat(accept.value()).isEqualTo(4);
        assertThat(sys.getpeername(4)).isEqualTo(SockAddr.of(IpAddress.parse("10.9.0.1"), 41000));
        Call read = sys.read(4, buffer, 1000);
        assertThat(read.isDone()).isFalse();
        lab.peer.advance(Duration.ofMillis(10));
        c.tcp("PA").data(300).send();
        assertThat(read.value()).isEqualTo(300);
        assertThat(read.doneAtNanos() - accept.doneAtNanos()).isEqualTo(10 * MS);
        c.expect("A");
        assertThat(value(sys.write(4, new byte[500], 500))).isEqualTo(500);
        assertThat(c.expect("PA").payload()).hasSize(500);
        c.tcp("A").send();
        c.tcp("FA").send();
        assertThat(value(sys.read(4, buffer, 10))).isZero();
        assertThat(value(sys.close(4))).isZero();
    }

    @Test
    void descriptorsThatDoNotBlockSayEagain() {
        int fd = listener();
        assertThat(sys.fcntl(fd, Syscalls.F_SETFL, Syscalls.O_NONBLOCK)).isZero();
        assertThat(value(sys.accept(fd, 0))).isEqualTo(-Errno.EAGAIN);
        ScriptedConnection c = peer(41000);
        int conn = (int) value(sys.accept(fd, Syscalls.SOCK_NONBLOCK));
        assertThat(sys.fcntl(conn, Syscalls.F_GETFL, 0)).isEqualTo(Syscalls.O_RDWR | Syscalls.O_NONBLOCK);
        assertThat(value(sys.read(conn, buffer, 10))).isEqualTo(-Errno.EAGAIN);
        c.tcp("PA").data(5).send();
        assertThat(value(sys.read(conn, null, 10))).isEqualTo(-Errno.EFAULT);
        assertThat(value(sys.write(conn, null, 10))).isEqualTo(-Errno.EFAULT);
        assertThat(value(sys.read(conn, buffer, 10))).isEqualTo(5);
        assertThat(value(sys.read(99, buffer, 10))).isEqualTo(-Errno.EBADF);
    }

    @Test
    void waitAllPeekAndTimeouts() {
        int fd = listener();
        ScriptedConnection c = peer(41000);
        int conn = accepted(fd);
        byte[] timeval = new byte[16];
        timeval[8] = (byte) 0x10;
        timeval[9] = (byte) 0x27; // 10,000 microseconds
        assertThat(sys.setsockopt(conn, SockOption.SOL_SOCKET, SockOption.SO_RCVTIMEO, timeval))
                .isZero();
        Call read = sys.recv(conn, buffer, 100, TcpRecvmsg.MSG_WAITALL);
        c.tcp("PA").data(60).send();
        assertThat(read.isDone()).isFalse();
        lab.peer.advance(Duration.ofMillis(20));
        assertThat(read.value()).as("what came before the time was over").isEqualTo(60);
        Call nothing = sys.read(conn, buffer, 1);
        lab.peer.advance(Duration.ofMillis(20));
        assertThat(nothing.value()).isEqualTo(-Errno.EAGAIN);
        c.tcp("PA").data(40).send();
        assertThat(value(sys.recv(conn, buffer, 100, TcpRecvmsg.MSG_PEEK))).isEqualTo(40);
        assertThat(sys.ioctl(conn, Syscalls.SIOCINQ)).isEqualTo(40);
        assertThat(value(sys.recv(conn, null, 30, TcpRecvmsg.MSG_TRUNC))).isEqualTo(30);
        Call all = sys.recv(conn, buffer, 20, TcpRecvmsg.MSG_WAITALL);
        assertThat(all.isDone()).isFalse();
        c.tcp("PA").data(40).send();
        assertThat(all.value()).isEqualTo(20);
    }

    @Test
    void inqTellsWhatIsLeftAndTheFin() {
        int fd = listener();
        ScriptedConnection c = peer(41000);
        int conn = accepted(fd);
        assertThat(sys.setsockopt(conn, SockOption.SOL_TCP, SockOption.TCP_INQ, 1))
                .isZero();
        c.tcp("PA").data(1000).send();
        MsgHdr msg = MsgHdr.of(new byte[600]);
        assertThat(value(sys.recvmsg(conn, msg, 0))).isEqualTo(600);
        assertThat(msg.control).containsExactly(new MsgHdr.Cmsg(6, 36, 400));
        c.tcp("FA").send();
        assertThat(value(sys.recvmsg(conn, msg, 0))).isEqualTo(400);
        assertThat(msg.control).containsExactly(new MsgHdr.Cmsg(6, 36, 1));
        assertThat(value(sys.recvmsg(conn, msg, 0))).isZero();
    }

    @Test
    void edgeTriggeredEpollTellsEveryArrivalOnceLevelTriggeredUntilItIsRead() {
        int fd = listener();
        ScriptedConnection c = peer(41000);
        int conn = accepted(fd);
        int ep = sys.epollCreate();
        List<Epoll> events = new ArrayList<>();
        assertThat(sys.epollCtl(ep, Epoll.CTL_ADD, conn, new Epoll(Poll.IN | Epoll.ET, 7)))
                .isZero();
        assertThat(sys.epollCtl(ep, Epoll.CTL_ADD, conn, new Epoll(Poll.IN, 7))).isEqualTo(-Errno.EEXIST);
        for (int i = 0; i < 3; i++) {
            c.tcp("PA").data(10).send();
            assertThat(value(sys.epollWait(ep, events, 8, 0))).isEqualTo(1);
            assertThat(events).containsExactly(new Epoll(Poll.IN, 7));
            assertThat(value(sys.epollWait(ep, events, 8, 0))).isZero();
        }
        assertThat(sys.epollCtl(ep, Epoll.CTL_MOD, conn, new Epoll(Poll.IN, 8))).isZero();
        assertThat(value(sys.epollWait(ep, events, 8, 0))).isEqualTo(1);
        assertThat(value(sys.epollWait(ep, events, 8, 0))).isEqualTo(1);
        assertThat(value(sys.read(conn, buffer, 100))).isEqualTo(30);
        assertThat(value(sys.epollWait(ep, events, 8, 0))).isZero();
        assertThat(sys.epollCtl(ep, Epoll.CTL_MOD, conn, new Epoll(Poll.IN | Epoll.ONESHOT, 9)))
                .isZero();
        Call wait = sys.epollWait(ep, events, 8, 1000);
        lab.peer.advance(Duration.ofMillis(5));
        c.tcp("PA").data(10).send();
        assertThat(wait.value()).isEqualTo(1);
        c.tcp("PA").data(10).send();
        assertThat(value(sys.epollWait(ep, events, 8, 0))).as("once").isZero();
        c.tcp("FA").send();
        assertThat(sys.epollCtl(ep, Epoll.CTL_MOD, conn, new Epoll(Poll.IN | Poll.RDHUP, 9)))
                .isZero();
        assertThat(value(sys.epollWait(ep, events, 8, 0))).isEqualTo(1);
        assertThat(events).containsExactly(new Epoll(Poll.IN | Poll.RDHUP, 9));
    }

    @Test
    void exclusiveWakesOneOfTwo() {
        int fd = listener();
        int one = sys.epollCreate();
        int two = sys.epollCreate();
        for (int ep : new int[] {one, two}) {
            assertThat(sys.epollCtl(ep, Epoll.CTL_ADD, fd, new Epoll(Poll.IN | Epoll.EXCLUSIVE, ep)))
                    .isZero();
        }
        List<Epoll> first = new ArrayList<>();
        List<Epoll> second = new ArrayList<>();
        Call a = sys.epollWait(one, first, 8, -1);
        Call b = sys.epollWait(two, second, 8, -1);
        peer(41000);
        assertThat(List.of(a.isDone(), b.isDone())).containsExactly(true, false);
        peer(41001);
        assertThat(b.isDone()).isTrue();
    }

    @Test
    void aResetIsToldOnceThenTheEndAndAWriteIsABrokenPipe() {
        int fd = listener();
        ScriptedConnection c = peer(41000);
        int conn = accepted(fd);
        c.tcp("PA").data(10).send();
        c.expect("A");
        c.tcp("R").send();
        List<Poll.Fd> fds = List.of(new Poll.Fd(conn, Poll.IN | Poll.OUT | Poll.RDHUP));
        assertThat(value(sys.poll(fds, 0))).isEqualTo(1);
        assertThat(fds.get(0).revents).isEqualTo(Poll.IN | Poll.OUT | Poll.ERR | Poll.HUP | Poll.RDHUP);
        assertThat(value(sys.read(conn, buffer, 4))).isEqualTo(4);
        assertThat(sys.tcpInfo(conn)).containsEntry("tcpi_state", 7L).containsEntry("tcpi_segs_in", 4L);
        assertThat(value(sys.read(conn, buffer, 100))).isEqualTo(6);
        assertThat(value(sys.read(conn, buffer, 100))).isEqualTo(-Errno.ECONNRESET);
        assertThat(value(sys.read(conn, buffer, 100))).isZero();
        assertThat(value(sys.write(conn, buffer, 100))).isEqualTo(-Errno.EPIPE);
        assertThat(value(sys.close(conn))).isZero();
        assertThat(lab.stack.tcp().unknownCommands()).isZero();
    }

    @Test
    void anUrgentByteIsReadWithMsgOobAndStopsAReadAndASplice() {
        int fd = listener();
        ScriptedConnection c = peer(41000);
        int conn = accepted(fd);
        c.tcp("PAU").data(100).urgent(50).send();
        assertThat(sys.ioctl(conn, Syscalls.SIOCINQ)).isEqualTo(49);
        assertThat(value(sys.recv(conn, buffer, 1, TcpRecvmsg.MSG_OOB))).isEqualTo(1);
        assertThat(value(sys.recv(conn, buffer, 1, TcpRecvmsg.MSG_OOB))).isEqualTo(-Errno.EINVAL);
        int[] pipe = sys.pipe();
        assertThat(value(sys.splice(conn, pipe[1], 1000))).isEqualTo(49);
        assertThat(value(sys.splice(conn, pipe[1], 1000))).isZero();
        assertThat(sys.ioctl(conn, Syscalls.SIOCATMARK)).isEqualTo(1);
        assertThat(value(sys.read(pipe[0], buffer, 1000))).isEqualTo(49);
        assertThat(value(sys.read(conn, buffer, 1000))).isEqualTo(50);
    }

    @Test
    void optionsAreCheckedAndAnswered() {
        int fd = listener(SockOption.of(SockOption.SOL_TCP, SockOption.TCP_MAXSEG, 1100));
        peer(41000);
        int conn = accepted(fd);
        assertThat(sys.getsockoptInt(conn, SockOption.SOL_TCP, SockOption.TCP_MAXSEG))
                .isEqualTo(1100);
        assertThat(sys.setsockopt(conn, SockOption.SOL_TCP, SockOption.TCP_MAXSEG, 10))
                .isEqualTo(-Errno.EINVAL);
        assertThat(sys.setsockopt(conn, SockOption.SOL_SOCKET, SockOption.SO_RCVBUF, 12_000))
                .isZero();
        assertThat(sys.getsockoptInt(conn, SockOption.SOL_SOCKET, SockOption.SO_RCVBUF))
                .isEqualTo(24_000);
        assertThat(sys.setsockopt(conn, SockOption.SOL_SOCKET, SockOption.SO_ERROR, 0))
                .isEqualTo(-Errno.ENOPROTOOPT);
        byte[] name = "nosuch".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(sys.setsockopt(conn, SockOption.SOL_TCP, SockOption.TCP_CONGESTION, name))
                .isEqualTo(-Errno.ENOENT);
        byte[] mem = new byte[36];
        assertThat(sys.getsockopt(conn, SockOption.SOL_SOCKET, SockOption.SO_MEMINFO, mem))
                .isEqualTo(36);
        assertThat(Arrays.copyOfRange(mem, 4, 8)).containsExactly(0xc0, 0x5d, 0, 0);
    }
}
