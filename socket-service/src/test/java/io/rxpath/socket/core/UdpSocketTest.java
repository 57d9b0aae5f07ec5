package io.rxpath.socket.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpErrorValue;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.UdpBind;
import io.rxpath.skb.UdpHeader;
import io.rxpath.skb.UdpMib;
import io.rxpath.socket.core.app.Datagram;
import io.rxpath.socket.core.app.DatagramCalls;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** UDP sockets: their queues, their memory, what reading and writing does, and that they survive. */
class UdpSocketTest {
    private static final int HOST = 0x0a090002;
    private static final int PEER = 0x0a090001;
    private static final UdpBind RAW = UdpBind.on(5000);
    private static final UdpBind SMALL = UdpBind.on(5001).rcvbuf(4096);
    private static final UdpBind ECHO = UdpBind.on(5002);
    private static final UdpBind SINK = UdpBind.on(5003);
    private static final UdpBind SLOW = UdpBind.on(5004);
    private static final UdpBind CONNECTED = UdpBind.on(5005).connect(IpAddress.v4(PEER), 4000);
    private static final SocketSettings SETTINGS = new SocketSettings(List.of())
            .withUdp(List.of(
                    UdpApp.unread(RAW),
                    UdpApp.unread(SMALL),
                    UdpApp.of(ECHO, AppKind.ECHO),
                    UdpApp.of(SINK, AppKind.SINK),
                    new UdpApp(SLOW, AppKind.SLOW, 10 * SocketHarness.MS),
                    UdpApp.unread(CONNECTED)));
    private static final int MAX = 65_535;

    private final SocketHarness h = new SocketHarness(SETTINGS);

    /** A datagram from the peer's port 4000 as IP hands it up: headers in front, checksum not looked at. */
    private static SkBuff datagram(UdpBind to, byte[] payload, int truesize) {
        byte[] packet = new byte[Ipv4Header.LENGTH + UdpHeader.LENGTH + payload.length];
        new Ipv4Header(packet, 0)
                .version(4)
                .ihl(5)
                .totalLength(packet.length)
                .protocol(IpProtocol.UDP)
                .saddr(PEER)
                .daddr(HOST);
        int length = UdpHeader.LENGTH + payload.length;
        UdpHeader uh = new UdpHeader(packet, Ipv4Header.LENGTH)
                .source(4000)
                .dest(to.port())
                .length(length);
        System.arraycopy(payload, 0, packet, Ipv4Header.LENGTH + UdpHeader.LENGTH, payload.length);
        long pseudo = InternetChecksum.pseudoV4(PEER, HOST, IpProtocol.UDP, length);
        uh.checksum(InternetChecksum.finish(InternetChecksum.partial(packet, Ipv4Header.LENGTH, length, pseudo)));
        SkBuff skb = SkBuff.wrap(packet);
        skb.resetNetworkHeader();
        skb.pull(Ipv4Header.LENGTH);
        skb.resetTransportHeader();
        skb.protocol = EthernetHeader.TYPE_IPV4;
        skb.pktType = PacketType.HOST;
        skb.ipSummed = IpSummed.NONE;
        skb.hash = 99;
        skb.truesize = truesize;
        return skb;
    }

    private static SockEvent up(UdpBind to, SkBuff skb) {
        FlowKey flow = FlowKey.v4(HOST, to.port(), PEER, 4000);
        return new SockEvent(SockEvent.Kind.DATAGRAM, 1, to.cookie(), flow, 2, skb);
    }

    private void receive(UdpBind to, byte[] payload) {
        h.receive(up(to, datagram(to, payload, 1024)));
    }

    private Datagram recv(UdpBind bind) {
        return h.stack.udpRecv(bind, MAX, 0, h.now);
    }

    private long udp(UdpMib counter) {
        return h.stack.udp().get(counter);
    }

