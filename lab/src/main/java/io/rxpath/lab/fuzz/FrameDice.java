package io.rxpath.lab.fuzz;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random frames as steps of a case: UDP, ICMP, TCP and other protocols, for the host and for others, whole and in
 * fragments, with options and with fields that are not as they should be.
 */
final class FrameDice {
    private static final String[] OPTIONS = {
        "01010101",
        "00000000",
        "070b04000000000000000000",
        "0707080a09000100",
        "0707040000000000",
        "440c05000000000000000000",
        "440c05010000000000000000",
        "440c05030a09000200000000",
        "4408090000000001",
        "8307080a09000100",
        "8907080a09000100",
        "8307040a09010100",
        "8907040a09010100",
        "94040000",
        "94040001",
        "88040001",
        "9e040000",
        "07020000",
        "07280400",
        "0707030000000000",
        "07010000",
        "44030500",
        "4408040000000000",
        "01010107",
        "0100ffff"
    };

    private final Dice dice;
    private final boolean router;
    private final SegmentDice segments;
    private int payload = 1;

    FrameDice(Dice dice, boolean router) {
        this.dice = dice;
        this.router = router;
        segments = new SegmentDice(dice, router, "c");
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** One step. */
    ObjectNode step() {
        int kind = dice.below(100);
        if (kind < 4) {
            return arp();
        }
        boolean far = router && dice.chance(30);
        String source = dice.of(far ? FuzzWorld.FAR_STATIONS : FuzzWorld.NEAR_STATIONS);
        String target = target(far);
        boolean local = target.equals(FuzzWorld.HOST) || target.equals(FuzzWorld.HOST_FAR);
        ObjectNode s = node();
        if (far) {
            s.put("if", FuzzWorld.FAR);
        }
        if (kind < 20) {
            return segments.step();
        }
        s.put("src", source).put("dst", target);
        if (kind < 65) {
            udp(s, source, far);
        } else if (kind < 88) {
            icmp(s, source);
        } else {
            s.put("ipproto", dice.of(253, 2, 103, 50, 51, 4)).put("data", dice.between(20, 60));
        }
        shape(s, local);
        return s;
    }

    private String target(boolean far) {
        int kind = dice.below(100);
        if (kind < 45 || !router) {
            return kind < 85 ? FuzzWorld.HOST : dice.of(FuzzWorld.ROUTED);
        }
        if (kind < 55) {
            return FuzzWorld.HOST_FAR;
        }
        if (kind < 82) {
            return dice.of(far ? FuzzWorld.NEAR_STATIONS : FuzzWorld.FAR_STATIONS);
        }
        return dice.of(FuzzWorld.ROUTED);
    }

    private void udp(ObjectNode s, String source, boolean far) {
        ArrayNode ports = s.putArray("udp");
        if (far && dice.chance(40)) {
            // What an earlier datagram may be answered with.
            ports.add(dice.of(FuzzWorld.UDP_PORTS)).add(FuzzWorld.sport(dice.of(FuzzWorld.NEAR_STATIONS)));
        } else {
            ports.add(FuzzWorld.sport(source)).add(dice.of(FuzzWorld.UDP_PORTS));
        }
        int length = dice.chance(8) ? dice.of(0, 1, 548, 549, 1200, 1400) : 8 + payload++ % 90;
        s.put("data", length);
        if (dice.chance(5)) {
            s.put("csum", "bad");
        } else if (dice.chance(5)) {
            s.put("csum", 0);
        }
    }

    private void icmp(ObjectNode s, String source) {
        int type = dice.of(8, 8, 8, 8, 0, 3, 3, 11, 12, 13, 14, 5, 4, 15, 17, 30);
        int code = type == 3 ? dice.of(0, 1, 2, 3, 4, 9, 10, 13, 15) : dice.chance(90) ? 0 : 1;
        s.putArray("icmp").add(type).add(code);
        s.put("data", type == 8 || type == 0 ? dice.of(0, 8, 56, 56, 900) : dice.of(28, 12 + 28, 100));
        s.put("id", FuzzWorld.sport(source)).put("icmp_seq", dice.between(1, 3));
        if (dice.chance(4)) {
            s.put("csum", "bad");
        }
    }

    private ObjectNode arp() {
        ObjectNode s = node();
        ObjectNode arp = s.putObject("arp");
        if (dice.chance(20)) {
            arp.put("op", dice.of(1, 2, 2, 3));
        }
        if (dice.chance(30)) {
            arp.put("tpa", dice.of(FuzzWorld.HOST, FuzzWorld.HOST_FAR, "10.9.0.99", "127.0.0.1", "224.0.0.1"));
        }
        if (dice.chance(20)) {
            arp.put("spa", dice.of("10.9.0.1", "0.0.0.0", FuzzWorld.HOST, "10.8.0.1"));
        }
        return s;
    }

    /** Makes something about a packet special, or leaves it as it is. */
    private void shape(ObjectNode s, boolean local) {
        int what = dice.below(100);
        if (what < 12) {
            fragments(s);
        } else if (what < 55) {
            fields(s, local);
        }
        if (dice.chance(6)) {
            s.putObject("eth").put("dst", dice.of("ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "02:00:00:00:99:99"));
        }
        if (dice.chance(4)) {
            s.put("pad", dice.between(1, 30));
        }
    }

    private void fields(ObjectNode s, boolean local) {
        ObjectNode ip = s.putObject("ip");
        switch (dice.below(local ? 12 : 7)) {
            case 0 -> ip.put("ttl", dice.of(0, 1, 1, 2, 3, 9, 255));
            case 1 -> ip.put("tos", dice.of(1, 2, 3, 16, 184, 252, 8));
            case 2 -> ip.put("df", false);
            case 3 -> ip.put("opts", dice.of(OPTIONS));
            case 4 -> ip.put("src", dice.of(FuzzWorld.STRANGE));
            case 5 -> ip.put("dst", dice.of(FuzzWorld.STRANGE));
            case 6 -> ip.put("csum", dice.of(0, 0xffff, 0x1234));
            case 7 -> ip.put("len", dice.of(0, 10, 20, 27, 28, 30, 36, 100, 2000));
            case 8 -> ip.put("ihl", dice.of(0, 4, 6, 15));
            case 9 -> ip.put("ver", dice.of(0, 5, 6));
            case 10 -> s.put("cut", dice.of(14, 20, 33, 34, 36, 41, 42));
            default -> ip.put("df", false).put("mf", dice.chance(50)).put("off", dice.of(8, 80, 65528, 64000));
        }
        if (ip.has("src") || ip.has("dst")) {
            // Checksums above are over other addresses then.
            return;
        }
        if (dice.chance(15)) {
            ip.put("tos", dice.of(1, 2, 3, 16, 184));
        }
    }

    /** Fragments in some order, perhaps with one twice, one missing, or two that overlap. */
    private void fragments(ObjectNode s) {
        s.remove("csum");
        int size = dice.of(200, 520, 1200, 2000);
        s.put("data", size);
        int total = size + (s.has("ipproto") ? 0 : 8);
        List<int[]> pieces = PieceDice.cut(dice, total, 4);
        int what = dice.below(10);
        PieceDice.disturb(dice, pieces, what);
        ArrayNode frags = s.putArray("frags");
        for (int[] piece : pieces) {
            frags.addArray().add(piece[0]).add(piece[1]);
        }
        if (dice.chance(20)) {
            s.putObject("ip").put("tos", dice.of(1, 2, 3, 16));
        }
    }
}
