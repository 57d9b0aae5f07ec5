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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Plays a record of what the kernel made of packets it forwarded (conformance/record-conntrack.py, which also says how to read
 * one) and lists what is different here: the packets that leave, their state, the table behind each packet with its timeouts,
 * and the counters.
 */
final class ConntrackReplay {
    /** Code point of ICMP errors. */
    private static final int INTERNETCONTROL = 48;

    private final ReplayTarget target;
    private long now = CtRig.START;
    private byte @Nullable [] sent;
    private final List<String> differences = new ArrayList<>();
    /** The kernel's lines by the tuple, without the timeout. */
    private final Map<String, String> expected = new HashMap<>();

    private final Map<String, Long> ends = new HashMap<>();
    private final Map<String, Long> counters = new HashMap<>();
    private String packet = "";

    private ConntrackReplay(ReplayTarget target) {
        this.target = target;
    }

    static List<String> differences(String name, List<String> lines, Function<ConntrackSettings, ReplayTarget> make) {
        ConntrackSettings settings = ConntrackSettings.DEFAULTS
                .with(ConntrackSysctl.BUCKETS, 1024)
                .with(ConntrackSysctl.ACCT, 1)
                .with(ConntrackSysctl.TCP_LOOSE, name.contains("loose") ? 0 : 1);
        ConntrackReplay replay = new ConntrackReplay(make.apply(settings));
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
                now = CtRig.START + Long.parseLong(w[2]);
                inject(w[1].equals("0"), w[3]);
            }
            case "<" -> out(w[1]);
            case "=" -> {
                String shown = line.substring(2);
                String[] columns = shown.split("\\s+", -1);
                String rest = withoutTimeout(shown);
                String key = key(rest);
                expected.put(key, rest);
                ends.put(key, now + Long.parseLong(columns[4]) * 1_000_000_000L);
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
        for (NfConn ct : target.conntrack().list(now)) {
            String line = ConntrackText.procLine(ct, now);
            String rest = withoutTimeout(line);
            String key = key(rest);
            have.put(key, rest);
            Long end = ends.get(key);
            if (end != null && Math.abs(end - ct.timeoutNanos) > 2_100_000_000L) {
                differ("timeout " + (ct.timeoutNanos - now) / 1e9 + " s, expected " + (end - now) / 1e9 + " of "
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
        sent = target.forward(skb, in, out, now);
    }

    private void out(String hex) {
        byte[] have = sent;
        if (hex.equals("-") || have == null) {
            if (!hex.equals("-") || have != null) {
                differ("\n    have " + (have == null ? "-" : HexFormat.of().formatHex(have)) + "\n    want " + hex);
            }
            return;
        }
        byte[] want = HexFormat.of().parseHex(hex);
        int dscp = want[0] >>> 4 == 4 ? (want[1] & 0xff) >>> 2 : (want[0] & 0xf) << 2 | (want[1] & 0xff) >>> 6;
        int state = switch (target.info()) {
            case NEW -> 1;
            case ESTABLISHED -> 2;
            case RELATED -> 3;
            case NONE -> 4;
            case UNTRACKED -> 5;
            case ESTABLISHED_REPLY -> 10;
            case RELATED_REPLY -> 11;
        };
        if (dscp == INTERNETCONTROL) {
            // The host's own ICMP error: no rule of the forward chain has marked it, and its identification is the
            // host's.
            want[4] = want[5] = have[4] = have[5] = 0;
        } else if (state != dscp) {
            differ("state " + target.info() + ", expected the kernel's " + dscp);
        }
        neutral(want);
        neutral(have);
        if (!java.util.Arrays.equals(want, have)) {
            differ("\n    have " + HexFormat.of().formatHex(have) + "\n    want "
                    + HexFormat.of().formatHex(want));
        }
    }

    /** Without what the state's mark changes, type of service and the sum over it, and what forwarding does. */
    private void neutral(byte[] a) {
        if (a[0] >>> 4 == 4) {
            a[1] = 0;
            a[8] = target.routes() ? a[8] : 0;
            a[10] = 0;
            a[11] = 0;
        } else {
            a[0] = 0x60;
            a[1] = 0;
            a[7] = target.routes() ? a[7] : 0;
        }
    }

    private void counters() {
        for (ConntrackStat stat : ConntrackStat.values()) {
            long have = target.conntrack().stats().get(stat);
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
                target.nat().register(family, NfHook.PRE_ROUTING, -100, state -> dnat(state, device, to, range));
            } else {
                boolean masquerade = w[0].startsWith("masquerade");
                NfNatRange range = masquerade ? NfNatRange.ANY : range(w[2], w[3], rule.endsWith("persistent"));
                IpAddress own = masquerade ? IpAddress.parse(w[2]) : IpAddress.ANY_V4;
                target.nat().register(family, NfHook.POST_ROUTING, 100, state -> {
                    if (!same(device, state.out)) {
                        return NfVerdict.ACCEPT;
                    }
                    return masquerade
                            ? target.nat().masquerade(state, range, own)
                            : target.nat().setup(state, range, NfNatManip.SRC);
                });
            }
        }
    }

    private static boolean same(NetDevice device, @Nullable NetDevice other) {
        return other != null && device.ifindex() == other.ifindex();
    }

    private NfVerdict dnat(NfHookState state, NetDevice device, IpAddress to, NfNatRange range) {
        NfTuple tuple = ((NfConn) java.util.Objects.requireNonNull(state.skb.nfct)).original;
        boolean tracked = ConntrackText.protocolName(tuple.protocol()).matches("tcp|udp|icmp|icmpv6");
        return same(device, state.in) && tracked && tuple.dst().equals(to)
                ? target.nat().setup(state, range, NfNatManip.DST)
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
