package io.rxpath.ip.core.nft;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The checks of a whole ruleset before it takes effect (kernel nf_tables_api.c nft_chain_validate()): no loops, not too deep,
 * and each statement only where it can work.
 */
final class NftValidation {
    private NftValidation() {}

    static void check(NftRuleset ruleset) {
        for (NftTable table : ruleset.tables.values()) {
            for (NftChain chain : table.chains.values()) {
                walk(chain, chain, new ArrayDeque<>());
            }
        }
    }

    private static void walk(NftChain base, NftChain chain, Deque<NftChain> path) {
        if (path.contains(chain)) {
            throw new NftException("chain '" + chain.name + "' of table " + chain.table.family.text + " "
                    + chain.table.name + " is reached from itself: too many links");
        }
        if (path.size() >= NftChain.JUMP_STACK_SIZE) {
            throw new NftException("chain '" + chain.name + "' is reached through more than " + NftChain.JUMP_STACK_SIZE
                    + " jumps: too many links");
        }
        path.push(chain);
        for (NftRule rule : chain.rules()) {
            for (NftStmt statement : rule.statements) {
                if (base.isBase()) {
                    String refusal = statement.refusal(base);
                    if (!refusal.isEmpty()) {
                        throw rule.place.error(refusal + " (chain '" + base.name + "')");
                    }
                }
                statement.targets(target -> walk(base, target, path));
            }
        }
        path.pop();
    }
}
