package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbRecord;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.TcpHeader;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ICMPv6 errors about the SYN of a connection that is being opened, in the record in which ip-service hands them up. */
class Icmpv6ErrorTest {
    private static final IpAddress HOST = IpAddress.parse("fd00:9::2");
    private static final IpAddress PEER = IpAddress.parse("fd00:9::1");
    private static final FlowKey FLOW = new FlowKey(HOST.hi(), HOST.lo(), PEER.hi(), PEER.lo(), 50000, 80);
    private static final long NOW = 1_700_000_000_000_000_000L;

    private final RecordingOutput output = new RecordingOutput();
    private final TcpStack stack = new TcpStack(TcpSettings.defaults(), output);
    private int isn;

    @BeforeEach
    void connect() {
        byte[] bytes = new byte[0];
        long cookie = SockCookie.process(1);
        stack.command(new SockCommand(SockCommand.Kind.CONNECT, FLOW.hashCode(), cookie, FLOW, 0, bytes), NOW);
        SkBuff syn = output.segments.get(0);
        isn = new TcpHeader(syn.buf(), syn.data()).seq();
        output.clear();
    }

    @ParameterizedTest(name = "type {0} code {1}")
    @CsvSource({"1, 0, 101", "1, 1, 13", "1, 3, 113", "1, 4, 111", "1, 6, 13", "1, 7, 71", "3, 0, 113", "4, 1, 71"})
    void anErrorEndsTheAttempt(int type, int code, long errno) {
        err(type, code, 0, isn, FLOW);
        assertThat(output.events).singleElement().extracting(SockEvent::value).isEqualTo(errno);
        assertThat(stack.sockets()).isEmpty();
        assertThat(stack.linux().get(LinuxMib.OUT_OF_WINDOW_ICMPS)).isZero();
    }

    @Test
    void whatWasNeverSentIsNoNews() {
        err(1, 4, 0, isn + 2, FLOW);
        err(1, 4, 0, isn - 1, FLOW);
        assertThat(output.events).isEmpty();
        assertThat(stack.sockets()).hasSize(1);
        assertThat(stack.linux().get(LinuxMib.OUT_OF_WINDOW_ICMPS)).isEqualTo(2);
        assertThat(stack.icmp()).isEmpty();
    }

    @Test
    void aMessageAboutNobodysSegmentIsAnError() {
        err(1, 4, 0, isn, new FlowKey(HOST.hi(), HOST.lo(), PEER.hi(), PEER.lo(), 50001, 80));
        assertThat(output.events).isEmpty();
        assertThat(stack.icmp()).containsExactly(java.util.Map.entry("Icmp6InErrors", 1L));
    }

    @ParameterizedTest(name = "mtu {0}")
    @CsvSource({"1280", "1279", "0", "1500", "9000"})
    void aPathMtuDoesNotEndTheAttempt(int mtu) {
        err(2, 0, mtu, isn, FLOW);
        assertThat(output.events).isEmpty();
        assertThat(stack.sockets()).hasSize(1);
    }

    /** A message with a hop-by-hop header in front, as it comes over the topic. */
    private void err(int type, int code, int info, int seq, FlowKey flow) {
        int icmp = Ipv6Header.LENGTH + 8;
        int tcp = icmp + 8 + Ipv6Header.LENGTH;
        byte[] packet = new byte[tcp + 8];
        new Ipv6Header(packet, 0).version(6).nextHeader(IpProtocol.HOPOPTS);
        packet[Ipv6Header.LENGTH] = IpProtocol.ICMPV6;
        packet[icmp] = (byte) type;
        packet[icmp + 1] = (byte) code;
        packet[icmp + 6] = (byte) (info >> 8);
        packet[icmp + 7] = (byte) info;
        new TcpHeader(packet, tcp)
                .source(flow.localPort())
                .dest(flow.remotePort())
                .seq(seq);
        SkBuff skb = SkBuff.wrap(packet, icmp, packet.length);
        skb.headers(SkBuff.UNSET, 0, tcp);
        skb.protocol = 0x86dd;
        skb.flow = flow;
        skb.ipProtocol = IpProtocol.ICMPV6;
        byte[] record = new byte[SkbRecord.encodedLength(skb)];
        SkbRecord.encode(skb, record, 0);
        stack.receive(SkbRecord.decode(record, 0, record.length, 0), NOW);
        assertThat(stack.ledger().snapshot(stack.heldSegments()).imbalance()).isZero();
        assertThat(List.copyOf(output.segments)).isEmpty();
    }
}
