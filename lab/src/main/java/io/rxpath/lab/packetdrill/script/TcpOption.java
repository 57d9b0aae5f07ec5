package io.rxpath.lab.packetdrill.script;

import java.util.HexFormat;

/**
 * One TCP option.
 *
 * @param kind its kind
 * @param data what stands behind kind and length
 */
public record TcpOption(int kind, byte[] data) {
    public static final int EOL = 0;
    public static final int NOP = 1;
    public static final int MSS = 2;
    public static final int WINDOW = 3;
    public static final int SACK_PERMITTED = 4;
    public static final int SACK = 5;
    public static final int TIMESTAMP = 8;
    public static final int MD5 = 19;
    public static final int FAST_OPEN = 34;
    public static final int ACCECN0 = 172;
    public static final int ACCECN1 = 174;
    public static final int EXPERIMENT = 254;

    /** What RFC 6994 puts in front of an experimental Fast Open cookie. */
    public static final int FAST_OPEN_MAGIC = 0xF989;

    /** Bytes in the header. */
    public int length() {
        return kind == EOL || kind == NOP ? 1 : 2 + data.length;
    }

    /** Four bytes of the data, big endian. */
    public int u32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }

    private int u16(int at) {
        return (data[at] & 0xff) << 8 | data[at + 1] & 0xff;
    }

    private int u24(int at) {
        return u16(at) << 8 | data[at + 2] & 0xff;
    }

    /** The option as a script writes it. */
    @Override
    public String toString() {
        return switch (kind) {
            case EOL -> "eol";
            case NOP -> "nop";
            case MSS -> data.length == 2 ? "mss " + u16(0) : raw();
            case WINDOW -> data.length == 1 ? "wscale " + (data[0] & 0xff) : raw();
            case SACK_PERMITTED -> data.length == 0 ? "sackOK" : raw();
            case SACK -> sack();
            case TIMESTAMP ->
                data.length == 8
                        ? "TS val " + Integer.toUnsignedString(u32(0)) + " ecr " + Integer.toUnsignedString(u32(4))
                        : raw();
            case MD5 -> "md5 " + hex(data, 0);
            case FAST_OPEN -> ("FO " + hex(data, 0)).strip();
            case EXPERIMENT ->
                data.length >= 2 && u16(0) == FAST_OPEN_MAGIC ? ("FOEXP " + hex(data, 2)).strip() : raw();
            case ACCECN0 -> accEcn("e0b", "ceb", "e1b");
            case ACCECN1 -> accEcn("e1b", "ceb", "e0b");
            default -> raw();
        };
    }

    private String raw() {
        return "kind " + kind + (data.length == 0 ? "" : " " + hex(data, 0));
    }

    private static String hex(byte[] bytes, int from) {
        return HexFormat.of().formatHex(bytes, from, bytes.length);
    }

    private String sack() {
        if (data.length % 8 != 0) {
            return raw();
        }
        StringBuilder text = new StringBuilder("sack");
        for (int at = 0; at < data.length; at += 8) {
            text.append(' ').append(Integer.toUnsignedString(u32(at)));
            text.append(':').append(Integer.toUnsignedString(u32(at + 4)));
        }
        return text.toString();
    }

    private String accEcn(String... names) {
        if (data.length % 3 != 0 || data.length > 9) {
            return raw();
        }
        StringBuilder text = new StringBuilder("ECN");
        for (int at = 0; at < data.length; at += 3) {
            text.append(' ').append(names[at / 3]).append(' ').append(u24(at));
        }
        return text.toString();
    }
}
