package io.rxpath.socket.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpErrorValue;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.PingValue;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program ping on its socket. */
class PingTest {
    private static final int HOST = 0x0a090002;
    private static final int PEER = 0x0a090001;
    private static final int IDENT = 0x1234;
    private static final long COOKIE = SockCookie.ping(IDENT, false);
    private static final long MS = SocketHarness.MS;

    private final SocketHarness h = new SocketHarness();

    private void start(int count, int size) {
        h.receive(new SockEvent(
                SockEvent.Kind.PING,
                1,
                COOKIE,
                FlowKey.v4(0, IDENT, PEER, 0),
                new PingValue(count, size, 1000, 5).encode(),
                null));
    }

    /** The peer's answer to the request that was sent as number {@code i}. */
    private SkBuff answer(int i) {
        byte[] request = h.sent.get(i).toByteArray();
        byte[] packet = new byte[Ipv4Header.LENGTH + request.length];
        new Ipv4Header(packet, 0).version(4).ihl(5).ttl(61).saddr(PEER).daddr(HOST);
        System.arraycopy(request, 0, packet, Ipv4Header.LENGTH, request.length);
        new IcmpHeader(packet, Ipv4Header.LENGTH).type(IcmpHeader.ECHO_REPLY);
        SkBuff skb = SkBuff.wrap(packet);
        skb.resetNetworkHeader();
        skb.pull(Ipv4Header.LENGTH);
        skb.resetTransportHeader();
        skb.protocol = EthernetHeader.TYPE_IPV4;
        return skb;
    }

    private void reply(SkBuff skb) {
        h.receive(new SockEvent(SockEvent.Kind.DATAGRAM, 1, COOKIE, FlowKey.v4(HOST, IDENT, PEER, 0), 2, skb));
    }

    private PingView view() {
        assertThat(h.stack.pings()).hasSize(1);
        return h.stack.pings().get(0);
    }

    @Test
    void requestsGoOutOneByOneAndTheLastAnswerEndsIt() {
        start(2, 56);
        assertThat(h.sent).singleElement().satisfies(skb -> {
            IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data());
            assertThat(icmph.type()).isEqualTo(IcmpHeader.ECHO);
            assertThat(icmph.restOfHeader()).isEqualTo(IDENT << 16 | 1);
            assertThat(skb.len()).isEqualTo(64);
            assertThat(skb.ipProtocol).isEqualTo(IpProtocol.ICMP);
            assertThat(skb.ttl).isEqualTo(5);
            assertThat(skb.flow).isEqualTo(FlowKey.v4(0, IDENT, PEER, 0));
        });
        h.pass(3 * MS);
        reply(answer(0));
        assertThat(view().done()).isFalse();
        h.pass(1000 * MS);
        assertThat(h.sent).hasSize(2);
        reply(answer(1));
        PingView view = view();
        assertThat(view.done()).isTrue();
        assertThat(view.received()).isEqualTo(2);
        assertThat(view.replies().get(0))
                .isEqualTo(new PingReply(1, IpAddress.v4(PEER), 64, 61, 3 * MS, false, 0, 0, 0));
        assertThat(h.stack.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aDuplicateIsShownAndCountsOnce() {
        start(2, 56);
        reply(answer(0));
        reply(answer(0));
        assertThat(view().received()).isEqualTo(1);
        assertThat(view().replies()).extracting(PingReply::duplicate).containsExactly(false, true);
    }

    @Test
    void withoutAnswersItEndsAfterTenSeconds() {
        start(1, 0);
        h.pass(9_999 * MS);
        assertThat(view().done()).isFalse();
        h.pass(2 * MS);
        assertThat(view().done()).isTrue();
        assertThat(view().received()).isZero();
    }

    @Test
    void anErrorIsShown() {
        start(1, 0);
        h.receive(new SockEvent(
                SockEvent.Kind.ICMP_ERROR,
                1,
                COOKIE,
                FlowKey.v4(HOST, IDENT, PEER, 1),
                new IcmpErrorValue(113, 3, 1, 0, false).encode(),
                null));
        assertThat(view().replies())
                .isEqualTo(List.of(new PingReply(1, IpAddress.v4(PEER), 0, 0, -1, false, 113, 3, 1)));
    }

    @Test
    void aReplyWithoutASocketIsDropped() {
        start(1, 0);
        SkBuff stray = answer(0);
        reply(answer(0));
        reply(stray);
        assertThat(h.takeLog()).containsExactly("drop 1 NO_SOCKET@ping_rcv");
    }

    @Test
    void itGoesOnAfterARestart() {
        start(3, 56);
        reply(answer(0));
        h.save().restart();
        h.pass(1500 * MS);
        h.save().restart();
        assertThat(h.sent).hasSize(2);
        reply(answer(1));
        h.pass(1000 * MS);
        reply(answer(2));
        h.save().restart();
        assertThat(view().done()).isTrue();
        assertThat(view().received()).isEqualTo(3);
        assertThat(view().replies()).hasSize(3);
    }

    @Test
    void aRepeatedRequestStartsNothing() {
        start(2, 0);
        start(2, 0);
        assertThat(h.sent).hasSize(1);
        assertThat(h.stat(SocketStat.EVENT_REPEAT)).isEqualTo(1);
    }
}
