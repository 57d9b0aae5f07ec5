package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plays a record of what the kernel made of packets it forwarded (conformance/record-conntrack.py, which also says how to read
 * one) and lists what is different here: the packets that leave, their state, the table behind each packet with its timeouts,
 * and the counters.
 */
final class ConntrackReplay {
    /** The recording host's own addresses; a rule drops what is for them. */
    private static final Set<IpAddress> OWN = Set.of(
            IpAddress.parse("10.9.0.2"),
            IpAddress.parse("10.9.1.2"),
            IpAddress.parse("fd00::2"),
            IpAddress.parse("fd00:1::2"));

    private final CtRig rig;
    private final List<String> differences = new ArrayList<>();
    /** The kernel's lines by the tuple, without the timeout. */
    private final Map<String, String> expected = new HashMap<>();

    private final Map<String, Long> ends = new HashMap<>();
    private final Map<String, Long> counters = new HashMap<>();
    private String packet = "";

    private ConntrackReplay(ConntrackSettings settings) {
        rig = new CtRig(settings);
    }

    static List<String> differences(String name, List<String> lines) {
        ConntrackSettings settings = ConntrackSettings.DEFAULTS
                .with(ConntrackSysctl.BUCKETS, 1024)
                .with(ConntrackSysctl.ACCT, 1)
                .with(ConntrackSysctl.TCP_LOOSE, name.contains("loose") ? 0 : 1);
        ConntrackReplay replay = new ConntrackReplay(settings);
        for (String line : lines) {
            replay.line(line);
        }
        replay.table();
        replay.counters();
        return replay.differences;
    }

    private void differ(String what) {
        differences.add(packet + ": " + what);
    }

    private void line(String line) {
        String[] w = line.split(" ", -1);
        switch (w[0]) {
            case "rules" -> rules(line.substring(6).trim());
            case ">" -> {
                table();
                packet = line;
                rig.now = CtRig.START + Long.parseLong(w[2]);
                inject(w[1].equals("0"), w[3]);
            }
            case "<" -> out(w[1]);
            case "=" -> {
                String shown = line.substring(2);
                String[] columns = shown.split("\\s+", -1);
                String rest = withoutTimeout(shown);
                String key = key(rest);
                expected.put(key, rest);
                ends.put(key, rig.now + Long.parseLong(columns[4]) * 1_000_000_000L);
            }
            case "-" -> {
                String gone = line.substring(2);
                expected.keySet().removeIf(key -> key.equals(gone));
            }
            case "!" -> counters.put(w[1], Long.parseLong(w[2]));
            default -> throw new IllegalArgumentException(line);
        }
    }

    private static String withoutTimeout(String procLine) {
        return procLine.trim().replaceFirst("^(\\S+\\s+\\d+ \\S+\\s+\\d+) \\d+", "$1");
    }

    /** As the recorder's: protocol, its number and the first five fields of the original tuple. */
    private static String key(String line) {
        String[] w = line.split("\\s+", -1);
        StringBuilder key = new StringBuilder(w[2] + " " + w[3]);
        int n = 0;
        for (String word : w) {
            if (n < 5 && word.matches("(src|dst|sport|dport|type|code|id)=.*")) {
                key.append(' ').append(word);
                n++;
            }
        }
        return key.toString();
    }

