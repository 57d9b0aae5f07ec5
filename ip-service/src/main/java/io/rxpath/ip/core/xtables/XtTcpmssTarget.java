package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.SkBuff;
import java.util.List;

/**
 * Target TCPMSS (kernel net/netfilter/xt_TCPMSS.c tcpmss_mangle_packet()). With --clamp-mss-to-pmtu the MTU of the way back
 * is that of the device the packet came in by; the kernel looks its route up.
 */
final class XtTcpmssTarget extends XtTarget {
    private static final int HEADER = 20;
    private static final int V4_HEADER = 20;
    private static final int V6_HEADER = 40;
    private static final int CHECKSUM = 16;
    private static final int MSS = 2;
    private static final int MSS_LENGTH = 4;
    private static final int MAX_HEADER = 60;
    private static final int V4_DEFAULT = 536;
    private static final int V6_DEFAULT = 1220;

    private int mss;

    XtTcpmssTarget() {
        super(
                "TCPMSS",
                List.of(
                        XtOpt.arg("set-mss").excl("clamp-mss-to-pmtu"),
                        XtOpt.flag("clamp-mss-to-pmtu").excl("set-mss")));
    }

    @Override
    void option(String name, String arg, boolean invert) {
        if (name.equals("set-mss")) {
            mss = (int) XtValues.number(this, name, arg, 0, 0xffff - HEADER - V6_HEADER);
        }
    }

    private boolean clamps() {
        return given("clamp-mss-to-pmtu");
    }

    @Override
    void finish(XtContext context) {
        if (!given("set-mss") && !clamps()) {
            throw new XtProblem("TCPMSS target: At least one parameter is required");
        }
    }

    @Override
    String refusal(XtContext context) {
        if (!context.only(XtProtocols.TCP)) {
            return "target TCPMSS requires -p tcp";
        }
        // Looked at where the rule stands, not where chains lead to it.
        boolean early = context.chain().equals("PREROUTING") || context.chain().equals("INPUT");
        return clamps() && early ? "TCPMSS --clamp-mss-to-pmtu is for FORWARD, OUTPUT and POSTROUTING" : "";
    }

    @Override
    int target(XtPacket p) {
        if (p.fragOff != 0) {
            return CONTINUE;
        }
        p.has(0, p.skb.len());
        int th = p.thoff;
        int len = p.skb.len() - th;
        if (len < HEADER) {
            return DROP;
        }
        int header = p.u8(th + 12) >>> 4 << 2;
        int wanted = clamps() ? clamped(p) : mss;
        if (len < header || header < HEADER || wanted < 0) {
            return DROP;
        }
        for (int i = HEADER; i <= header - MSS_LENGTH; i += step(p, th + i)) {
            if (p.u8(th + i) == MSS && p.u8(th + i + 1) == MSS_LENGTH) {
                replace(p, th, i, wanted);
                return CONTINUE;
            }
        }
        // Behind the header there is data, or no room for an option: it stays as it is.
        if (len == header && header < MAX_HEADER) {
            add(p, th, len, Math.min(wanted, p.v6 ? V6_DEFAULT : V4_DEFAULT));
        }
        return CONTINUE;
    }

    private static int step(XtPacket p, int at) {
        int length = p.u8(at) <= 1 ? 1 : p.u8(at + 1);
        return length == 0 ? 1 : length;
    }

    private static int clamped(XtPacket p) {
        NetDevice out = p.state.out;
        NetDevice in = p.state.in;
        int mtu = Math.min(out == null ? 0xffff : out.mtu(), in == null ? 0xffff : in.mtu());
        int headers = (p.v6 ? V6_HEADER : V4_HEADER) + HEADER;
        return mtu <= headers ? -1 : mtu - headers;
    }

    private static void replace(XtPacket p, int th, int i, int wanted) {
        int old = p.u16(th + i + 2);
        if (old <= wanted) {
            return;
        }
        p.put16(th + i + 2, wanted);
        check(p, th, old, wanted, false, (i & 1) != 0);
    }

    private static void add(XtPacket p, int th, int len, int wanted) {
        SkBuff skb = p.skb;
        if (skb.tailroom() < MSS_LENGTH) {
            p.state.skb = grown(skb);
            p.refresh();
            skb = p.skb;
        }
        skb.put(MSS_LENGTH);
        int options = p.nh + th + HEADER;
        System.arraycopy(p.a, options, p.a, options + MSS_LENGTH, len - HEADER);
        check(p, th, len, len + MSS_LENGTH, true, false);
        p.put16(th + HEADER, MSS << 8 | MSS_LENGTH);
        p.put16(th + HEADER + 2, wanted);
        check(p, th, 0, MSS << 8 | MSS_LENGTH, false, false);
        check(p, th, 0, wanted, false, false);
        int word = p.u16(th + 12);
        p.put16(th + 12, word + 0x1000);
        check(p, th, word, p.u16(th + 12), false, false);
        if (p.v6) {
            p.put16(4, p.u16(4) + MSS_LENGTH);
        } else {
            int old = p.u16(2);
            p.put16(2, old + MSS_LENGTH);
            p.put16(10, InternetChecksum.replace16(p.u16(10), old, p.u16(2)));
        }
    }

    /** Kernel inet_proto_csum_replace2(). An odd place swaps the bytes of its word in the sum. */
    private static void check(XtPacket p, int th, int from, int to, boolean pseudo, boolean odd) {
        int old = odd ? swap(from) : from;
        int next = odd ? swap(to) : to;
        int at = th + CHECKSUM;
        if (p.skb.ipSummed != IpSummed.PARTIAL) {
            p.put16(at, InternetChecksum.replace16(p.u16(at), old, next));
        } else if (pseudo) {
            p.put16(at, ~InternetChecksum.replace16(~p.u16(at) & 0xffff, old, next) & 0xffff);
        }
    }

    private static int swap(int word) {
        return word >>> 8 | word << 8 & 0xff00;
    }

    /** The same packet with room for an option. */
    private static SkBuff grown(SkBuff skb) {
        byte[] buf = java.util.Arrays.copyOf(skb.buf(), skb.tail() + MSS_LENGTH);
        SkBuff copy = SkBuff.wrap(buf, skb.data(), skb.tail());
        copy.headers(skb.macHeader(), skb.networkHeader(), skb.transportHeader());
        copy.protocol = skb.protocol;
        copy.pktType = skb.pktType;
        copy.ipSummed = skb.ipSummed;
        copy.csum = skb.csum;
        copy.hash = skb.hash;
        copy.l4Hash = skb.l4Hash;
        copy.queueMapping = skb.queueMapping;
        copy.gsoSize = skb.gsoSize;
        copy.gsoSegs = skb.gsoSegs;
        copy.gsoType = skb.gsoType;
        copy.vlanTci = skb.vlanTci;
        copy.truesize = skb.truesize;
        copy.mark = skb.mark;
        copy.port = skb.port;
        copy.descriptor = skb.descriptor;
        copy.flow = skb.flow;
        copy.tos = skb.tos;
        copy.ttl = skb.ttl;
        copy.nfct = skb.nfct;
        copy.ctInfo = skb.ctInfo;
        copy.iif = skb.iif;
        copy.copyHops(skb);
        return copy;
    }

    @Override
    void save(StringBuilder out) {
        out.append(clamps() ? " --clamp-mss-to-pmtu" : " --set-mss " + mss);
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(clamps() ? " TCPMSS clamp to PMTU" : " TCPMSS set " + mss);
    }
}
