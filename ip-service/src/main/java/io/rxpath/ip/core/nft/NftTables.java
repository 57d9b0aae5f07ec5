package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.nat.NatChains;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHookFn;
import io.rxpath.ip.core.netfilter.NfHookOps;
import io.rxpath.ip.core.netfilter.NfHooks;
import io.rxpath.ip.core.netfilter.NfServices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of nft: reads commands, hangs chains into the hooks, lists (kernel net/netfilter/nf_tables_api.c; text as nft
 * 1.0.6). Not thread-safe: commands and packets come one after the other.
 */
public final class NftTables {
    private final NfHooks hooks;
    private final NatChains nat;
    private final NfServices services;
    private final NftDevices devices;
    private final NftRuleset ruleset = new NftRuleset();
    private final Map<NftChain, Registration> registered = new LinkedHashMap<>();

    /** A chain in its hooks. */
    private record Registration(NftChain.Type type, List<NfHookOps> hooks) {}

    /**
     * No table yet.
     *
     * @param hooks where filter and route chains go
     * @param nat where nat chains go
     * @param services what rules ask the stack for
     * @param devices names and numbers of devices
     */
    public NftTables(NfHooks hooks, NatChains nat, NfServices services, NftDevices devices) {
        this.hooks = hooks;
        this.nat = nat;
        this.services = services;
        this.devices = devices;
    }

    /**
     * Obeys the commands of a text, all or none of them.
     *
     * @param commands as in a file for {@code nft -f}
     * @param now time, epoch nanoseconds
     * @return what list and reset commands print, otherwise empty
     * @throws NftException naming the place of what is wrong or not supported; nothing is changed then
     */
    public String run(String commands, long now) {
        return run(commands, printer(now), now);
    }

    /**
     * Obeys one command line: options of nft ({@code -a}, {@code -s}, {@code -n}, {@code -y}, {@code -p}) among the words of a
     * command, for example {@code -a list ruleset}.
     *
     * @param words without the word nft; they are joined with blanks, as nft does
     * @param now time, epoch nanoseconds
     * @return what the command prints
     * @throws NftException as {@link #run(String, long)}
     */
    public String command(List<String> words, long now) {
        NftPrinter out = printer(now);
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            if (!NftOptions.apply(out, word)) {
                text.append(text.isEmpty() ? "" : " ").append(word);
            }
        }
        return run(text.toString(), out, now);
    }

    /** All tables as {@code nft list ruleset} prints them; {@code handles} as with {@code -a}. */
    public String listRuleset(boolean handles, long now) {
        NftPrinter out = printer(now);
        out.handles = handles;
        return run("list ruleset", out, now);
    }

    private NftPrinter printer(long now) {
        NftPrinter out = new NftPrinter(devices);
        out.now = now;
        return out;
    }

    private String run(String commands, NftPrinter out, long now) {
        NftScope scope = new NftScope(new NftCursor(NftLexer.tokens(commands)), devices, now, false);
        Runnable undo = ruleset.snapshot();
        boolean done = false;
        try {
            new NftCommands(scope, ruleset, out).run();
            NftValidation.check(ruleset);
            done = true;
        } finally {
            if (!done) {
                undo.run();
            }
        }
        ruleset.commit();
        track();
        if (scope.accounts) {
            services.accountConnections();
        }
        hang();
        return out.toString();
    }

    private static List<NfFamily> families(NftTable table) {
        return switch (table.family) {
            case IP -> List.of(NfFamily.IPV4);
            case IP6 -> List.of(NfFamily.IPV6);
            case INET -> List.of(NfFamily.IPV4, NfFamily.IPV6);
        };
    }

    private void track() {
        for (NftTable table : ruleset.tables.values()) {
            boolean tracks = false;
            for (NftChain chain : table.chains.values()) {
                for (NftRule rule : chain.program) {
                    for (NftStmt statement : rule.statements) {
                        tracks |= statement.tracks();
                    }
                }
            }
            if (tracks) {
                families(table).forEach(services::trackConnections);
            }
        }
    }

    /** Registers the base chains that are new, takes out those that are gone. */
    private void hang() {
        List<NftChain> wanted = new ArrayList<>();
        for (NftTable table : ruleset.tables.values()) {
            for (NftChain chain : table.chains.values()) {
                if (chain.isBase() && !table.dormant) {
                    wanted.add(chain);
                }
            }
        }
        registered.entrySet().removeIf(entry -> {
            boolean gone = !wanted.contains(entry.getKey());
            if (gone) {
                take(entry.getValue());
            }
            return gone;
        });
        for (NftChain chain : wanted) {
            if (!registered.containsKey(chain)) {
                registered.put(chain, put(chain));
            }
        }
    }

    private Registration put(NftChain chain) {
        NfHookFn fn = new NftBaseChain(chain, services);
        NftChain.Type type = chain.type == null ? NftChain.Type.FILTER : chain.type;
        List<NfHookOps> all = new ArrayList<>();
        for (NfFamily family : families(chain.table)) {
            NfHookOps ops = new NfHookOps(family, chain.hook, chain.priority, fn);
            if (type == NftChain.Type.NAT) {
                nat.register(family, chain.hook, chain.priority, fn);
            } else {
                hooks.register(ops);
            }
            all.add(ops);
        }
        return new Registration(type, all);
    }

    private void take(Registration registration) {
        for (NfHookOps ops : registration.hooks) {
            if (registration.type == NftChain.Type.NAT) {
                nat.unregister(ops.family(), ops.hook(), ops.fn());
            } else {
                hooks.unregister(ops);
            }
        }
    }
}
