package io.rxpath.ip.core.route;

import io.rxpath.ip.core.route.FibRules.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a lookup came to its answer: each rule that was tried, the table it asked, the prefix that matched there, and why others
 * did not. Walks the same rules and chains as the lookup itself.
 */
final class RouteExplanation {
    private static final int SHOWN = 5;

    private final Fib fib;
    private final FlowI flow;
    private final StringBuilder text = new StringBuilder();

    private RouteExplanation(Fib fib, FlowI flow) {
        this.fib = fib;
        this.flow = flow;
    }

    /** The explanation, a line for each step. */
    static String of(Fib fib, FlowI flow) {
        RouteExplanation explanation = new RouteExplanation(fib, flow);
        FibRoute answer = explanation.rules();
        explanation.verdict(answer);
        return explanation.text.toString();
    }

    private FibRoute rules() {
        List<Entry> entries = fib.fibRules().entries();
        if (!fib.customRules() && fib.isV4()) {
            text.append(
                    "  the rules are as they came: tables local and main are searched as one, the longer prefix wins\n");
        }
        int i = 0;
        while (i < entries.size()) {
            Entry entry = entries.get(i);
            i++;
            text.append("  rule ").append(IpRuleText.line(fib, entry.rule).replace("\t", " "));
            if (!fib.fibRules().matches(entry, flow)) {
                text.append(": does not match\n");
                continue;
            }
            FibRule target = FibRules.target(entry);
            if (entry.rule.action() == FibRuleAction.GOTO && target != null) {
                text.append(": on at rule ")
                        .append(Integer.toUnsignedString(target.priority()))
                        .append('\n');
                i = fib.fibRules().indexOf(target);
                continue;
            }
            FibRoute found = act(entry);
            if (found != null) {
                return found;
            }
        }
        return FibRoute.NO_ROUTE;
    }

    private @Nullable FibRoute act(Entry entry) {
        FibRule rule = entry.rule;
        FibRoute found = FibRules.act(entry, flow, fib);
        if (rule.action() != FibRuleAction.TO_TABLE) {
            text.append(found == null ? ": the next rule decides\n" : ": refused\n");
            return found;
        }
        text.append('\n');
        boolean one = !fib.customRules() && fib.isV4();
        if (one && rule.table() == RouteWords.TABLE_LOCAL) {
            table(RouteWords.TABLE_LOCAL, fib.tableLookup(RouteWords.TABLE_LOCAL, flow));
            table(RouteWords.TABLE_MAIN, fib.tableLookup(RouteWords.TABLE_MAIN, flow));
        } else if (!(one && rule.table() == RouteWords.TABLE_MAIN)) {
            table(rule.table(), fib.tableLookup(rule.table(), flow));
        }
        FibRoute any = fib.tableLookup(rule.table(), flow);
        if (found == null && any != null) {
            String why = any.error() == Errno.EAGAIN ? "throw" : "suppress_prefixlength " + rule.suppressPrefix();
            text.append("    ").append(RouteText.destination(any.destination())).append(": ");
            text.append(why).append(", the next rule decides\n");
        }
        return found;
    }

    private void table(int id, @Nullable FibRoute taken) {
        List<FibRoute> chains = fib.candidates(id, flow);
        String name = RouteWords.table(id);
        if (chains.isEmpty()) {
            text.append("    table ").append(name).append(": no prefix contains the destination\n");
            return;
        }
        boolean done = false;
        int shown = 0;
        for (FibRoute chain : chains) {
            for (FibRoute route = chain; route != null; route = route.next) {
                if (++shown > SHOWN && route != taken) {
                    continue;
                }
                text.append("    table ").append(name).append(": ");
                text.append(RouteText.line(fib, route, RouteFilter.ofTable(id)).strip())
                        .append(": ");
                text.append(route == taken ? "taken" : why(route, taken, done)).append('\n');
                done |= route == taken;
            }
        }
        if (shown > SHOWN) {
            text.append("    table ")
                    .append(name)
                    .append(": ")
                    .append(shown)
                    .append(" routes contain the destination\n");
        }
    }

    private String why(FibRoute route, @Nullable FibRoute taken, boolean after) {
        if (taken != null && taken.prefix() > route.prefix()) {
            return "shorter than /" + taken.prefix();
        }
        String reason = fib.isV4()
                ? Fib4Table.whyNot(route, flow)
                : flow.prefer != 0 && route.ifindex() != flow.prefer ? "it leads to another device" : null;
        if (reason != null) {
            return reason;
        }
        return after || taken == null || taken.prefix() >= route.prefix() ? "another one comes first" : "not taken";
    }

    private void verdict(FibRoute answer) {
        if (answer.found()) {
            text.append("  so: ").append(answer.type().word());
            text.append(" by table ").append(RouteWords.table(answer.table()));
            text.append(", prefix ")
                    .append(RouteText.destination(answer.destination()))
                    .append('\n');
        } else {
            text.append("  so: ").append(answer.error().text()).append('\n');
        }
    }
}
