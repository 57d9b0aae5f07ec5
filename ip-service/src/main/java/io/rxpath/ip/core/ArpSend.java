package io.rxpath.ip.core;

import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.SkBuff;

/** Builds and sends ARP packets (kernel net/ipv4/arp.c arp_create(), arp_send_dst()). */
final class ArpSend {
    private static final int IPV4_ADDRESS = 4;
    private static final int MAC_ADDRESS = 6;

    private final Net net;

    ArpSend(Net net) {
        this.net = net;
    }

    /** Tells everybody the addresses of a device that has arp_notify (kernel inetdev_send_gratuitous_arp()). */
    void notify(InetDevice in) {
        NetDevice dev = in.dev();
        if (!in.or(InetDevconf.ARP_NOTIFY) || dev.ifindex() == NetDevice.LOOPBACK_IFINDEX) {
            return;
        }
        for (Cidr own : dev.addresses()) {
            if (own.address().isV4()) {
                int address = own.address().v4();
                send(ArpHeader.REQUEST, dev, address, 0, address, MacAddress.BROADCAST, Neighbour.ANY_PORT, 0);
            }
        }
    }

    /**
     * Sends one from this host.
     *
     * @param operation request or reply
     * @param dev the device it leaves by
     * @param senderIp the address we speak for
     * @param targetMac what the target field says: 0 in a request
     * @param targetIp whom it is about
     * @param dstMac whom the frame goes to
     * @param port wire port it leaves by, of a device that has many
     * @param hash flow hash of the packet answered, 0 for none
     */
    void send(
            int operation, NetDevice dev, int senderIp, long targetMac, int targetIp, long dstMac, int port, int hash) {
        SkBuff skb = Net.allocSkb(ArpHeader.LENGTH);
        int at = skb.put(ArpHeader.LENGTH);
        new ArpHeader(skb.buf(), at)
                .hardwareType(ArpHeader.HARDWARE_ETHERNET)
                .protocolType(EthernetHeader.TYPE_IPV4)
                .hardwareLength(MAC_ADDRESS)
                .protocolLength(IPV4_ADDRESS)
                .operation(operation)
                .senderMac(dev.mac())
                .senderIp(senderIp)
                .targetMac(targetMac)
                .targetIp(targetIp);
        skb.resetNetworkHeader();
        skb.protocol = EthernetHeader.TYPE_ARP;
        skb.hash = hash;
        skb.port = dev.port() == NetDevice.ANY_PORT ? port : dev.port();
        int ethernet = skb.push(EthernetHeader.LENGTH);
        new EthernetHeader(skb.buf(), ethernet).dst(dstMac).src(dev.mac()).type(EthernetHeader.TYPE_ARP);
        skb.resetMacHeader();
        net.out.transmit(skb);
    }
}
