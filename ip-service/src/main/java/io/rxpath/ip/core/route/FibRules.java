package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one family in the order they are tried (kernel net/core/fib_rules.c fib_rules_lookup(), fib_rule_match(),
 * fib_nl_newrule(); net/ipv4/fib_rules.c, net/ipv6/fib6_rules.c).
 */
final class FibRules {
    private static final int TOS_MASK = 0x1c;

    /** A rule with what is compared for every packet made ready. */
    static final class Entry {
        final FibRule rule;
        private final long fromHi;
        private final long fromLo;
        private final long fromMaskHi;
        private final long fromMaskLo;
        private final long toHi;
        private final long toLo;
        private final long toMaskHi;
        private final long toMaskLo;
        private final int iif;
        private final int oif;
        private @Nullable Entry target;

        Entry(FibRule rule, boolean v4, ToIntFunction<String> ifindex) {
            this.rule = rule;
            Cidr from = rule.from();
            Cidr to = rule.to();
            fromMaskHi = from == null ? 0 : mask(from.prefix());
            fromMaskLo = from == null ? 0 : mask(from.prefix() - 64);
            fromHi = from == null ? 0 : hi(from.address(), v4) & fromMaskHi;
            fromLo = from == null || v4 ? 0 : from.address().lo() & fromMaskLo;
            toMaskHi = to == null ? 0 : mask(to.prefix());
            toMaskLo = to == null ? 0 : mask(to.prefix() - 64);
            toHi = to == null ? 0 : hi(to.address(), v4) & toMaskHi;
            toLo = to == null || v4 ? 0 : to.address().lo() & toMaskLo;
            iif = rule.iif() == null ? 0 : ifindex.applyAsInt(rule.iif());
            oif = rule.oif() == null ? 0 : ifindex.applyAsInt(rule.oif());
        }

        /** -1 as a device's number stands for one that does not exist: it matches nothing. */
        boolean detached() {
            return iif < 0 || oif < 0;
        }

        private static long hi(IpAddress address, boolean v4) {
            return v4 ? (long) address.v4() << 32 : address.hi();
        }

        private static long mask(int bits) {
            return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << 64 - bits;
        }
    }

    private final boolean v4;
    private final List<Entry> entries = new ArrayList<>();
    private final ToIntFunction<String> ifindex;

    /** The rules a system starts with; {@code ifindex} yields a device's number by its name, -1 if there is none. */
    FibRules(boolean v4, ToIntFunction<String> ifindex) {
        this.v4 = v4;
        this.ifindex = ifindex;
        append(FibRule.lookup(0, RouteWords.TABLE_LOCAL));
        append(FibRule.lookup(0x7ffe, RouteWords.TABLE_MAIN));
        if (v4) {
            append(FibRule.lookup(0x7fff, RouteWords.TABLE_DEFAULT));
        }
    }

    private void append(FibRule rule) {
        entries.add(new Entry(rule, v4, ifindex));
    }

    /** The rules in order. */
    List<FibRule> rules() {
        return entries.stream().map(e -> e.rule).toList();
    }

    List<Entry> entries() {
        return entries;
    }

    /**
     * The number a rule gets that asks for none: one less than that of the second rule (kernel fib_default_rule_pref()).
     */
    int freePriority() {
        if (entries.size() > 1 && entries.get(1).rule.priority() != 0) {
            return entries.get(1).rule.priority() - 1;
        }
        return 0;
    }

    /**
     * Adds a rule behind those with its number or a lower one.
     *
     * @throws RtnetlinkException if there is an equal one, or it goes back
     */
    void add(FibRule rule) {
        if (rule.action() == FibRuleAction.GOTO && Integer.compareUnsigned(rule.target(), rule.priority()) <= 0) {
            throw new RtnetlinkException(Errno.EINVAL, "Backward goto not supported");
        }
        for (Entry entry : entries) {
            if (entry.rule.sameAs(rule)) {
                throw new RtnetlinkException(Errno.EEXIST);
            }
        }
        int at = 0;
        while (at < entries.size()
                && Integer.compareUnsigned(entries.get(at).rule.priority(), rule.priority()) <= 0) {
            at++;
        }
        entries.add(at, new Entry(rule, v4, ifindex));
        linkTargets();
    }

