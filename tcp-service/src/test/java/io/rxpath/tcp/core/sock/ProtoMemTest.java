package io.rxpath.tcp.core.sock;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.LinuxMib;
import io.rxpath.tcp.core.RecordingOutput;
import io.rxpath.tcp.core.TcpSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one socket is granted when all together hold so much. */
class ProtoMemTest {
    private static final long MS = 1_000_000;

    private static TcpNet net(String tcpMem) {
        TcpNet net = new TcpNet(TcpSettings.defaults().withSysctl("net.ipv4.tcp_mem", tcpMem), new RecordingOutput());
        net.now = 1_700_000_000_000L * MS;
        return net;
    }

    private static TcpSock sock() {
        return new TcpSock(1, FlowKey.v4(1, 80, 2, 40000));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            nothing is seen of one CPU's reserve,  1000 2000 3000,    0,  255, false, 99999999,  0, 16, true,  false, 0
            below the first limit,                 1000 2000 3000,  500,    1, false, 99999999,  0, 16, true,  false, 0
            between first and second,              1000 2000 3000, 1500,    1, false, 99999999,  0, 16, true,  false, 0
            above the second; a great share,       1000 2000 3000, 2100,    1, false,  1000000,  0, 16, false, true,  0
            above the second; a small share,       1000 2000 3000, 2100,    1, false,   700000,  0, 16, true,  true,  0
            few sockets are not counted yet,       1000 2000 3000, 2100,    1, false,  1000000,  0, 15, true,  true,  0
            the least of a receive buffer,         1000 2000 3000, 2100,    1, false,     4095,  0, 1600, true,  true,  0
            no more than the least,                1000 2000 3000, 2100,    1, false,     4096,  0, 1600, false, true,  0
            the least of a send buffer,            1000 2000 3000, 2100,    1, true,         0, 4095, 1600, true,  true,  0
            above the third not even the least,    1000 2000 3000, 3001,    1, false,        0,  0, 16, false, true,  0
            at the third,                          1000 2000 3000, 3000,    1, false,        0,  0, 16, true,  true,  0
            a sender waits with a smaller buffer,  1000 2000 3000, 3001,    1, true,         0, 8000, 16, true, true, 4608
            a buffer is halved,                    1000 2000 3000, 3001,    1, true,         0, 14000, 16, true, true, 7000
            one below its buffer gets none,        1000 2000 3000, 3001,    1, true,         0,  0, 16, false, true, 4608
            """)
    void granted(
            String name,
            String tcpMem,
            int held,
            int pages,
            boolean send,
            int rmemAlloc,
            int wmemQueued,
            int sockets,
            boolean granted,
            boolean pressure,
            int sndbuf) {
        TcpNet net = net(tcpMem);
        net.memory.add(held);
        for (int i = 0; i < sockets; i++) {
            net.memory.socket(1);
        }
        TcpSock tp = sock();
        tp.rmemAlloc = rmemAlloc;
        tp.wmemQueued = wmemQueued;
        tp.forwardAlloc = pages << 12;
        assertThat(net.memory.raise(tp, 2000, pages, send)).isEqualTo(granted);
        assertThat(net.memory.underPressure()).isEqualTo(pressure);
        assertThat(net.linux.get(LinuxMib.TCP_MEMORY_PRESSURES)).isEqualTo(pressure ? 1 : 0);
        assertThat(net.memory.pages()).isEqualTo(held + (granted ? pages : 0));
        assertThat(tp.sndbufGrown).isEqualTo(sndbuf);
    }

    @Test
    void aLockedSendBufferIsNotHalvedAndItsOwnerGetsNothing() {
        TcpNet net = net("1000 2000 3000");
        net.memory.add(3001);
        TcpSock tp = sock();
        tp.opts = tp.opts.copy();
        tp.opts.sndbuf = 20_000;
        tp.wmemQueued = 8000;
        assertThat(net.memory.raise(tp, 2000, 1, true)).isFalse();
        tp.wmemQueued = 18_000;
        assertThat(net.memory.raise(tp, 2000, 1, true)).isTrue();
    }

    @Test
    void pressureEndsBelowTheFirstLimitAndItsTimeIsCounted() {
        TcpNet net = net("1000 2000 3000");
        TcpSock tp = sock();
        assertThat(net.memory.raise(tp, 1, 2304, false)).isTrue();
        assertThat(net.memory.scarce()).isTrue();
        net.now += 1000 * MS;
        net.memory.reduce(1304);
        assertThat(net.memory.underPressure()).isTrue();
        net.memory.reduce(1);
        assertThat(net.memory.underPressure())
                .as("what a CPU has in hand is not seen")
                .isTrue();
        net.memory.reduce(255);
        assertThat(net.memory.underPressure()).isFalse();
        assertThat(net.memory.scarce()).isFalse();
        assertThat(net.linux.get(LinuxMib.TCP_MEMORY_PRESSURES_CHRONO)).isEqualTo(1000);
    }

    @Test
    void orphansAreCountedTenTimesASecond() {
        TcpNet net =
                new TcpNet(TcpSettings.defaults().withSysctl("net.ipv4.tcp_max_orphans", "2"), new RecordingOutput());
        net.now = 1_700_000_000_000L * MS;
        for (int i = 0; i < 3; i++) {
            net.memory.orphan(1);
        }
        assertThat(net.memory.checkOom(sock(), 0)).as("not seen yet").isFalse();
        net.now += 100 * MS;
        assertThat(net.memory.checkOom(sock(), 0)).isTrue();
        net.memory.orphan(-1);
        assertThat(net.memory.checkOom(sock(), 0)).as("not seen yet").isTrue();
        net.now += 100 * MS;
        assertThat(net.memory.checkOom(sock(), 0)).isFalse();
        assertThat(net.memory.checkOom(sock(), 1)).as("counts double").isTrue();
    }

    @Test
    void whatWasInHandIsSoAfterARestart() {
        TcpNet net = net("1000 2000 3000");
        net.memory.add(700);
        net.memory.add(100);
        for (int i = 0; i < 19; i++) {
            net.memory.socket(1);
        }
        long[] stored = net.memory.stored();
        TcpNet again = net("1000 2000 3000");
        again.memory.restore(stored[0], stored[1], stored[2]);
        again.memory.counted(800, 19, 3);
        assertThat(again.memory.allocated()).isEqualTo(700);
        assertThat(again.memory.pages()).isEqualTo(800);
        assertThat(again.memory.sockets()).isEqualTo(19);
        assertThat(again.memory.socketsSeen()).isEqualTo(16);
        assertThat(again.memory.orphans()).isEqualTo(3);
    }
}
