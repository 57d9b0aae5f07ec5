package io.rxpath.lab.packetdrill.parse;

import io.rxpath.lab.packetdrill.script.TcpOption;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** TCP options between angle brackets. */
final class OptionSyntax {
    private static final long U32 = 0xffff_ffffL;
    private static final int MAX_BYTES = 40;

    private final Cursor in;

    OptionSyntax(Cursor in) {
        this.in = in;
    }

    /** The options; the closing bracket is taken too. */
    List<TcpOption> list() {
        List<TcpOption> list = new ArrayList<>();
        int bytes = 0;
        do {
            TcpOption option = option();
            bytes += option.length();
            list.add(option);
        } while (in.take(","));
        in.expect(">");
        if (bytes > MAX_BYTES) {
            throw in.error("semantic error: TCP option list too long");
        }
        if (bytes % 4 != 0) {
            throw in.error("semantic error: TCP options are not padded correctly to ensure TCP header is a multiple of"
                    + " 4 bytes: " + bytes + " excess bytes");
        }
        return list;
    }

    private TcpOption option() {
        String name = in.rawWord("a TCP option");
        return switch (name) {
            case "nop" -> new TcpOption(TcpOption.NOP, new byte[0]);
            case "eol" -> new TcpOption(TcpOption.EOL, new byte[0]);
            case "mss" -> new TcpOption(TcpOption.MSS, number(2, in.integer("mss value", 0, 0xffff)));
            case "wscale" -> new TcpOption(TcpOption.WINDOW, number(1, in.integer("window scale", 0, 255)));
            case "sackOK" -> new TcpOption(TcpOption.SACK_PERMITTED, new byte[0]);
            case "sack" -> sack();
            case "TS" -> timestamp();
            case "md5" -> new TcpOption(TcpOption.MD5, blob("an MD5 digest"));
            case "FO" -> new TcpOption(TcpOption.FAST_OPEN, cookie());
            case "FOEXP" -> fastOpenExperiment();
            case "ECN" -> accEcn();
            default -> throw in.error("syntax error: expected a TCP option but found '" + name + "'");
        };
    }

    private static byte[] number(int length, long value) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (value >>> 8 * (length - 1 - i));
        }
        return bytes;
    }

    private TcpOption sack() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        while (Character.isDigit(in.peek())) {
            data.writeBytes(number(4, in.integer("SACK left sequence number", 0, U32)));
            in.expect(":");
            data.writeBytes(number(4, in.integer("SACK right sequence number", 0, U32)));
        }
        if (data.size() == 0) {
            throw in.expected("a SACK block");
        }
        return new TcpOption(TcpOption.SACK, data.toByteArray());
    }

    private TcpOption timestamp() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        in.expect("val");
        data.writeBytes(number(4, in.integer("ts val", 0, U32)));
        in.expect("ecr");
        data.writeBytes(number(4, in.integer("ecr val", 0, U32)));
        return new TcpOption(TcpOption.TIMESTAMP, data.toByteArray());
    }

    private byte[] cookie() {
        return Character.isLetterOrDigit(in.peek()) ? blob("a Fast Open cookie") : new byte[0];
    }

    private TcpOption fastOpenExperiment() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(number(2, TcpOption.FAST_OPEN_MAGIC));
        data.writeBytes(cookie());
        return new TcpOption(TcpOption.EXPERIMENT, data.toByteArray());
    }

    private byte[] blob(String what) {
        String hex = in.word(what);
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw in.error(
                    "semantic error: " + what + " is '" + hex + "', expected hexadecimal digits: " + e.getMessage());
        }
    }

    /** Counters of three bytes; the one that stands first says which of the two options it is. */
    private TcpOption accEcn() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        String first = in.looksAt("e0b") ? "e0b" : "e1b";
        String[] names = {first, "ceb", first.equals("e0b") ? "e1b" : "e0b"};
        int count = 0;
        while (count < names.length && in.takeWord(names[count])) {
            data.writeBytes(number(3, in.integer("counter " + names[count], 0, 0xff_ffff)));
            count++;
        }
        if (count == 0) {
            throw in.expected("e0b or e1b");
        }
        return new TcpOption(first.equals("e0b") ? TcpOption.ACCECN0 : TcpOption.ACCECN1, data.toByteArray());
    }
}
