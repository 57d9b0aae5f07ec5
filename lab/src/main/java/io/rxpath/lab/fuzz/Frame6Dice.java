package io.rxpath.lab.fuzz;

import java.nio.ByteBuffer;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random IPv6 frames as steps of a case: UDP, ICMPv6, TCP and other protocols, for the host and for others. Those with
 * extension headers, fragments and neighbour discovery are {@link Frame6Chains} and {@link Frame6Nd}.
 */
final class Frame6Dice {
    private final Dice dice;
    private final boolean router;
    private final SegmentDice segments;
    private final Frame6Chains chains;
    private final Frame6Nd nd;
    private int payload = 1;

    Frame6Dice(Dice dice, boolean router) {
        this.dice = dice;
        this.router = router;
        segments = new SegmentDice(dice, router, "d");
        chains = new Frame6Chains(dice);
        nd = new Frame6Nd(dice);
    }

    /** Appends one step, or those of one datagram. */
    void steps(ArrayNode steps) {
        int kind = dice.below(100);
        boolean far = router && dice.chance(30);
        String source = dice.of(far ? FuzzWorld6.FAR_STATIONS : FuzzWorld6.NEAR_STATIONS);
        if (kind < 12) {
            steps.add(tcp());
        } else if (kind < 58) {
            steps.add(plain(source, far, kind));
        } else if (kind < 90) {
            String target = target(far);
            List<String> frames = kind < 74
                    ? List.of(chains.extensions(source, target, far))
                    : kind < 84 ? chains.fragments(source, target, far) : List.of(chains.error(source, target, far));
            frames.forEach(frame -> raw(steps, frame, far));
        } else {
            raw(steps, nd.frame(source, far), far);
        }
    }

    private static void raw(ArrayNode steps, String frame, boolean far) {
        ObjectNode s = steps.addObject();
        if (far) {
            s.put("if", FuzzWorld.FAR);
        }
        s.put("raw", frame);
    }

    private String target(boolean far) {
        int kind = dice.below(100);
        if (!router) {
            return kind < 80 ? FuzzWorld6.HOST : dice.of(kind < 90 ? FuzzWorld6.STRANGE : FuzzWorld6.ROUTED);
        }
        if (kind < 45) {
            return FuzzWorld6.HOST;
        } else if (kind < 53) {
            return FuzzWorld6.HOST_FAR;
        } else if (kind < 80) {
            return dice.of(far ? FuzzWorld6.NEAR_STATIONS : FuzzWorld6.FAR_STATIONS);
        }
        return dice.of(kind < 95 ? FuzzWorld6.ROUTED : FuzzWorld6.STRANGE);
    }

    private ObjectNode plain(String source, boolean far, int kind) {
        ObjectNode s = JsonNodeFactory.instance.objectNode();
        if (far) {
            s.put("if", FuzzWorld.FAR);
        }
        s.put("src", source).put("dst", target(far));
        if (kind < 34) {
            udp(s, source, far);
        } else if (kind < 51) {
            icmp(s, source);
        } else {
            s.put("ipproto", dice.of(253, 59, 2, 50, 51, 4, 41, 103, 1)).put("data", dice.between(0, 60));
        }
        shape(s);
        return s;
    }

    private void udp(ObjectNode s, String source, boolean far) {
        ArrayNode ports = s.putArray("udp");
        if (far && dice.chance(40)) {
            // What an earlier datagram may be answered with.
            ports.add(dice.of(FuzzWorld.UDP_PORTS)).add(FuzzWorld6.sport(dice.of(FuzzWorld6.NEAR_STATIONS)));
        } else {
            ports.add(FuzzWorld6.sport(source)).add(dice.of(FuzzWorld.UDP_PORTS));
        }
        int length = dice.chance(8) ? dice.of(0, 1, 1184, 1232, 1233, 1400) : 8 + payload++ % 90;
        s.put("data", length);
        if (dice.chance(8)) {
            s.put("csum", "bad");
        } else if (dice.chance(8)) {
            s.put("csum", 0);
        } else if (dice.chance(6)) {
            s.put("ulen", dice.of(0, 4, 8, 12, 2000));
        }
    }

    private void icmp(ObjectNode s, String source) {
        int type = dice.of(
                128, 128, 128, 128, 128, 129, 1, 2, 3, 4, 100, 127, 130, 131, 132, 138, 139, 143, 151, 200, 255);
        int code = dice.chance(85) ? 0 : dice.of(1, 2, 7);
        s.putArray("icmp").add(type).add(code);
        s.put("data", type == 128 || type == 129 ? dice.of(0, 8, 56, 56, 900, 1300) : dice.of(0, 8, 40, 48, 100));
        s.put("id", FuzzWorld6.sport(source)).put("icmp_seq", dice.between(1, 3));
        if (dice.chance(6)) {
            s.put("csum", "bad");
        }
    }

    private ObjectNode tcp() {
        ObjectNode s = segments.step();
        if (s.get("ip") instanceof ObjectNode ip) {
            ip.put("tos", dice.of(0, 3, 184));
        }
        return s;
    }

    /** Makes something about a packet special, or leaves it as it is. */
    private void shape(ObjectNode s) {
        if (dice.chance(40)) {
            ObjectNode ip = s.putObject("ip");
            switch (dice.below(8)) {
                case 0, 1 -> ip.put("ttl", dice.of(0, 1, 1, 2, 3, 9, 255));
                case 2 -> ip.put("tos", dice.of(1, 2, 3, 16, 184, 252));
                case 3 -> ip.put("src", dice.of(FuzzWorld6.STRANGE));
                case 4 -> ip.put("dst", dice.of(FuzzWorld6.STRANGE));
                case 5 -> ip.put("len", dice.of(0, 4, 8, 12, 20, 2000));
                case 6 -> ip.put("ver", dice.of(0, 5, 7));
                default -> s.put("cut", dice.of(14, 20, 53, 54, 58, 61, 62));
            }
        }
        if (dice.chance(6)) {
            s.putObject("eth").put("dst", dice.of("ff:ff:ff:ff:ff:ff", "33:33:00:00:00:01", "02:00:00:00:99:99"));
        }
        if (dice.chance(4)) {
            s.put("pad", dice.between(1, 30));
        }
    }

    /** A UDP datagram or an echo request. */
    static Packet6 upper(Dice dice, String source, String target, int length) {
        byte[] data = new byte[8 + length];
        for (int i = 8; i < data.length; i++) {
            data[i] = (byte) (i * 31);
        }
        ByteBuffer b = ByteBuffer.wrap(data);
        boolean right = dice.chance(95);
        if (dice.chance(60)) {
            b.putShort((short) FuzzWorld6.sport(source)).putShort((short) (int) dice.of(FuzzWorld.UDP_PORTS));
            b.putShort((short) data.length);
            return Packet6.summed(17, data, 6, source, target, right);
        }
        b.putShort((short) 0x8000).putShort((short) 0).putShort((short) FuzzWorld6.sport(source));
        b.putShort((short) dice.between(1, 3));
        return Packet6.summed(58, data, 2, source, target, right);
    }
}