    private UdpSockView view(UdpBind bind) {
        return h.stack.udpSockets().stream()
                .filter(sk -> sk.cookie() == bind.cookie())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDatagramCountsWhenItIsRead() {
        receive(RAW, SocketHarness.bytes("hello"));
        receive(RAW, new byte[0]);
        assertThat(udp(UdpMib.IN_DATAGRAMS)).isZero();
        Datagram first = recv(RAW);
        assertThat(first.bytes()).isEqualTo(SocketHarness.bytes("hello"));
        assertThat(first.result()).isEqualTo(5);
        assertThat(first.ifindex()).isEqualTo(2);
        assertThat(first.flow()).isEqualTo(FlowKey.v4(HOST, 5000, PEER, 4000));
        assertThat(recv(RAW).result()).isZero();
        assertThat(recv(RAW).result()).isEqualTo(-DatagramCalls.EAGAIN);
        assertThat(udp(UdpMib.IN_DATAGRAMS)).isEqualTo(2);
        assertThat(h.stack.ledger().snapshot(0).consumed()).containsEntry("recv", 2L);
    }

    @Test
    void aDatagramIsCutToTheRoomThereIs() {
        receive(RAW, SocketHarness.bytes("hello"));
        receive(RAW, SocketHarness.bytes("hello"));
        Datagram peeked = h.stack.udpRecv(RAW, 2, DatagramCalls.MSG_PEEK, h.now);
        assertThat(peeked.result()).isEqualTo(2);
        Datagram cut = h.stack.udpRecv(RAW, 2, 0, h.now);
        assertThat(cut.result()).isEqualTo(2);
        assertThat(cut.truncated()).isTrue();
        Datagram told = h.stack.udpRecv(RAW, 2, DatagramCalls.MSG_TRUNC, h.now);
        assertThat(told.result()).isEqualTo(5);
        assertThat(told.bytes()).isEqualTo(SocketHarness.bytes("he"));
        assertThat(udp(UdpMib.IN_DATAGRAMS)).isEqualTo(2);
    }

    @Test
    void aBadChecksumIsFoundByTheReaderWhoGetsTheNext() {
        SkBuff bad = datagram(RAW, new byte[100], 1024);
        bad.buf()[bad.data() + 20] ^= 1;
        h.receive(up(RAW, bad));
        receive(RAW, SocketHarness.bytes("next"));
        assertThat(recv(RAW).bytes()).isEqualTo(SocketHarness.bytes("next"));
        assertThat(udp(UdpMib.IN_CSUM_ERRORS)).isEqualTo(1);
        assertThat(udp(UdpMib.IN_ERRORS)).isEqualTo(1);
        assertThat(h.takeLog()).containsExactly("drop 1 UDP_CSUM@udp_recvmsg");
        assertThat(view(RAW).drops()).isEqualTo(1);
    }

    @Test
    void aChecksumOfZeroIsNone() {
        SkBuff skb = datagram(RAW, new byte[100], 1024);
        new UdpHeader(skb.buf(), skb.data()).checksum(0);
        h.receive(up(RAW, skb));
        assertThat(recv(RAW).result()).isEqualTo(100);
    }

    @Test
    void theReceiveBufferOverflowsByMemoryAndNotByPayload() {
        for (int i = 0; i < 5; i++) {
            receive(SMALL, new byte[10]);
        }
        assertThat(view(SMALL).queuedDatagrams()).isEqualTo(4);
        assertThat(view(SMALL).rmemAlloc()).isEqualTo(4096);
        assertThat(udp(UdpMib.RCVBUF_ERRORS)).isEqualTo(1);
        assertThat(udp(UdpMib.IN_ERRORS)).isEqualTo(1);
        assertThat(h.takeLog()).containsExactly("drop 1 SOCKET_RCVBUFF@udp_queue_rcv_one_skb");
        assertThat(view(SMALL).drops()).isEqualTo(1);
    }

    @Test
    void aDatagramLargerThanTheBufferFitsIntoAnEmptyOne() {
        h.receive(up(SMALL, datagram(SMALL, new byte[1400], 9000)));
        h.receive(up(SMALL, datagram(SMALL, new byte[10], 800)));
        assertThat(view(SMALL).queuedDatagrams()).isEqualTo(1);
    }

    /** udp_rmem_release(): a quarter of the buffer gathers before memory is given back, unless the queue is empty. */
    @Test
    void memoryIsGivenBackInBatches() {
        for (int i = 0; i < 8; i++) {
            h.receive(up(SMALL, datagram(SMALL, new byte[10], 512)));
        }
        assertThat(view(SMALL).rmemAlloc()).isEqualTo(4096);
        recv(SMALL);
        assertThat(view(SMALL).rmemAlloc()).isEqualTo(4096);
        recv(SMALL);
        assertThat(view(SMALL).rmemAlloc()).isEqualTo(3072);
        for (int i = 0; i < 6; i++) {
            recv(SMALL);
        }
        assertThat(view(SMALL).rmemAlloc()).isZero();
    }

    @Test
    void allSocketsTogetherHaveALimit() {
        SocketSettings tight = new SocketSettings(List.of(), SETTINGS.udp(), new UdpSettings(1, 1, 1024, 212_992));
        SocketHarness small = new SocketHarness(tight);
        for (int i = 0; i < 3; i++) {
            small.receive(up(RAW, datagram(RAW, new byte[10], 2048)));
        }
        assertThat(small.stack.udp().get(UdpMib.MEM_ERRORS)).isEqualTo(1);
        assertThat(small.stack.udp().get(UdpMib.IN_ERRORS)).isEqualTo(1);
        assertThat(small.takeLog()).containsExactly("drop 1 PROTO_MEM@udp_queue_rcv_one_skb");
    }

    @Test
    void anEchoGoesBackFromTheAddressItWasSentTo() {
        byte[] payload = SocketHarness.pattern(0, 300);
        receive(ECHO, payload);
        h.run();
        assertThat(h.sent).singleElement().satisfies(skb -> {
            assertThat(skb.flow).isEqualTo(FlowKey.v4(HOST, 5002, PEER, 4000));
            assertThat(skb.ipProtocol).isEqualTo(IpProtocol.UDP);
            assertThat(skb.hash).isEqualTo(99);
            UdpHeader uh = new UdpHeader(skb.buf(), skb.data());
            assertThat(uh.source()).isEqualTo(5002);
            assertThat(uh.dest()).isEqualTo(4000);
            assertThat(uh.length()).isEqualTo(308);
            assertThat(Arrays.copyOfRange(skb.toByteArray(), 8, 308)).isEqualTo(payload);
        });
        assertThat(udp(UdpMib.OUT_DATAGRAMS)).isEqualTo(1);
        assertThat(view(ECHO).peers())
                .containsExactly(new UdpPeerView(
                        FlowKey.v4(HOST, 5002, PEER, 4000),
                        1,
                        300,
                        SocketHarness.sha256(payload),
                        1,
                        300,
                        SocketHarness.sha256(payload)));
    }

    @Test
    void anEchoOfABroadcastLeavesItsAddressToTheRoute() {
        SkBuff skb = datagram(ECHO, new byte[3], 1024);
        skb.pktType = PacketType.BROADCAST;
        h.receive(up(ECHO, skb)).run();
        assertThat(h.sent).extracting(sent -> sent.flow).containsExactly(FlowKey.v4(0, 5002, PEER, 4000));
    }

    @Test
    void aSlowReaderTakesOneDatagramATime() {
        for (int i = 0; i < 3; i++) {
            receive(SLOW, new byte[] {(byte) i});
        }
        h.run();
        assertThat(view(SLOW).queuedDatagrams()).isEqualTo(2);
        h.pass(9 * SocketHarness.MS);
        assertThat(view(SLOW).queuedDatagrams()).isEqualTo(2);
        h.pass(2 * SocketHarness.MS);
        assertThat(view(SLOW).queuedDatagrams()).isEqualTo(1);
        h.pass(20 * SocketHarness.MS);
        assertThat(view(SLOW).queuedDatagrams()).isZero();
        assertThat(h.stack.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
    }

    private void error(UdpBind bind, int errno, boolean fatal) {
        h.receive(new SockEvent(
                SockEvent.Kind.ICMP_ERROR,
                1,
                bind.cookie(),
                FlowKey.v4(HOST, bind.port(), PEER, 4000),
                new IcmpErrorValue(errno, 3, 3, 0, fatal).encode(),
                null));
    }

    @Test
    void onlyAConnectedSocketHearsOfAFatalError() {
        receive(CONNECTED, SocketHarness.bytes("data"));
        error(CONNECTED, 113, false);
        error(RAW, 111, true);
        assertThat(recv(RAW).result()).isEqualTo(-DatagramCalls.EAGAIN);
        error(CONNECTED, 111, true);
        assertThat(recv(CONNECTED).result()).isEqualTo(-111);
        assertThat(recv(CONNECTED).result()).isEqualTo(4);
        assertThat(view(CONNECTED).errors()).isEqualTo(1);
        assertThat(view(CONNECTED).peer()).isEqualTo("10.9.0.1:4000");
    }

    @Test
    void aDatagramForASocketNobodyHasIsDropped() {
        h.receive(up(UdpBind.on(9), datagram(UdpBind.on(9), new byte[3], 1024)));
        assertThat(h.takeLog()).containsExactly("drop 1 NO_SOCKET@__udp4_lib_rcv");
        assertThat(h.stat(SocketStat.UNKNOWN_COOKIE)).isEqualTo(1);
        assertThatThrownBy(() -> recv(UdpBind.on(9))).hasMessage("no UDP socket is bound to port 9 like that");
    }

    /** Whenever the process dies, each datagram is read once and in order, and the memory adds up. */
    @Test
    void everythingSurvives() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 40; i++) {
            byte[] payload = SocketHarness.pattern(i, 20 + i);
            all.writeBytes(payload);
            receive(SLOW, payload);
            receive(RAW, payload);
            h.run().pass(7 * SocketHarness.MS);
            h.save();
            if (i % 3 == 0) {
                h.restart();
            }
        }
        h.pass(400 * SocketHarness.MS).save().restart();
        assertThat(view(SLOW).peers()).singleElement().satisfies(peer -> {
            assertThat(peer.datagrams()).isEqualTo(40);
            assertThat(peer.sha256()).isEqualTo(SocketHarness.sha256(all.toByteArray()));
        });
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int i = 0; i < 40; i++) {
            Datagram datagram = recv(RAW);
            assertThat(datagram.ifindex()).isEqualTo(2);
            read.writeBytes(datagram.bytes());
        }
        assertThat(read.toByteArray()).isEqualTo(all.toByteArray());
        assertThat(view(RAW).rmemAlloc()).isZero();
        assertThat(udp(UdpMib.IN_DATAGRAMS)).isEqualTo(80);
        h.save();
        assertThat(h.store.keySet()).noneMatch(key -> key.startsWith("06"));
    }

    @Test
    void theOldestPeerIsForgottenFirst() {
        for (int i = 0; i <= UdpSock.MAX_PEERS; i++) {
            FlowKey flow = FlowKey.v4(HOST, SINK.port(), PEER + i, 4000);
            SkBuff skb = datagram(SINK, new byte[] {1}, 1024);
            skb.ipSummed = IpSummed.UNNECESSARY;
            h.receive(new SockEvent(SockEvent.Kind.DATAGRAM, 1, SINK.cookie(), flow, 2, skb))
                    .run();
            if (i == 3) {
                h.save();
            }
        }
        h.save().restart();
        assertThat(view(SINK).peers())
                .hasSize(UdpSock.MAX_PEERS)
                .noneMatch(peer -> peer.flow().remoteV4() == PEER);
    }

    @Test
    void badPartsAreRefused() {
        receive(RAW, new byte[] {1});
        h.save();
        String key = h.store.keySet().stream()
                .filter(k -> k.startsWith("06"))
                .findFirst()
                .orElseThrow();
        h.store.remove(key);
        SocketStack fresh = new SocketStack(SETTINGS, h);
        h.store.forEach((k, v) -> fresh.load(HexFormat.of().parseHex(k), v));
        assertThatThrownBy(() -> fresh.loaded(h.now))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("UDP socket of port 5000: saved queue ends at 0, expected 1");
    }

    @Test
    void httpIsNoAppForDatagrams() {
        assertThatThrownBy(() -> UdpApp.of(RAW, AppKind.HTTP))
                .hasMessage("udp port 5000 has app 'http'; expected one of echo, sink, slow");
    }
}