    /** Removes the rule at this place of {@link #entries}. */
    void remove(int at) {
        entries.remove(at);
        linkTargets();
    }

    /** A device came or went: names are looked up again. */
    void devicesChanged() {
        entries.replaceAll(e -> new Entry(e.rule, v4, ifindex));
        linkTargets();
    }

    private void linkTargets() {
        for (Entry entry : entries) {
            entry.target = null;
            if (entry.rule.action() == FibRuleAction.GOTO) {
                for (Entry other : entries) {
                    if (other.rule.priority() == entry.rule.target()) {
                        entry.target = other;
                        break;
                    }
                }
            }
        }
    }

    int indexOf(FibRule rule) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).rule.equals(rule)) {
                return i;
            }
        }
        return -1;
    }

    /** Where a rule's goto leads, or null if nowhere. */
    static @Nullable FibRule target(Entry entry) {
        Entry target = entry.target;
        return target == null ? null : target.rule;
    }

    /** The first rule's answer that is one: a route, or a refusal; {@link FibRoute#NO_ROUTE} if there is none. */
    FibRoute lookup(FlowI flow, Fib fib) {
        int i = 0;
        while (i < entries.size()) {
            Entry entry = entries.get(i);
            i++;
            if (!matches(entry, flow)) {
                continue;
            }
            if (entry.rule.action() == FibRuleAction.GOTO && entry.target != null) {
                i = entries.indexOf(entry.target);
                continue;
            }
            FibRoute found = act(entry, flow, fib);
            if (found != null) {
                return found;
            }
        }
        return FibRoute.NO_ROUTE;
    }

    /** What a rule that matches answers; null if the next one is asked. */
    static @Nullable FibRoute act(Entry entry, FlowI flow, Fib fib) {
        return switch (entry.rule.action()) {
            case GOTO, NOP -> null;
            case BLACKHOLE -> FibRoute.RULE_BLACKHOLE;
            case UNREACHABLE -> FibRoute.RULE_UNREACHABLE;
            case PROHIBIT -> FibRoute.RULE_PROHIBIT;
            case TO_TABLE -> {
                FibRoute found = fib.tableLookup(entry.rule.table(), flow);
                boolean counts = found != null
                        && found.error() != Errno.EAGAIN
                        && (!found.found() || found.prefix() > entry.rule.suppressPrefix());
                yield counts ? found : null;
            }
        };
    }

    boolean matches(Entry e, FlowI flow) {
        return e.rule.invert() != conditions(e, flow);
    }

    private boolean conditions(Entry e, FlowI flow) {
        FibRule rule = e.rule;
        return (e.iif == 0 || e.iif == flow.iif)
                && (e.oif == 0 || e.oif == flow.oif)
                && ((rule.mark() ^ flow.mark) & rule.markMask()) == 0
                && ((flow.saddrHi ^ e.fromHi) & e.fromMaskHi) == 0
                && ((flow.saddrLo ^ e.fromLo) & e.fromMaskLo) == 0
                && ((flow.daddrHi ^ e.toHi) & e.toMaskHi) == 0
                && ((flow.daddrLo ^ e.toLo) & e.toMaskLo) == 0
                && (rule.tos() == 0 || rule.tos() == (v4 ? flow.tos & TOS_MASK : flow.tos & ~3))
                && (rule.ipproto() == 0 || rule.ipproto() == flow.protocol)
                && inRange(rule.sport(), flow.sport)
                && inRange(rule.dport(), flow.dport);
    }

    private static boolean inRange(int range, int port) {
        return range == 0 || (port >= range >>> 16 && port <= (range & 0xffff));
    }
}
