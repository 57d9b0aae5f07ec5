package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfServices;
import java.util.List;

/** Target REJECT (kernel net/ipv4/netfilter/ipt_REJECT.c reject_tg(), net/ipv6/netfilter/ip6t_REJECT.c reject_tg6()). */
final class XtReject extends XtTarget {
    private static final int V4_UNREACH = 3;
    private static final int V6_UNREACH = 1;
    private static final int RESET = -1;

    /** Name, other name and ICMP code; -1 for a reset. */
    private record With(String text, String alias, int code) {}

    private static final List<With> V4 = List.of(
            new With("icmp-net-unreachable", "net-unreach", 0),
            new With("icmp-host-unreachable", "host-unreach", 1),
            new With("icmp-proto-unreachable", "proto-unreach", 2),
            new With("icmp-port-unreachable", "port-unreach", 3),
            new With("icmp-net-prohibited", "net-prohib", 9),
            new With("icmp-host-prohibited", "host-prohib", 10),
            new With("tcp-reset", "tcp-rst", RESET),
            new With("icmp-admin-prohibited", "admin-prohib", 13));

    private static final List<With> V6 = List.of(
            new With("icmp6-no-route", "no-route", 0),
            new With("icmp6-adm-prohibited", "adm-prohibited", 1),
            new With("icmp6-addr-unreachable", "addr-unreach", 3),
            new With("icmp6-port-unreachable", "port-unreach", 4),
            new With("tcp-reset", "tcp-reset", RESET),
            new With("icmp6-policy-fail", "policy-fail", 5),
            new With("icmp6-reject-route", "reject-route", 6));

    private final boolean v6;
    private With with;
    private NfServices services = XtNoServices.INSTANCE;

    XtReject(boolean v6) {
        super("REJECT", List.of(XtOpt.arg("reject-with")));
        this.v6 = v6;
        with = (v6 ? V6 : V4).get(3);
    }

    @Override
    void option(String name, String arg, boolean invert) {
        for (With one : v6 ? V6 : V4) {
            if (one.text.startsWith(arg) || one.alias.startsWith(arg)) {
                with = one;
                return;
            }
        }
        throw new XtProblem("unknown reject type \"" + arg + "\"");
    }

    @Override
    void finish(XtContext context) {
        services = context.shared().services;
    }

    @Override
    String refusal(XtContext context) {
        if (!context.table().equals("filter")) {
            return "target REJECT is for table filter";
        }
        boolean noReset = with.code == RESET && !context.only(XtProtocols.TCP);
        return noReset ? "REJECT --reject-with tcp-reset requires -p tcp" : "";
    }

    @Override
    int target(XtPacket p) {
        if (with.code == RESET) {
            services.rejectReset(p.state);
        } else {
            services.rejectUnreach(p.state, v6 ? V6_UNREACH : V4_UNREACH, with.code);
        }
        return DROP;
    }

    @Override
    void save(StringBuilder out) {
        out.append(" --reject-with ").append(with.text);
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" reject-with ").append(with.text);
    }
}
