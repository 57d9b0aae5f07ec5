package io.rxpath.lab.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Random IPv6 packets with extension headers, in fragments, and ICMPv6 errors that quote one of the host's. */
final class Frame6Chains {
    /** Options: padding, router alert, jumbo payload, home address, and unknown ones of each of the four actions. */
    private static final String[] OPTIONS = {
        "",
        "0100",
        "0000",
        "010200000000",
        "05020000",
        "05020001",
        "0502",
        "c20400010000",
        "c20400000010",
        "c9100000000000000000000000000000000000",
        "1e0100",
        "5e0100",
        "9e0100",
        "de0100",
        "de01000100",
        "1e0a00",
        "0101010100",
        "0000000000000000",
        "01080000000000000000",
        "1e00",
        "3e00"
    };

    private final Dice dice;
    private int id = 1;

    Frame6Chains(Dice dice) {
        this.dice = dice;
    }

    private static String mac(boolean far, int end) {
        return "02:00:00:00:0" + (far ? 1 : 0) + ":0" + end;
    }

    private String frame(Packet6 packet, String source, String target, boolean far) {
        int hops = dice.chance(85) ? 64 : dice.of(0, 1, 2, 255);
        int tos = dice.chance(85) ? 0 : dice.of(1, 2, 3, 184);
        String to = dice.chance(94) ? mac(far, 2) : dice.of("33:33:00:00:00:01", "ff:ff:ff:ff:ff:ff");
        return packet.frame(source, target, hops, tos, to, mac(far, 1));
    }

    /** A packet with one to three extension headers. */
    String extensions(String source, String target, boolean far) {
        Packet6 packet = dice.chance(85)
                ? Frame6Dice.upper(dice, source, target, dice.of(0, 8, 20, 100))
                : Packet6.of(dice.of(59, 253, 50), new byte[dice.of(0, 8, 20)]);
        if (dice.chance(6)) {
            packet.called(dice.of(59, 253, 0, 43, 60, 44));
        }
        for (int i = dice.between(1, 3); i > 0; i--) {
            one(packet, i == 1);
        }
        if (dice.chance(5)) {
            byte[] part = Arrays.copyOf(packet.bytes(), dice.below(packet.length() + 1));
            packet = Packet6.of(packet.next(), part);
        }
        return frame(packet, source, target, far);
    }

    private void one(Packet6 packet, boolean first) {
        byte[] options = HexFormat.of().parseHex(dice.of(OPTIONS));
        switch (dice.below(first ? 10 : 7)) {
            case 0, 1, 2 -> packet.options(60, options);
            case 3, 4 -> routing(packet);
            case 5 -> packet.extension(44, fragmentHeader(dice.chance(70) ? 0 : dice.of(2, 4, 6)));
            case 6 -> packet.extension(dice.of(51, 135, 139, 140), new byte[] {0, 0, 0, 0, 0, 0, 0});
            default -> packet.options(0, options);
        }
    }

    private byte[] fragmentHeader(int reserved) {
        byte[] rest = new byte[7];
        ByteBuffer.wrap(rest, 1, 6).putShort((short) reserved).putInt(id++);
        return rest;
    }

    private void routing(Packet6 packet) {
        int left = dice.of(0, 0, 0, 1, 2);
        int type = dice.of(0, 0, 2, 3, 4, 5, 253);
        int addresses = dice.of(0, 1, 1, 2);
        byte[] rest = new byte[7 + 16 * addresses];
        rest[0] = (byte) (dice.chance(90) ? 2 * addresses : 2 * addresses + 1);
        rest[1] = (byte) type;
        rest[2] = (byte) left;
        for (int i = 0; i < addresses; i++) {
            rest[7 + 16 * i] = (byte) 0xfd;
            rest[7 + 16 * i + 3] = (byte) dice.between(8, 9);
            rest[7 + 16 * i + 15] = (byte) dice.between(1, 2);
        }
        packet.extension(43, rest);
    }

    /** Fragments in some order, perhaps with one twice, one missing, two that overlap, or a length that is not right. */
    List<String> fragments(String source, String target, boolean far) {
        Packet6 whole = Frame6Dice.upper(dice, source, target, dice.of(60, 200, 520, 1300, 2000));
        if (dice.chance(15)) {
            whole.options(60, HexFormat.of().parseHex(dice.of(OPTIONS)));
        }
        int total = whole.length();
        List<int[]> pieces = PieceDice.cut(dice, total, 2);
        int what = dice.below(11);
        PieceDice.disturb(dice, pieces, what);
        if (what == 7) {
            int[] piece = dice.of(pieces);
            piece[1] = Math.max(1, piece[1] - dice.of(1, 4, 8));
        }
        int name = id++;
        List<String> frames = new ArrayList<>();
        for (int[] piece : pieces) {
            Packet6 part = whole.fragment(piece[0], piece[1], piece[0] + piece[1] < total, name);
            frames.add(frame(part, source, target, far));
        }
        return frames;
    }

    /** An error about a packet the host may have sent, or one that passed it. */
    String error(String source, String target, boolean far) {
        String asker = target;
        String asked = dice.chance(80) ? source : dice.of(FuzzWorld6.STRANGE);
        byte[] inner = Frame6Dice.upper(dice, asker, asked, dice.of(8, 40, 400)).packet(asker, asked);
        if (dice.chance(20)) {
            inner = Arrays.copyOf(inner, dice.of(0, 8, 39, 40, 44, 47));
        }
        int type = dice.of(1, 1, 2, 2, 3, 4, 5, 127);
        int code = type == 1 ? dice.below(8) : dice.chance(80) ? 0 : dice.of(1, 2, 9);
        ByteBuffer b = ByteBuffer.allocate(8 + inner.length);
        b.put((byte) type).put((byte) code).putShort((short) 0);
        b.putInt(type == 2 ? dice.of(1280, 1280, 1400, 1000, 68, 2000) : 0).put(inner);
        Packet6 packet = Packet6.summed(58, b.array(), 2, source, target, dice.chance(95));
        return frame(packet, source, target, far);
    }
}
