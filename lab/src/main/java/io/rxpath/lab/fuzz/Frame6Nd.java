package io.rxpath.lab.fuzz;

import io.rxpath.skb.IpAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Random neighbour discovery: solicitations, advertisements, and what routers say. */
final class Frame6Nd {
    /** Link-layer addresses, a route's prefix, an MTU, and options that are not as they should be. */
    private static final String[] OPTIONS = {
        "0101020000000001",
        "0101020000000030",
        "0201020000000001",
        "0201020000000031",
        "",
        "0102020000000001",
        "0100020000000001",
        "05010000000005dc",
        "0e01123456789abc",
        "01010200000000010201020000000001"
    };

    private final Dice dice;

    Frame6Nd(Dice dice) {
        this.dice = dice;
    }

    /** One message of a station behind the first or the second device. */
    String frame(String station, boolean far) {
        int kind = dice.below(100);
        String source = kind < 70 ? station : dice.of("::", "fe80::1", "fe80::30", "fd00:9::77", "ff02::1");
        String own = far ? FuzzWorld6.HOST_FAR : FuzzWorld6.HOST;
        String asked = dice.chance(70) ? own : dice.of(FuzzWorld6.STRANGE);
        int type = dice.of(135, 135, 135, 135, 136, 136, 136, 133, 134, 137);
        String target = dice.chance(50) ? own : group(type, asked);
        byte[] options = HexFormat.of().parseHex(dice.of(OPTIONS));
        byte[] body = type == 133 ? new byte[4] : type == 134 ? new byte[12] : new byte[type == 137 ? 36 : 20];
        ByteBuffer b = ByteBuffer.allocate(4 + body.length + options.length);
        b.put((byte) type).put((byte) (dice.chance(95) ? 0 : 1)).putShort((short) 0);
        if (type == 134) {
            b.put((byte) 64)
                    .put((byte) 0)
                    .putShort((short) (dice.chance(50) ? 0 : 1800))
                    .putLong(0);
        } else {
            b.put((byte) (type == 136 ? dice.of(0, 0x20, 0x40, 0x60, 0xe0) : 0))
                    .putShort((short) 0)
                    .put((byte) 0);
        }
        if (type >= 135) {
            IpAddress address = IpAddress.parse(asked);
            b.putLong(address.hi()).putLong(address.lo());
        }
        if (type == 137) {
            IpAddress address = IpAddress.parse(dice.of(FuzzWorld6.ROUTED));
            b.putLong(address.hi()).putLong(address.lo());
        }
        b.put(options);
        byte[] message = dice.chance(95) ? b.array() : java.util.Arrays.copyOf(b.array(), dice.of(4, 8, 20, 24));
        Packet6 packet = Packet6.summed(58, message, 2, source, target, dice.chance(96));
        if (dice.chance(5)) {
            packet.options(dice.of(0, 60), new byte[0]);
        }
        int hops = dice.chance(90) ? 255 : dice.of(1, 64, 254);
        String mac = target.startsWith("ff02") ? "33:33:ff:00:00:02" : far ? "02:00:00:00:01:02" : "02:00:00:00:00:02";
        return packet.frame(source, target, hops, 0, mac, far ? "02:00:00:00:01:01" : "02:00:00:00:00:01");
    }

    private String group(int type, String asked) {
        if (type == 135 && dice.chance(70)) {
            IpAddress address = IpAddress.parse(asked);
            return new IpAddress(0xff02_0000_0000_0000L, 0x1_ff00_0000L | address.lo() & 0xff_ffff).toString();
        }
        return dice.of("ff02::1", "ff02::2", "ff02::1:ff00:2", "fe80::2");
    }
}
