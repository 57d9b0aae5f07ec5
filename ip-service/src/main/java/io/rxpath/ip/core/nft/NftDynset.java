package io.rxpath.ip.core.nft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds the packet's value to a set, or takes it out (kernel net/netfilter/nft_dynset.c). */
final class NftDynset extends NftSetStmt {
    /** What it does. */
    enum Kind {
        /** Adds; an element that is there keeps its time. */
        ADD("add"),
        /** Adds, or starts its time anew. */
        UPDATE("update"),
        /** Takes out. */
        DELETE("delete");

        final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private final Kind kind;
    private final long timeoutMillis;
    private final List<NftStmt> statements;
    private final @Nullable NftExpr data;
    private final @Nullable NftValue constant;

    NftDynset(
            Kind kind,
            NftSet set,
            NftExpr key,
            long timeoutMillis,
            List<NftStmt> statements,
            @Nullable NftExpr data,
            @Nullable NftValue constant) {
        super(key, set);
        this.kind = kind;
        this.timeoutMillis = timeoutMillis;
        this.statements = List.copyOf(statements);
        this.data = data;
        this.constant = constant;
    }

    @Override
    int eval(NftPktInfo pkt) {
        NftKey scratch = pkt.key(key.fields());
        if (!key.loadKey(pkt, scratch)) {
            return NftVerdict.BREAK;
        }
        NftElement element = set.lookup(scratch, pkt.now());
        if (kind == Kind.DELETE) {
            if (element == null) {
                return NftVerdict.BREAK;
            }
            set.remove(element);
            return NftVerdict.CONTINUE;
        }
        if (element == null) {
            element = create(pkt, scratch);
            if (element == null) {
                return NftVerdict.BREAK;
            }
        } else if (kind == Kind.UPDATE && set.timeouts) {
            element.expires = set.expiry(timeoutMillis, pkt.now());
        }
        return element.pass(pkt) ? NftVerdict.CONTINUE : NftVerdict.BREAK;
    }

    private @Nullable NftElement create(NftPktInfo pkt, NftKey scratch) {
        if (set.full()) {
            set.collect(pkt.now());
            if (set.full()) {
                return null;
            }
        }
        NftKey copy = scratch.copy();
        NftElement element = new NftElement(copy, copy);
        element.timeoutMillis = timeoutMillis;
        element.expires = set.expiry(timeoutMillis, pkt.now());
        for (NftStmt statement : statements.isEmpty() ? set.statements : statements) {
            element.statements.add(fresh(statement, pkt.now()));
        }
        if (set.isMap()) {
            element.data = new NftKey(1);
            if (data != null) {
                if (!data.load(pkt)) {
                    return null;
                }
                element.data.set(0, pkt.hi, pkt.lo);
            } else if (constant != null) {
                element.data.set(0, constant.hi(), constant.lo());
            }
        }
        set.addAll(List.of(element));
        return element;
    }

    /** A statement of the same kind with its own state. */
    static NftStmt fresh(NftStmt statement, long now) {
        if (statement instanceof NftCounter) {
            return new NftCounter(0, 0);
        }
        if (statement instanceof NftLimit limit) {
            return limit.fresh(now);
        }
        return statement instanceof NftQuota quota ? quota.fresh() : statement;
    }

    @Override
    void print(NftPrinter out) {
        out.text(kind.text).text(" @").text(set.name).text(" { ");
        key.print(out);
        if (timeoutMillis != 0) {
            out.text(" timeout ").text(NftTimes.format(out, timeoutMillis));
        }
        boolean state = out.stateless;
        out.stateless = true;
        for (NftStmt statement : statements) {
            out.text(" ");
            statement.print(out);
        }
        out.stateless = state;
        if (data != null) {
            out.text(" : ");
            data.print(out);
        } else if (constant != null) {
            out.text(" : ");
            set.dataTypes.get(0).format(out, constant);
        }
        out.text(" }");
    }
}
