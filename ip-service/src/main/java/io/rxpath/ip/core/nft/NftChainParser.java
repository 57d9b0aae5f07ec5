package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfPriority;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a chain is: type, hook, priority, policy. */
final class NftChainParser {
    private static final int MAX_OFFSET = 10;

    /** Names of priorities; see {@link #valid} for where they may be used. */
    static final Map<String, Integer> PRIORITIES = Map.of(
            "raw", NfPriority.RAW,
            "mangle", NfPriority.MANGLE,
            "dstnat", NfPriority.NAT_DST,
            "filter", NfPriority.FILTER,
            "security", NfPriority.SECURITY,
            "srcnat", NfPriority.NAT_SRC);

    private final NftCursor cursor;

    NftChainParser(NftCursor cursor) {
        this.cursor = cursor;
    }

    /** True if the statement says what the chain is; otherwise it is a rule. */
    boolean atDeclaration() {
        return cursor.at("type")
                || cursor.at("policy")
                || cursor.at("comment")
                || cursor.at("flags")
                || cursor.at("device")
                || cursor.at("devices");
    }

    /** Reads one such statement into the chain. {@code existing}: the chain was there before. */
    void declaration(NftChain chain, boolean existing) {
        NftToken token = cursor.next();
        switch (token.text()) {
            case "type" -> type(chain, existing);
            case "policy" -> policy(chain, token);
            case "comment" -> chain.comment = cursor.wordOrString("a comment").text();
            default -> throw token.error("'" + token.text() + "' is not supported");
        }
        cursor.expectEnd();
    }

    private void policy(NftChain chain, NftToken token) {
        NftToken policy = cursor.next();
        if (!policy.is("accept") && !policy.is("drop")) {
            throw policy.error("expected accept or drop");
        }
        if (!chain.isBase()) {
            throw token.error("only a base chain has a policy");
        }
        chain.policyDrop = policy.is("drop");
    }

    private void type(NftChain chain, boolean existing) {
        NftToken typeName = cursor.next();
        NftChain.Type type = switch (typeName.text()) {
            case "filter" -> NftChain.Type.FILTER;
            case "nat" -> NftChain.Type.NAT;
            case "route" -> NftChain.Type.ROUTE;
            default -> throw typeName.error("unknown chain type, expected filter, nat or route");
        };
        cursor.expect("hook");
        NftToken hookName = cursor.next();
        NfHook hook = hook(hookName);
        if (cursor.at("device") || cursor.at("devices")) {
            throw cursor.peek().error("is not supported");
        }
        if (type == NftChain.Type.ROUTE && hook != NfHook.LOCAL_OUT
                || type == NftChain.Type.NAT && hook == NfHook.FORWARD) {
            throw hookName.error("a chain of type " + typeName.text() + " is not possible at this hook");
        }
        cursor.expect("priority");
        NftToken place = cursor.peek();
        int priority = priority(hook);
        if (type == NftChain.Type.NAT && priority <= NfPriority.CONNTRACK) {
            throw place.error("a nat chain needs a priority above " + NfPriority.CONNTRACK);
        }
        if (existing && (chain.type != type || chain.hook != hook || chain.priority != priority)) {
            throw typeName.error("the chain exists and is of another type, hook or priority");
        }
        chain.type = type;
        chain.hook = hook;
        chain.priority = priority;
    }

    static NfHook hook(NftToken token) {
        return switch (token.text()) {
            case "prerouting" -> NfHook.PRE_ROUTING;
            case "input" -> NfHook.LOCAL_IN;
            case "forward" -> NfHook.FORWARD;
            case "output" -> NfHook.LOCAL_OUT;
            case "postrouting" -> NfHook.POST_ROUTING;
            case "ingress", "egress" -> throw token.error("the hook is not supported");
            default ->
                throw token.error(
                        "unknown chain hook, expected prerouting, input, forward, output or " + "postrouting");
        };
    }

    static String hookName(NfHook hook) {
        return switch (hook) {
            case PRE_ROUTING -> "prerouting";
            case LOCAL_IN -> "input";
            case FORWARD -> "forward";
            case LOCAL_OUT -> "output";
            case POST_ROUTING -> "postrouting";
        };
    }

    private int priority(NfHook hook) {
        NftToken token = cursor.next();
        if (token.is("-")) {
            return (int) -cursor.number("a priority", Integer.MAX_VALUE);
        }
        Integer named = PRIORITIES.get(token.text());
        if (named == null) {
            return (int) NftType.number(
                    token, "a number, raw, mangle, dstnat, filter, security or srcnat", Integer.MAX_VALUE);
        }
        if (!valid(token.text(), hook)) {
            throw token.error("is no priority of this hook");
        }
        if (cursor.take("+")) {
            return (int) (named + cursor.number("a number", Integer.MAX_VALUE / 2));
        }
        if (cursor.take("-")) {
            return (int) (named - cursor.number("a number", Integer.MAX_VALUE / 2));
        }
        return named;
    }

    private static boolean valid(String name, NfHook hook) {
        return switch (name) {
            case "dstnat" -> hook == NfHook.PRE_ROUTING;
            case "srcnat" -> hook == NfHook.POST_ROUTING;
            default -> true;
        };
    }

    /** A priority as a listing shows it: by the nearest name that is at most 10 away. */
    static String priorityText(int priority, NfHook hook, boolean numeric) {
        for (Map.Entry<String, Integer> named : PRIORITIES.entrySet()) {
            int offset = priority - named.getValue();
            if (!numeric && Math.abs(offset) <= MAX_OFFSET && valid(named.getKey(), hook)) {
                return named.getKey() + (offset == 0 ? "" : offset > 0 ? " + " + offset : " - " + -offset);
            }
        }
        return String.valueOf(priority);
    }

    /** The chain's type and so on as a listing shows it. */
    static @Nullable String declarationText(NftChain chain, boolean numeric) {
        if (chain.type == null) {
            return null;
        }
        String type = switch (chain.type) {
            case FILTER -> "filter";
            case ROUTE -> "route";
            case NAT -> "nat";
        };
        return "type " + type + " hook " + hookName(chain.hook) + " priority "
                + priorityText(chain.priority, chain.hook, numeric) + "; policy "
                + (chain.policyDrop ? "drop" : "accept") + ";";
    }
}