    /** The table as it is behind the packet before, at that packet's time. */
    private void table() {
        Map<String, String> have = new HashMap<>();
        for (NfConn ct : rig.ct.list(rig.now)) {
            String line = ConntrackText.procLine(ct, rig.now);
            String rest = withoutTimeout(line);
            String key = key(rest);
            have.put(key, rest);
            Long end = ends.get(key);
            if (end != null && Math.abs(end - ct.timeoutNanos) > 2_100_000_000L) {
                differ("timeout " + (ct.timeoutNanos - rig.now) / 1e9 + " s, expected " + (end - rig.now) / 1e9 + " of "
                        + rest);
            }
        }
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            String mine = have.remove(entry.getKey());
            if (!entry.getValue().equals(mine)) {
                differ("\n    have " + mine + "\n    want " + entry.getValue());
            }
        }
        for (String more : have.values()) {
            differ("\n    have " + more + "\n    want nothing");
        }
    }

    private void inject(boolean first, String hex) {
        SkBuff skb = SkBuff.wrap(HexFormat.of().parseHex(hex));
        skb.resetNetworkHeader();
        NetDevice in = first ? CtRig.ETH0 : CtRig.ETH1;
        NetDevice out = first ? CtRig.ETH1 : CtRig.ETH0;
        verdict = rig.forward(skb, in, out, OWN);
    }

    private NfVerdict verdict = NfVerdict.ACCEPT;

    private void out(String hex) {
        boolean dropped = hex.equals("-");
        if (dropped != (verdict != NfVerdict.ACCEPT)) {
            differ("verdict " + verdict + ", the kernel's packet: " + hex);
            return;
        }
        if (dropped) {
            return;
        }
        byte[] want = HexFormat.of().parseHex(hex);
        byte[] have = rig.last.toByteArray();
        int dscp = want[0] >>> 4 == 4 ? (want[1] & 0xff) >>> 2 : (want[0] & 0xf) << 2 | (want[1] & 0xff) >>> 6;
        int state = switch (rig.last.ctInfo) {
            case NEW -> 1;
            case ESTABLISHED -> 2;
            case RELATED -> 3;
            case NONE -> 4;
            case UNTRACKED -> 5;
            case ESTABLISHED_REPLY -> 10;
            case RELATED_REPLY -> 11;
        };
        if (state != dscp) {
            differ("state " + rig.last.ctInfo + ", expected the kernel's " + dscp);
        }
        neutral(want);
        neutral(have);
        if (!java.util.Arrays.equals(want, have)) {
            differ("\n    have " + HexFormat.of().formatHex(have) + "\n    want "
                    + HexFormat.of().formatHex(want));
        }
    }

    /** Without what forwarding and the state's mark change: type of service, time to live and the sum over them. */
    private static void neutral(byte[] a) {
        if (a[0] >>> 4 == 4) {
            a[1] = 0;
            a[8] = 0;
            a[10] = 0;
            a[11] = 0;
        } else {
            a[0] = 0x60;
            a[1] = 0;
            a[7] = 0;
        }
    }

    private void counters() {
        for (ConntrackStat stat : ConntrackStat.values()) {
            long have = rig.ct.stats().get(stat);
            long want = counters.getOrDefault(stat.kernelName(), 0L);
            if (have != want) {
                differences.add("counter " + stat.kernelName() + " is " + have + ", expected " + want);
            }
        }
    }

    private void rules(String text) {
        if (text.isEmpty()) {
            return;
        }
        for (String rule : text.split("; ", -1)) {
            String[] w = rule.split(" ", -1);
            NfFamily family = w[0].endsWith("6") ? NfFamily.IPV6 : NfFamily.IPV4;
            NetDevice device = w[1].equals("0") ? CtRig.ETH0 : CtRig.ETH1;
            if (w[0].startsWith("dnat")) {
                IpAddress to = IpAddress.parse(w[2]);
                NfNatRange range = range(w[3], w[4], false);
                rig.nat.register(family, NfHook.PRE_ROUTING, -100, state -> dnat(state, device, to, range));
            } else {
                boolean masquerade = w[0].startsWith("masquerade");
                NfNatRange range = masquerade ? NfNatRange.ANY : range(w[2], w[3], rule.endsWith("persistent"));
                IpAddress own = masquerade ? IpAddress.parse(w[2]) : IpAddress.ANY_V4;
                rig.nat.register(family, NfHook.POST_ROUTING, 100, state -> {
                    if (!device.equals(state.out)) {
                        return NfVerdict.ACCEPT;
                    }
                    return masquerade
                            ? rig.nat.masquerade(state, range, own)
                            : rig.nat.setup(state, range, NfNatManip.SRC);
                });
            }
        }
    }

    private NfVerdict dnat(NfHookState state, NetDevice device, IpAddress to, NfNatRange range) {
        NfTuple tuple = ((NfConn) java.util.Objects.requireNonNull(state.skb.nfct)).original;
        boolean tracked = ConntrackText.protocolName(tuple.protocol()).matches("tcp|udp|icmp|icmpv6");
        return device.equals(state.in) && tracked && tuple.dst().equals(to)
                ? rig.nat.setup(state, range, NfNatManip.DST)
                : NfVerdict.ACCEPT;
    }

    private static NfNatRange range(String addresses, String ports, boolean persistent) {
        String[] a = addresses.split("-", -1);
        String[] p = ports.split("-", -1);
        boolean withPorts = !ports.equals("0");
        return new NfNatRange(
                IpAddress.parse(a[0]),
                IpAddress.parse(a[a.length - 1]),
                Integer.parseInt(p[0]),
                Integer.parseInt(p[p.length - 1]),
                withPorts,
                false,
                persistent);
    }
}
