package io.rxpath.lab.oracle;

import io.rxpath.lab.oracle.Step.Arp;
import io.rxpath.lab.oracle.Step.Body;
import io.rxpath.lab.oracle.Step.Call;
import io.rxpath.lab.oracle.Step.Checksum;
import io.rxpath.lab.oracle.Step.Icmp;
import io.rxpath.lab.oracle.Step.IpFields;
import io.rxpath.lab.oracle.Step.OptionSpec;
import io.rxpath.lab.oracle.Step.OtherIp;
import io.rxpath.lab.oracle.Step.Packet;
import io.rxpath.lab.oracle.Step.Payload;
import io.rxpath.lab.oracle.Step.Piece;
import io.rxpath.lab.oracle.Step.Quote;
import io.rxpath.lab.oracle.Step.Raw;
import io.rxpath.lab.oracle.Step.Tcp;
import io.rxpath.lab.oracle.Step.Udp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads the steps of a case. */
final class StepReader {
    private static final int MAX_MILLIS = 600_000;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_DATA = 65_535;
    private static final int MAX_TIMES = 100_000;
    private static final String KINDS =
            "wait, expect, connect, app, sysctl, info, pcap, flood, burst, bulk, repeat, tcp, udp,"
                    + " icmp, ipproto, arp or raw";

    private final List<String> devices;
    private final List<String> unsupported;

    /** Reads for a host with these devices; what cannot be played is added to {@code unsupported}. */
    StepReader(List<String> devices, List<String> unsupported) {
        this.devices = devices;
        this.unsupported = unsupported;
    }

    List<Step> steps(JsonPlace list) {
        List<Step> steps = new ArrayList<>();
        for (JsonPlace s : list.list()) {
            Step step = step(s);
            s.noOtherKeys();
            steps.add(step);
        }
        return steps;
    }

    private Step step(JsonPlace s) {
        if (s.has("repeat")) {
            return new Step.Repeat((int) s.get("repeat").number(0, MAX_TIMES), steps(s.get("steps")));
        } else if (s.has("wait")) {
            return new Step.Wait((int) s.get("wait").number(0, MAX_MILLIS));
        } else if (s.has("expect")) {
            Map<String, JsonNode> fields = new LinkedHashMap<>();
            s.get("expect").entries().forEach((key, value) -> fields.put(key, value.value()));
            return new Step.Expect(fields, s.get("within").number(0, MAX_MILLIS, 1000));
        } else if (s.has("connect")) {
            return connect(s);
        } else if (s.has("app")) {
            return call(s);
        } else if (s.has("sysctl")) {
            return new Step.Sysctl(CaseReader.texts(s.get("sysctl")));
        } else if (s.has("info")) {
            return new Step.Info(s.get("info").text());
        } else if (s.has("pcap")) {
            boolean honour = s.get("timing").text("fast").equals("honour");
            return new Step.Pcap(port(s), s.get("pcap").text(), honour);
        } else if (s.has("flood")) {
            JsonPlace opts = s.get("opts");
            List<OptionSpec> mss = List.of(new OptionSpec("mss", List.of(1460L), ""));
            return new Step.Flood(
                    (int) s.get("flood").number(0, MAX_TIMES),
                    s.get("sport").number(0, MAX_PORT, 50_000),
                    opts.present() ? options(opts) : mss);
        } else if (s.has("burst")) {
            List<Packet> packets = new ArrayList<>();
            for (JsonPlace one : s.get("burst").list()) {
                packets.addAll(packets(one));
                one.noOtherKeys();
            }
            return new Step.Burst(packets);
        }
        return new Step.Send(packets(s));
    }

    private Step connect(JsonPlace s) {
        String flow = s.get("connect").text();
        JsonPlace syn = s.getObject("syn");
        Tcp tcp = tcp(syn, syn.get("tcp").text("S"), flow, 0);
        Packet packet = packet(syn, tcp);
        syn.noOtherKeys();
        return new Step.Connect(flow, packet, s.get("expect_flags").text("SA"));
    }

