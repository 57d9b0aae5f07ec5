package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfVerdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a packet through a chain (kernel net/netfilter/nf_tables_core.c nft_do_chain(), which runs the rules of the nf_tables
 * back end of iptables; the verdicts are those of net/ipv4/netfilter/ip_tables.c ipt_do_table()).
 *
 * <p>A rule counts a packet that all its matches take, before its target acts. A packet that a target sends (REJECT) may run
 * through the tables while the first one is still inside: every level has its own place.
 */
final class IptDoTable {
    /** The function in which a packet is freed that a rule or a policy drops. */
    static final String PLACE = "nft_do_chain";

    private static final String QUEUE_PLACE = "nf_queue";

    private final List<Level> levels = new ArrayList<>();
    private int depth;

    /** What one packet needs on its way. */
    private static final class Level {
        final XtPacket packet = new XtPacket();
        final XtChain[] chains = new XtChain[XtTable.MAX_DEPTH];
        final int[] next = new int[XtTable.MAX_DEPTH];
    }

    /** The verdict of {@code base}, a built-in chain of {@code table}. */
    NfVerdict run(XtTable table, XtChain base, NfHookState state) {
        if (depth == levels.size()) {
            levels.add(new Level());
        }
        Level level = levels.get(depth++);
        try {
            level.packet.set(state);
            return walk(table, base, level);
        } finally {
            depth--;
        }
    }

    private static NfVerdict walk(XtTable table, XtChain base, Level level) {
        XtPacket packet = level.packet;
        XtChain chain = base;
        int i = 0;
        int sp = 0;
        for (; ; ) {
            if (i >= chain.compiled.length) {
                if (sp == 0) {
                    return policy(table, base, packet);
                }
                chain = level.chains[--sp];
                i = level.next[sp];
                continue;
            }
            XtRule rule = chain.compiled[i++];
            if (!rule.match(packet)) {
                if (packet.hotdrop) {
                    return dropped(table, chain, i, packet);
                }
                continue;
            }
            rule.packets++;
            rule.bytes += packet.skb.len();
            XtChain jump = rule.chain;
            if (jump != null) {
                if (!rule.goTo) {
                    level.chains[sp] = chain;
                    level.next[sp++] = i;
                }
                chain = jump;
                i = 0;
                continue;
            }
            XtTarget target = rule.target;
            if (target == null) {
                continue;
            }
            switch (target.target(packet)) {
                case XtTarget.CONTINUE -> packet.refresh();
                case XtTarget.RETURN -> i = chain.compiled.length;
                case XtTarget.ACCEPT -> {
                    return NfVerdict.ACCEPT;
                }
                case XtTarget.QUEUE -> {
                    label(table, chain, i, packet);
                    packet.state.place = QUEUE_PLACE;
                    return NfVerdict.QUEUE;
                }
                default -> {
                    return dropped(table, chain, i, packet);
                }
            }
        }
    }

    private static NfVerdict policy(XtTable table, XtChain base, XtPacket packet) {
        if (base.counted) {
            base.packets++;
            base.bytes += packet.skb.len();
        }
        if (!base.drop) {
            return NfVerdict.ACCEPT;
        }
        packet.state.place = PLACE;
        packet.state.rule = family(packet) + " " + table.kind.text + " " + base.name + " policy";
        return NfVerdict.DROP;
    }

    private static NfVerdict dropped(XtTable table, XtChain chain, int number, XtPacket packet) {
        label(table, chain, number, packet);
        packet.state.place = PLACE;
        return NfVerdict.DROP;
    }

    private static void label(XtTable table, XtChain chain, int number, XtPacket packet) {
        packet.state.rule = family(packet) + " " + table.kind.text + " " + chain.name + " rule " + number;
    }

    private static String family(XtPacket packet) {
        return packet.state.family == NfFamily.IPV6 ? "ip6" : "ip";
    }
}
