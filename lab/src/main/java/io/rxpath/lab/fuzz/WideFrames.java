package io.rxpath.lab.fuzz;

import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.MacAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@link FrameDice} leaves out: frames of other protocols and with tags, ICMP errors that quote a packet, and stations
 * whose MAC addresses are not known yet.
 */
final class WideFrames {
    private static final String[] STRANGERS = {"10.9.0.77", "10.9.0.78", "10.9.1.77"};

    private final Dice dice;
    private final boolean router;
    private int payload = 1;

    WideFrames(Dice dice, boolean router) {
        this.dice = dice;
        this.router = router;
    }

    /** One step. */
    ObjectNode step() {
        int kind = dice.below(100);
        if (kind < 25) {
            return ethernet();
        }
        if (kind < 60) {
            return error();
        }
        return kind < 85 ? stranger() : arp();
    }

    private static ObjectNode node(boolean far) {
        ObjectNode s = JsonNodeFactory.instance.objectNode();
        if (far) {
            s.put("if", FuzzWorld.FAR);
        }
        return s;
    }

    private static String macs(boolean far) {
        return far ? "020000000102" + "020000000101" : "020000000002" + "020000000001";
    }

    /** Another protocol, a length instead of one, or a VLAN tag in front of a datagram. */
    private ObjectNode ethernet() {
        boolean far = router && dice.chance(30);
        String rest = switch (dice.below(4)) {
            case 0 -> dice.of("88cc", "9000", "8863", "0801", "86dd", "0800") + dice.hex(dice.of(1, 20, 46));
            case 1 -> dice.of("002e", "0008") + dice.of("f0f003", "e0e003", "060603") + dice.hex(46);
            default ->
                "8100" + dice.of("0000", "0005", "e000", "0fff") + "0800"
                        + HexFormat.of().formatHex(udp(far ? "10.9.1.1" : "10.9.0.1", FuzzWorld.HOST, 4001, 7001, 12));
        };
        return node(far).put("raw", macs(far) + rest);
    }

    private static byte[] ipv4(String source, String target, int protocol, byte[] rest) {
        ByteBuffer b = ByteBuffer.allocate(20 + rest.length);
        b.putShort((short) 0x4500)
                .putShort((short) b.capacity())
                .putInt(0)
                .put((byte) 64)
                .put((byte) protocol);
        b.putShort((short) 0)
                .putInt(IpAddress.parse(source).v4())
                .putInt(IpAddress.parse(target).v4());
        b.putShort(10, (short) InternetChecksum.finish(InternetChecksum.partial(b.array(), 0, 20, 0)));
        return b.put(rest).array();
    }

    private static byte[] udp(String source, String target, int from, int to, int length) {
        ByteBuffer b = ByteBuffer.allocate(8 + length);
        b.putShort((short) from).putShort((short) to).putShort((short) b.capacity());
        return ipv4(source, target, IpProtocol.UDP, b.array());
    }

    /** A packet that the host, or a station behind it, may have sent. */
    private byte[] quoted(String source, String target) {
        boolean own = source.equals(FuzzWorld.HOST) || source.equals(FuzzWorld.HOST_FAR);
        int kind = dice.below(10);
        if (kind < 6) {
            int port = dice.of(FuzzWorld.UDP_PORTS);
            return own
                    ? udp(source, target, port, FuzzWorld.sport(target), 20)
                    : udp(source, target, FuzzWorld.sport(source), port, 20);
        }
        if (kind < 8) {
            ByteBuffer b = ByteBuffer.allocate(40);
            b.put((byte) (own ? 0 : 8)).put(4, (byte) 0);
            b.putShort(4, (short) FuzzWorld.sport(own ? target : source)).putShort(6, (short) dice.between(1, 3));
            return ipv4(source, target, IpProtocol.ICMP, b.array());
        }
        ByteBuffer b = ByteBuffer.allocate(20);
        b.putShort((short) (own ? 8081 : 40_002))
                .putShort((short) (own ? 40_001 : 8080))
                .putInt(1)
                .putInt(1);
        b.putShort((short) 0x5010);
        return ipv4(source, target, IpProtocol.TCP, b.array());
    }

