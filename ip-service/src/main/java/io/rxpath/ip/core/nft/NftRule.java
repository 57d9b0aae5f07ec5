package io.rxpath.ip.core.nft;

import java.util.List;

/** A rule (kernel struct nft_rule). */
final class NftRule {
    final long handle;
    final String comment;

    /** Its statements, those the language puts in included. */
    final NftStmt[] statements;

    /** Where the rule stands in the text, for errors that are found later. */
    final NftToken place;

    /** Name of the rule in a drop event. */
    String label = "";

    NftRule(long handle, List<NftStmt> statements, String comment, NftToken place) {
        this.handle = handle;
        this.statements = statements.toArray(new NftStmt[0]);
        this.comment = comment;
        this.place = place;
    }

    /** Runs the statements (the inner loop of nft_do_chain()). */
    int eval(NftPktInfo pkt) {
        for (NftStmt statement : statements) {
            int code = statement.eval(pkt);
            if (code != NftVerdict.CONTINUE) {
                return code;
            }
        }
        return NftVerdict.BREAK;
    }

    void print(NftPrinter out) {
        boolean first = true;
        for (NftStmt statement : statements) {
            if (statement.implied) {
                continue;
            }
            out.text(first ? "" : " ");
            first = false;
            statement.print(out);
        }
        if (!comment.isEmpty()) {
            out.text(first ? "" : " ").text("comment \"").text(comment).text("\"");
        }
        if (out.handles) {
            out.text(" # handle ").number(handle);
        }
    }
}