    private Step call(JsonPlace s) {
        JsonPlace does = s.get("do");
        Call call;
        try {
            call = Call.valueOf(does.text().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw does.bad("read, write, shutdown, close, abort, quickack or mode");
        }
        boolean counts = call == Call.READ || call == Call.WRITE || call == Call.QUICKACK;
        return new Step.AppCall(
                s.get("app").text(),
                call,
                counts ? (int) s.get("n").number(0, Integer.MAX_VALUE) : 0,
                CaseReader.mode(s.get("mode")));
    }

    /** The packets of a step: one, or those of a bulk. */
    private List<Packet> packets(JsonPlace s) {
        if (!s.has("bulk")) {
            return List.of(single(s));
        }
        int count = (int) s.get("bulk").number(0, MAX_TIMES);
        boolean push = s.get("push").flag(false);
        List<Packet> packets = new ArrayList<>();
        String flow = s.get("conn").text("c0");
        for (int i = 0; i < count; i++) {
            String flags = push && i == count - 1 ? "PA" : s.get("tcp").text("A");
            packets.add(packet(s, tcp(s, flags, flow, 1460)));
        }
        return packets;
    }

    private int port(JsonPlace s) {
        int port = devices.indexOf(s.get("if").text(devices.get(0)));
        if (port < 0) {
            throw s.get("if").bad("one of " + String.join(", ", devices));
        }
        return port;
    }

    private Packet single(JsonPlace s) {
        Body body;
        if (s.has("raw")) {
            body = new Raw(s.get("raw").hex());
        } else if (s.has("arp")) {
            body = arp(s.get("arp"));
        } else if (s.has("udp")) {
            body = udp(s);
        } else if (s.has("icmp")) {
            List<JsonPlace> kind = s.get("icmp").list();
            if (kind.size() != 2) {
                throw s.get("icmp").bad("[type, code]");
            }
            body = icmp(s, (int) kind.get(0).number(0, 255), (int) kind.get(1).number(0, 255));
        } else if (s.has("ipproto")) {
            body = new OtherIp((int) s.get("ipproto").number(0, 255), payload(s, 0));
        } else if (s.has("tcp")) {
            body = tcp(s, s.get("tcp").text(), s.get("conn").text("c0"), 0);
        } else {
            throw s.bad("a step: " + KINDS);
        }
        return packet(s, body);
    }

    private static Body icmp(JsonPlace s, int type, int code) {
        if (s.has("quote")) {
            Long seq = s.get("seq").relative();
            return new Quote(
                    type,
                    code,
                    s.get("quote").text(),
                    seq == null ? 0 : seq,
                    s.get("mtu").number(0, Integer.MAX_VALUE, 0),
                    checksum(s.get("csum")));
        }
        return new Icmp(
                type,
                code,
                s.get("id").number(0, MAX_PORT, 7),
                s.get("icmp_seq").number(0, MAX_PORT, 1),
                payload(s, 0),
                checksum(s.get("csum")));
    }

    private Udp udp(JsonPlace s) {
        List<JsonPlace> ports = s.get("udp").list();
        if (ports.size() != 2) {
            throw s.get("udp").bad("[source port, destination port]");
        }
        if (s.has("inner")) {
            unsupported.add("VXLAN");
            s.get("inner").value();
            s.get("vni").number(0, 0xffffff);
        }
        return new Udp(
                (int) ports.get(0).number(0, MAX_PORT),
                (int) ports.get(1).number(0, MAX_PORT),
                payload(s, 0),
                checksum(s.get("csum")),
                s.get("ulen").number(0, MAX_PORT, -1));
    }

    private static Arp arp(JsonPlace a) {
        Arp arp = new Arp(
                a.get("op").number(0, MAX_PORT, 1),
                a.get("sha").optionalText(),
                a.get("spa").optionalText(),
                a.get("tha").optionalText(),
                a.get("tpa").optionalText());
        a.noOtherKeys();
        return arp;
    }

    private static Tcp tcp(JsonPlace s, String flags, String flow, int data) {
        for (int i = 0; i < flags.length(); i++) {
            if (PacketBytes.FLAGS.indexOf(flags.charAt(i)) < 0) {
                throw s.get("tcp").bad("flags of S F R P A U E C N");
            }
        }
        JsonPlace opts = s.get("opts");
        return new Tcp(
                flow,
                flags,
                s.get("seq").relative(),
                s.get("ack").relative(),
                s.get("win").number(0, MAX_PORT, -1),
                payload(s, data),
                opts.present() ? options(opts) : null,
                s.get("urg").number(0, MAX_PORT, 0),
                s.get("ts").relative(),
                s.get("ecr").relative(),
                checksum(s.get("csum")),
                s.get("doff").number(0, 15, -1));
    }

    private static Payload payload(JsonPlace s, int missing) {
        return new Payload(
                s.get("data").number(0, MAX_DATA, missing),
                s.get("fill").number(0, 255, -1),
                s.get("text").optionalText());
    }

    private static Checksum checksum(JsonPlace csum) {
        if (!csum.present()) {
            return Checksum.RIGHT;
        }
        if (csum.isText()) {
            if (!csum.text().equals("bad")) {
                throw csum.bad("\"bad\" or a number");
            }
            return new Checksum(true, -1);
        }
        return new Checksum(false, (int) csum.number(0, 0xffff));
    }

    private Packet packet(JsonPlace s, Body body) {
        JsonPlace eth = s.getObject("eth");
        JsonPlace ip = s.getObject("ip");
        String src = s.get("src").optionalText();
        String dst = s.get("dst").optionalText();
        List<Piece> pieces = new ArrayList<>();
        for (JsonPlace f : s.get("frags").list()) {
            List<JsonPlace> numbers = f.list();
            if (numbers.size() < 2 || numbers.size() > 3) {
                throw f.bad("[offset, length] or [offset, length, fill]");
            }
            pieces.add(new Piece(
                    (int) numbers.get(0).number(0, MAX_DATA),
                    (int) numbers.get(1).number(0, MAX_DATA),
                    numbers.size() < 3 ? -1 : (int) numbers.get(2).number(0, 255)));
        }
        Packet packet = new Packet(
                port(s),
                body,
                ipFields(ip),
                eth.get("dst").optionalText(),
                eth.get("src").optionalText(),
                eth.get("type").number(0, 0xffff, -1),
                src,
                dst,
                s.get("cut").number(0, MAX_DATA, -1),
                s.get("pad").number(0, MAX_DATA, 0),
                pieces);
        eth.noOtherKeys();
        ip.noOtherKeys();
        return packet;
    }

    private static IpFields ipFields(JsonPlace ip) {
        return new IpFields(
                ip.get("ttl").number(0, 255, 64),
                ip.get("tos").number(0, 255, 0),
                ip.get("id").number(0, 0xffff, -1),
                ip.get("df").flag(true),
                ip.get("mf").flag(false),
                ip.get("off").number(0, 0x7ffff, 0),
                ip.get("ihl").number(0, 15, 5),
                ip.get("ver").number(0, 15, 4),
                ip.get("len").number(0, 0xffff, -1),
                checksum(ip.get("csum")),
                ip.get("opts").hex(),
                ip.get("proto").number(0, 255, -1),
                ip.get("src").optionalText(),
                ip.get("dst").optionalText());
    }

    /** TCP options as a case writes them: [["mss",1460],["ts",1000,0],["sack",[1,2]],["raw","hex"]]. */
    static List<OptionSpec> options(JsonPlace list) {
        List<OptionSpec> options = new ArrayList<>();
        for (JsonPlace o : list.list()) {
            List<JsonPlace> parts = o.list();
            if (parts.isEmpty()) {
                throw o.bad("an option such as [\"mss\", 1460]");
            }
            String kind = parts.get(0).text();
            int args = switch (kind) {
                case "mss", "ws", "raw" -> 1;
                case "ts" -> 2;
                case "sackok", "nop" -> 0;
                case "sack" -> parts.size() - 1;
                default -> throw parts.get(0).bad("mss, ws, sackok, ts, sack, nop or raw");
            };
            if (parts.size() != args + 1) {
                throw o.bad(kind + " with " + args + " values");
            }
            options.add(option(kind, parts.subList(1, parts.size())));
        }
        return options;
    }

    private static OptionSpec option(String kind, List<JsonPlace> args) {
        List<Long> values = new ArrayList<>();
        if (kind.equals("raw")) {
            args.get(0).hex();
            return new OptionSpec(kind, values, args.get(0).text());
        }
        for (JsonPlace arg : args) {
            if (arg.isArray()) {
                for (JsonPlace edge : arg.list()) {
                    values.add(edge.number(Integer.MIN_VALUE, 0xffff_ffffL));
                }
            } else {
                values.add(arg.number(Integer.MIN_VALUE, 0xffff_ffffL));
            }
        }
        return new OptionSpec(kind, values, "");
    }

    /** A segment of a flow with nothing special about it. */
    static Packet plain(String flow, String flags) {
        Tcp tcp =
                new Tcp(flow, flags, null, null, -1, new Payload(0, -1, null), null, 0, null, null, Checksum.RIGHT, -1);
        return new Packet(0, tcp, IpFields.USUAL, null, null, -1, null, null, -1, 0, List.of());
    }
}
