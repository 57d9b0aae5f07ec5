package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Keeps what the layer did, and checks of every frame sent what must be true of all of them. */
final class RecordingOutput implements IpOutput {
    final List<SkBuff> tcp = new ArrayList<>();
    final List<SockEvent> socket = new ArrayList<>();
    final List<SkBuff> frames = new ArrayList<>();
    final List<Neighbour> changes = new ArrayList<>();
    final List<DropEvent> drops = new ArrayList<>();
    /** Lines for the log, the level in front. */
    final List<String> log = new ArrayList<>();

    @Override
    public void deliverTcp(SkBuff skb) {
        tcp.add(skb);
    }

    @Override
    public void deliverSocket(SockEvent event) {
        SkBuff skb = event.skb();
        if (skb != null) {
            assertThat(skb.transportHeader()).isEqualTo(skb.data());
        }
        socket.add(event);
    }

    @Override
    public void transmit(SkBuff frame) {
        assertThat(frame.data()).isEqualTo(frame.macHeader());
        assertThat(frame.len()).isGreaterThanOrEqualTo(EthernetHeader.LENGTH);
        EthernetHeader eth = new EthernetHeader(frame.buf(), frame.data());
        assertThat(eth.type()).isEqualTo(frame.protocol);
        assertThat(eth.src()).isEqualTo(Host.MAC);
        if (eth.type() == EthernetHeader.TYPE_IPV4) {
            checkIp(frame);
        } else {
            assertThat(frame.len()).isEqualTo(EthernetHeader.LENGTH + ArpHeader.LENGTH);
        }
        frames.add(frame);
    }

    private static void checkIp(SkBuff frame) {
        int at = frame.data() + EthernetHeader.LENGTH;
        assertThat(frame.networkHeader()).isEqualTo(at);
        Ipv4Header iph = new Ipv4Header(frame.buf(), at);
        assertThat(iph.checksumValid()).as("IP checksum").isTrue();
        assertThat(iph.totalLength()).isEqualTo(frame.len() - EthernetHeader.LENGTH);
        if (iph.protocol() == IpProtocol.ICMP && !iph.isFragment()) {
            int icmp = at + iph.headerLength();
            int length = iph.totalLength() - iph.headerLength();
            assertThat(InternetChecksum.checksum(frame.buf(), icmp, length))
                    .as("ICMP checksum")
                    .isZero();
        }
    }

    @Override
    public void neighbourChanged(Neighbour neighbour) {
        changes.add(neighbour);
    }

    @Override
    public void log(int level, String line) {
        log.add(level + " " + line);
    }

    @Override
    public void drop(DropEvent event) {
        drops.add(event);
    }

    String hex(int frame) {
        return HexFormat.of().formatHex(frames.get(frame).toByteArray());
    }

    /** The IP header of a frame sent. */
    Ipv4Header iph(int frame) {
        SkBuff skb = frames.get(frame);
        return new Ipv4Header(skb.buf(), skb.data() + EthernetHeader.LENGTH);
    }

    /** The bytes behind the IP header of a frame sent. */
    byte[] payload(int frame) {
        byte[] all = frames.get(frame).toByteArray();
        int from = EthernetHeader.LENGTH + iph(frame).headerLength();
        return Arrays.copyOfRange(all, from, all.length);
    }

    ArpHeader arp(int frame) {
        SkBuff skb = frames.get(frame);
        assertThat(skb.protocol).isEqualTo(EthernetHeader.TYPE_ARP);
        return new ArpHeader(skb.buf(), skb.data() + EthernetHeader.LENGTH);
    }

    long dstMac(int frame) {
        SkBuff skb = frames.get(frame);
        return new EthernetHeader(skb.buf(), skb.data()).dst();
    }
}
