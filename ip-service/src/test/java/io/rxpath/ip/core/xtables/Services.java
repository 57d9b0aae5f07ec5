package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.IpAddress;
import java.util.ArrayList;
import java.util.List;

/** A stack that notes what rules ask of it; its address is 10.9.0.2/24 on device 2. */
final class Services implements NfServices {
    final List<String> calls = new ArrayList<>();
    int next;
    Runnable onReject = () -> {};

    @Override
    public void trackConnections(NfFamily family) {
        calls.add("track " + family);
    }

    @Override
    public NfVerdict setupNat(NfHookState state, NfNatRange range, NfNatManip manip) {
        calls.add("nat " + manip + " " + text(range));
        return NfVerdict.ACCEPT;
    }

    @Override
    public NfVerdict masquerade(NfHookState state, NfNatRange range) {
        calls.add("masquerade " + text(range));
        return NfVerdict.ACCEPT;
    }

    @Override
    public NfVerdict redirect(NfHookState state, NfNatRange range) {
        calls.add("redirect " + text(range));
        return NfVerdict.ACCEPT;
    }

    private static String text(NfNatRange range) {
        String ports = range.ports() ? ":" + range.minPort() + "-" + range.maxPort() : "";
        String addresses = range.min() == null ? "" : range.min() + "-" + range.max();
        return addresses + ports + (range.random() ? " random" : "") + (range.persistent() ? " persistent" : "");
    }

    @Override
    public void notrack(NfHookState state) {
        calls.add("notrack");
        state.skb.ctInfo = CtInfo.UNTRACKED;
    }

    @Override
    public void rejectUnreach(NfHookState state, int type, int code) {
        calls.add("unreach " + type + "/" + code);
        onReject.run();
    }

    @Override
    public void rejectReset(NfHookState state) {
        calls.add("reset");
    }

    @Override
    public void log(NfHookState state, String prefix, int level) {
        calls.add("log " + level + " '" + prefix + "'");
    }

    @Override
    public FibResult fib(NfFamily family, IpAddress address, int ifindex, int mark) {
        String text = address.toString();
        if (text.equals("10.9.0.2")) {
            return new FibResult("local", 1, "lo");
        }
        String type = text.equals("10.9.0.255") ? "broadcast" : "unicast";
        return text.startsWith("10.9.0.") ? new FibResult(type, 2, "orc0") : new FibResult(type, 0, "");
    }

    @Override
    public int random() {
        return next;
    }
}
