package io.rxpath.ip.core.xtables;

import io.rxpath.skb.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Match iprange (kernel net/netfilter/xt_iprange.c iprange_mt4(), iprange_mt6()). */
final class XtIprange extends XtMatch {
    private @Nullable Range src;
    private @Nullable Range dst;
    private String srcText = "";
    private String dstText = "";
    private boolean invSrc;
    private boolean invDst;

    private record Range(IpAddress min, IpAddress max) {
        boolean contains(long hi, long lo) {
            return !less(hi, lo, min.hi(), min.lo()) && !less(max.hi(), max.lo(), hi, lo);
        }

        private static boolean less(long hi, long lo, long otherHi, long otherLo) {
            int order = Long.compareUnsigned(hi, otherHi);
            return order < 0 || order == 0 && Long.compareUnsigned(lo, otherLo) < 0;
        }

        @Override
        public String toString() {
            return min + "-" + max;
        }
    }

    XtIprange() {
        super(
                "iprange",
                List.of(XtOpt.arg("src-range").inv(), XtOpt.arg("dst-range").inv()));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        if (name.equals("src-range")) {
            srcText = arg;
            invSrc = inverted;
        } else {
            dstText = arg;
            invDst = inverted;
        }
    }

    @Override
    void finish(XtContext context) {
        if (!given("src-range") && !given("dst-range")) {
            throw new XtProblem("iprange match: You must specify `--src-range' or `--dst-range'");
        }
        src = given("src-range") ? range("src-range", srcText, context.v6()) : null;
        dst = given("dst-range") ? range("dst-range", dstText, context.v6()) : null;
    }

    private static Range range(String option, String text, boolean v6) {
        int dash = text.indexOf('-');
        IpAddress min = address(option, dash < 0 ? text : text.substring(0, dash), v6);
        return new Range(min, dash < 0 ? min : address(option, text.substring(dash + 1), v6));
    }

    private static IpAddress address(String option, String text, boolean v6) {
        try {
            return XtAddress.single(text, v6);
        } catch (XtProblem e) {
            throw new XtProblem("iprange: Bad value for \"--" + option + "\" option: \"" + text + "\"");
        }
    }

    @Override
    boolean match(XtPacket p) {
        if (src != null && src.contains(p.addressHi(true), p.addressLo(true)) == invSrc) {
            return false;
        }
        return dst == null || dst.contains(p.addressHi(false), p.addressLo(false)) != invDst;
    }

    @Override
    void save(StringBuilder out) {
        if (src != null) {
            out.append(invSrc ? " !" : "").append(" --src-range ").append(src);
        }
        if (dst != null) {
            out.append(invDst ? " !" : "").append(" --dst-range ").append(dst);
        }
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        if (src != null) {
            out.append(" source IP range ").append(invSrc ? "! " : "").append(src);
        }
        if (dst != null) {
            out.append(" destination IP range ").append(invDst ? "! " : "").append(dst);
        }
    }
}
