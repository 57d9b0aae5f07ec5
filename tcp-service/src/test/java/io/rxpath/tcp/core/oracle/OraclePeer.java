package io.rxpath.tcp.core.oracle;

import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.Segments;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The scripted peer's side of one flow. Sequence numbers in a case are relative to the two ISNs. */
final class OraclePeer {
    static final int HOST = IpAddress.parse("10.9.0.2").v4();
    static final int PEER = IpAddress.parse("10.9.0.1").v4();
    private static final String FLAGS = "FSRPAUEC";

    final String name;
    final int sport;
    final int dport;
    final int isn;
    private final int win;
    private final @Nullable JsonNode opts;
    private boolean hasTs;
    private int ts;
    private int sndNxt;
    private int rcvNxt;
    private @Nullable Integer hostIsn;
    private int hostTs;
    private int hostTs0;

    OraclePeer(String name, JsonNode cfg) {
        this.name = name;
        sport = cfg.path("sport").asInt(40000);
        dport = cfg.path("dport").asInt(8080);
        isn = (int) cfg.path("isn").asLong(1000000);
        win = cfg.path("win").asInt(65535);
        opts = cfg.has("opts") ? cfg.get("opts") : null;
        if (opts != null) {
            for (JsonNode o : opts) {
                if (o.get(0).asString().equals("ts")) {
                    hasTs = true;
                    ts = o.get(1).asInt();
                }
            }
        }
    }

    /** The segment of a step, as IP hands it up. */
    SkBuff build(JsonNode s) {
        String flags = s.get("tcp").asString();
        int bits = 0;
        for (int i = 0; i < flags.length(); i++) {
            bits |= 1 << FLAGS.indexOf(flags.charAt(i));
        }
        int seq = s.path("seq").asInt(sndNxt);
        boolean ackGiven = s.has("ack");
        int ack = flags.contains("A") || ackGiven ? s.path("ack").asInt(rcvNxt) : Integer.MIN_VALUE;
        byte[] data = payload(s, Math.max(seq - 1, 0));
        if (s.has("ts")) {
            ts = s.get("ts").asInt();
        }
        byte[] options = options(s, flags);
        if (!s.has("seq")) {
            sndNxt = seq + data.length + (flags.contains("S") ? 1 : 0) + (flags.contains("F") ? 1 : 0);
        }
        int rawAck = ack == Integer.MIN_VALUE ? 0 : (hostIsn == null ? 0 : hostIsn) + ack;
        int tos = s.path("ip").path("tos").asInt(0);
        SkBuff skb = Segments.v4(
                PEER, HOST, sport, dport, isn + seq, rawAck, bits, s.path("win").asInt(win), options, data, tos);
        if (s.has("urg")) {
            new TcpHeader(skb.buf(), skb.data()).urgPtr(s.get("urg").asInt());
            Segments.checksum(skb, PEER, HOST);
        }
        if (s.has("doff")) {
            new TcpHeader(skb.buf(), skb.data()).doff(s.get("doff").asInt());
            Segments.checksum(skb, PEER, HOST);
        }
        spoil(s, skb);
        skb.truesize = Segments.tapTruesize(20 + skb.len() + s.path("pad").asInt(0));
        return skb;
    }

    private static void spoil(JsonNode s, SkBuff skb) {
        TcpHeader th = new TcpHeader(skb.buf(), skb.data());
        JsonNode csum = s.path("csum");
        if (csum.isString()) {
            th.checksum(th.checksum() ^ 0x5555);
        } else if (csum.isNumber()) {
            th.checksum(csum.asInt());
        }
        if (s.path("ip").has("len")) {
            skb.trim(s.get("ip").get("len").asInt() - 20);
        }
    }

    static byte[] payload(JsonNode s, int offset) {
        int n = s.path("data").asInt(0);
        byte[] data = new byte[n];
        for (int i = 0; i < n; i++) {
            int o = offset + i;
            data[i] = (byte) (s.has("fill") ? s.get("fill").asInt() : pattern(o));
        }
        return data;
    }

    static int pattern(long o) {
        return (int) ((o * 31 + o / 256) % 251);
    }

