package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.nat.NatChains;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookFn;
import io.rxpath.ip.core.netfilter.NfHookOps;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfHooks;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.ip.core.netfilter.NfVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables of iptables, or of ip6tables, with the commands that change and show them (iptables/nft.c, the nf_tables back
 * end; kernel net/ipv4/netfilter/ip_tables.c). A table's hooks are registered when a command first changes it.
 *
 * <p>A command either does all it says or nothing; a restore does so for all tables of its text.
 */
public final class XTables {
    private final NfFamily family;
    private final NfHooks hooks;
    private final NfServices services;
    private final NatChains nat;
    private final String program;
    private final @Nullable XtTable[] tables = new XtTable[XtTable.Kind.values().length];
    private final IptDoTable evaluation = new IptDoTable();
    private final XtShared shared;

    /**
     * No table yet.
     *
     * @param family iptables or ip6tables
     * @param hooks where the tables are called from, table nat excepted
     * @param services the stack
     * @param nat where table nat is called from
     */
    public XTables(NfFamily family, NfHooks hooks, NfServices services, NatChains nat) {
        this.family = family;
        this.hooks = hooks;
        this.services = services;
        this.nat = nat;
        shared = new XtShared(services);
        program = family == NfFamily.IPV6 ? "ip6tables" : "iptables";
    }

    /**
     * Does what {@code iptables} with these arguments does.
     *
     * @param args without the program's name
     * @param now time, epoch nanoseconds
     * @return what it prints, empty for nothing
     * @throws XtablesException with the message of iptables, which names the token
     */
    public String run(List<String> args, long now) {
        XtChange change = new XtChange(family, tables, shared, now);
        try {
            String out = change.command(args, "filter", false);
            commit(change);
            return out;
        } catch (XtProblem e) {
            relink();
            throw new XtablesException(program + ": " + e.getMessage());
        }
    }

    /**
     * Does what {@code iptables-restore} does with this text.
     *
     * @param counters take the counters of the text (-c)
     * @param noflush keep what the text does not name (-n)
     * @throws XtablesException with the line and the message; nothing has changed then
     */
    public void restore(String text, boolean counters, boolean noflush, long now) {
        XtChange change = new XtChange(family, tables, shared, now);
        try {
            new IptablesRestore(change, program, counters, noflush).restore(text);
            commit(change);
        } catch (XtablesException e) {
            relink();
            throw e;
        }
    }

    /** As {@link #restore(String, boolean, boolean, long)} with the counters of the text and everything else flushed. */
    public void restore(String text, long now) {
        restore(text, true, false, now);
    }

    /** What {@code iptables-save} prints, without the comments that tell the time; with {@code counters} as -c. */
    public String save(boolean counters) {
        StringBuilder out = new StringBuilder();
        for (XtTable.Kind kind : XtTable.Kind.values()) {
            XtTable table = tables[kind.ordinal()];
            if (table != null) {
                out.append(IptablesList.save(table, counters, v6()));
            }
        }
        return out.toString();
    }

    /** As {@link #save(boolean)}, one table only; an XtablesException if there is none of that name. */
    public String save(String name, boolean counters) {
        XtTable.Kind kind = XtTable.Kind.of(name);
        if (kind == null) {
            throw new XtablesException(program + "-save: Table `" + name + "' does not exist");
        }
        XtTable table = tables[kind.ordinal()];
        return IptablesList.save(table == null ? new XtTable(kind) : table, counters, v6());
    }

    /**
     * Checks the arguments as far as they can be checked without a table.
     *
     * @throws XtablesException as {@link #run} would
     */
    public static void check(NfFamily family, List<String> args) {
        try {
            new IptablesParse(family, args, "filter", false, new XtShared(XtNoServices.INSTANCE)).parse();
        } catch (XtProblem e) {
            throw new XtablesException((family == NfFamily.IPV6 ? "ip6tables" : "iptables") + ": " + e.getMessage());
        }
    }

    private void commit(XtChange change) {
        change.commit().forEach(table -> register(table.kind));
        if (change.tracksConnections()) {
            services.trackConnections(family);
        }
        if (change.accountsConnections()) {
            services.accountConnections();
        }
    }

    private boolean v6() {
        return family == NfFamily.IPV6;
    }

    /** Jumps lead to the chains of the tables in place again. */
    private void relink() {
        for (XtTable table : tables) {
            if (table != null) {
                table.link();
            }
        }
    }

    private NfVerdict hook(int kind, int hook, NfHookState state) {
        XtTable table = tables[kind];
        XtChain chain = table == null ? null : table.builtin[hook];
        if (table == null || chain == null) {
            return NfVerdict.ACCEPT;
        }
        boolean reroutes = hook == NfHook.LOCAL_OUT.ordinal() && kind == XtTable.Kind.MANGLE.ordinal();
        return reroutes ? XtRoute.run(evaluation, table, chain, state) : evaluation.run(table, chain, state);
    }

    private void register(XtTable.Kind kind) {
        int number = kind.ordinal();
        for (NfHook hook : kind.hooks) {
            NfHookFn fn = state -> hook(number, hook.ordinal(), state);
            if (kind == XtTable.Kind.NAT) {
                nat.register(family, hook, kind.priority(hook), fn);
            } else {
                hooks.register(new NfHookOps(family, hook, kind.priority(hook), fn));
            }
        }
    }
}