    private ObjectNode error() {
        boolean far = router && dice.chance(60);
        String source = dice.of(far ? FuzzWorld.FAR_STATIONS : FuzzWorld.NEAR_STATIONS);
        String about = dice.chance(50) ? source : dice.of(FuzzWorld.ROUTED);
        String asker = dice.of(far ? FuzzWorld.NEAR_STATIONS : FuzzWorld.FAR_STATIONS);
        if (!router || dice.chance(50)) {
            asker = dice.chance(80) || !router ? FuzzWorld.HOST : FuzzWorld.HOST_FAR;
            about = source;
        }
        byte[] inner = quoted(asker, about);
        if (dice.chance(15)) {
            inner = Arrays.copyOf(inner, dice.of(0, 19, 20, 24, 27, 28));
        }
        int type = dice.of(3, 3, 3, 3, 11, 11, 12, 4, 5);
        int code = type == 3 ? dice.of(0, 1, 2, 3, 4, 4, 9, 10, 13, 15) : dice.of(0, 0, 1);
        int mtu = dice.of(0, 68, 576, 1000, 1400);
        int rest = type == 5
                ? IpAddress.parse(dice.of("10.9.0.30", "10.9.1.30", "10.9.0.77"))
                        .v4()
                : type == 3 ? mtu : 0;
        ByteBuffer b = ByteBuffer.allocate(8 + inner.length);
        b.put((byte) type).put((byte) code).putShort((short) 0).putInt(rest).put(inner);
        int sum = InternetChecksum.finish(InternetChecksum.partial(b.array(), 0, b.capacity(), 0));
        b.putShort(2, (short) (dice.chance(95) ? sum : sum ^ 0x55));
        byte[] packet = ipv4(source, asker, IpProtocol.ICMP, b.array());
        String type4 = "0800";
        return node(far).put("raw", macs(far) + type4 + HexFormat.of().formatHex(packet));
    }

    /** A datagram from or to a station that has to be asked for. */
    private ObjectNode stranger() {
        boolean to = router && dice.chance(50);
        String stranger = dice.of(STRANGERS);
        boolean far = stranger.startsWith("10.9.1.");
        if (!router && far) {
            stranger = "10.9.0.77";
        }
        ObjectNode s = node(router && (to ? !far : far));
        String source = to ? dice.of(far ? FuzzWorld.NEAR_STATIONS : FuzzWorld.FAR_STATIONS) : stranger;
        s.put("src", source).put("dst", to ? stranger : FuzzWorld.HOST);
        s.putArray("udp").add(to ? FuzzWorld.sport(source) : 4500).add(dice.of(FuzzWorld.UDP_PORTS));
        return s.put("data", 8 + payload++ % 90);
    }

    /** Such a station answers, says hello, or asks. */
    private ObjectNode arp() {
        String stranger = dice.of(STRANGERS);
        boolean far = router && stranger.startsWith("10.9.1.");
        boolean reply = dice.chance(60);
        byte[] own = bytes(MacAddress.parse(far ? "02:00:00:00:01:02" : "02:00:00:00:00:02"));
        byte[] mac = bytes(MacAddress.parse("02:00:00:00:07:0" + dice.between(1, 2)));
        String target = dice.chance(75) ? far ? FuzzWorld.HOST_FAR : FuzzWorld.HOST : dice.of(stranger, "10.9.0.99");
        ByteBuffer b = ByteBuffer.allocate(14 + 28);
        b.put(dice.chance(70) ? own : bytes(-1)).put(mac).putShort((short) 0x0806);
        b.putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) (reply ? 2 : 1));
        b.put(mac).putInt(IpAddress.parse(stranger).v4());
        b.put(reply ? own : bytes(0)).putInt(IpAddress.parse(target).v4());
        return node(far).put("raw", HexFormat.of().formatHex(b.array()));
    }

    private static byte[] bytes(long mac) {
        return Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(mac).array(), 2, 8);
    }
}
