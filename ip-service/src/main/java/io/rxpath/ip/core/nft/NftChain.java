package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.netfilter.NfHook;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chain of rules (kernel struct nft_chain, struct nft_base_chain). */
final class NftChain {
    /** Kernel NFT_JUMP_STACK_SIZE. */
    static final int JUMP_STACK_SIZE = 16;

    /** What a base chain may do (kernel enum nft_chain_types). */
    enum Type {
        /** Anything but NAT. */
        FILTER,
        /** As filter; a changed packet is routed again. */
        ROUTE,
        /** Asked for the first packet of a connection only. */
        NAT
    }

    final NftTable table;
    String name;
    final long handle;
    String comment = "";

    /** Null for a chain that is no base chain. */
    @Nullable
    Type type;

    NfHook hook = NfHook.PRE_ROUTING;
    int priority;

    /** The policy is drop. */
    boolean policyDrop;

    /** Where a drop by the policy is named in a drop event. */
    String policyName = "";

    private List<NftRule> rules = new ArrayList<>();

    /** The rules, as the evaluation walks them. */
    NftRule[] program = {};

    NftChain(NftTable table, String name, long handle) {
        this.table = table;
        this.name = name;
        this.handle = handle;
    }

    boolean isBase() {
        return type != null;
    }

    List<NftRule> rules() {
        return rules;
    }

    void restore(List<NftRule> content) {
        rules = new ArrayList<>(content);
    }

    /** Makes the evaluation walk the rules as they are now. */
    void commit() {
        program = rules.toArray(new NftRule[0]);
        String where = table.family.text + " " + table.name + " " + name;
        policyName = where + " policy";
        for (NftRule rule : program) {
            rule.label = where + " handle " + rule.handle;
        }
    }
}