    private byte[] options(JsonNode s, String flags) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (s.has("opts")) {
            write(out, s.get("opts"));
        } else if (flags.contains("S")) {
            if (opts == null) {
                put(out, 2, 4, 1460 >> 8, 1460 & 0xff);
            } else {
                write(out, opts);
            }
        } else if (hasTs) {
            put(out, 1, 1, 8, 10);
            put32(out, ts);
            put32(out, s.has("ecr") ? hostTs0 + s.get("ecr").asInt() : hostTs);
        }
        while (out.size() % 4 != 0) {
            out.write(1);
        }
        return out.toByteArray();
    }

    private void write(ByteArrayOutputStream out, JsonNode options) {
        for (JsonNode o : options) {
            switch (o.get(0).asString()) {
                case "mss" -> put(out, 2, 4, o.get(1).asInt() >> 8, o.get(1).asInt() & 0xff);
                case "ws" -> put(out, 3, 3, o.get(1).asInt());
                case "sackok" -> put(out, 4, 2);
                case "nop" -> put(out, 1);
                case "ts" -> {
                    put(out, 8, 10);
                    put32(out, o.get(1).asInt());
                    put32(out, o.get(2).asInt());
                }
                case "sack" -> {
                    put(out, 5, 2 + 8 * (o.size() - 1));
                    for (int i = 1; i < o.size(); i++) {
                        put32(out, o.get(i).get(0).asInt() + Objects.requireNonNullElse(hostIsn, 0));
                        put32(out, o.get(i).get(1).asInt() + Objects.requireNonNullElse(hostIsn, 0));
                    }
                }
                case "raw" -> out.writeBytes(HexFormat.of().parseHex(o.get(1).asString()));
                default -> throw new IllegalArgumentException("option " + o);
            }
        }
    }

    private static void put(ByteArrayOutputStream out, int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
    }

    private static void put32(ByteArrayOutputStream out, int v) {
        put(out, v >>> 24, v >>> 16 & 0xff, v >>> 8 & 0xff, v & 0xff);
    }

    /** Takes a segment of the host in and describes it as the oracle's results do. */
    String record(SkBuff skb) {
        TcpHeader th = new TcpHeader(skb.buf(), skb.data());
        TcpOptions o = new TcpOptions();
        o.parse(skb.buf(), skb.data(), th.syn());
        int len = skb.len() - th.headerLength();
        if (th.syn()) {
            hostIsn = th.seq();
            rcvNxt = 0;
        }
        int base = Objects.requireNonNullElse(hostIsn, 0);
        if (hostIsn != null && !th.rst()) {
            rcvNxt = Math.max(rcvNxt, th.seq() - base + len + (th.syn() ? 1 : 0) + (th.fin() ? 1 : 0));
        }
        List<String> options = new ArrayList<>();
        if (o.sawMss) {
            options.add("mss/" + o.mss);
        }
        if (o.sackPermitted) {
            options.add("sackok");
        }
        if (o.sawTimestamp) {
            hostTs0 = hostTs0 == 0 ? o.tsVal : hostTs0;
            hostTs = o.tsVal;
            options.add("ts/" + o.tsEcr);
        }
        if (o.sawWindowScale) {
            options.add("ws/" + o.windowScale);
        }
        if (o.sackCount > 0) {
            StringBuilder sack = new StringBuilder("sack");
            for (int i = 0; i < o.sackCount; i++) {
                sack.append('/').append(o.sackStart[i] - isn).append('-').append(o.sackEnd[i] - isn);
            }
            options.add(sack.toString());
        }
        StringBuilder flags = new StringBuilder();
        for (int bit = 0; bit < FLAGS.length(); bit++) {
            if ((th.flags() & 1 << bit) != 0) {
                flags.append(FLAGS.charAt(bit));
            }
        }
        int seq = th.rst() && th.seq() == 0 ? 0 : th.seq() - base;
        int ack = th.ack() ? th.ackSeq() - isn : 0;
        return line(name, sorted(flags.toString()), seq, ack, len, th.window(), skb.tos, options);
    }

    static String line(String conn, String flags, int seq, int ack, int len, int win, int tos, List<String> options) {
        return conn + " " + flags + " seq=" + seq + " ack=" + ack + " len=" + len + " win=" + win + " tos=" + tos + " "
                + options;
    }

    static String sorted(String flags) {
        char[] c = flags.toCharArray();
        java.util.Arrays.sort(c);
        return new String(c);
    }
}
