package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.SkBuff;
import java.util.List;

/** Match mac (kernel net/netfilter/xt_mac.c mac_mt()). */
final class XtMac extends XtMatch {
    private static final int SOURCE = 6;
    private static final int ETH_HLEN = 14;

    private long mac;
    private boolean invert;

    XtMac() {
        super("mac", List.of(XtOpt.arg("mac-source").inv().must()));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        if (!arg.matches("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}")) {
            throw new XtProblem("Invalid MAC address specified: \"" + arg + "\"");
        }
        mac = MacAddress.parse(arg);
        invert = inverted;
    }

    @Override
    String refusal(NfHook hook) {
        boolean sent = hook == NfHook.LOCAL_OUT || hook == NfHook.POST_ROUTING;
        return sent ? "match mac is for PREROUTING, INPUT and FORWARD" : "";
    }

    @Override
    boolean match(XtPacket p) {
        int header = p.skb.macHeader();
        if (header == SkBuff.UNSET || header + ETH_HLEN > p.skb.data()) {
            return false;
        }
        long source = 0;
        for (int i = 0; i < 6; i++) {
            source = source << 8 | (p.a[header + SOURCE + i] & 0xff);
        }
        return (source == mac) != invert;
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(" --mac-source ").append(MacAddress.format(mac));
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" MAC ").append(invert ? "! " : "").append(MacAddress.format(mac));
    }
}
