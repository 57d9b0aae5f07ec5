package io.rxpath.ip.core.nft;

import java.util.function.Consumer;

/** One statement of a rule: a match, an action or a verdict. */
abstract class NftStmt {
    /** Was put in by the language, not by the text: not listed. */
    boolean implied;

    /** Does its work on the packet and returns a code of {@link NftVerdict}. */
    abstract int eval(NftPktInfo pkt);

    /** Writes the statement as a listing shows it. */
    abstract void print(NftPrinter out);

    /** Why it may not stand in a chain of this type at this hook; empty if it may. */
    String refusal(NftChain base) {
        return "";
    }

    /** Tells the chains it can lead to. */
    void targets(Consumer<NftChain> sink) {}

    /** Tells the sets and named objects it uses. */
    void uses(Consumer<Object> sink) {}

    /** True if the rule needs connection tracking for it. */
    boolean tracks() {
        return false;
    }

    /** Ends the rule: nothing may follow but a comment. */
    boolean terminal() {
        return false;
    }

    /** Sets counters and the like to their start (command reset). */
    void reset() {}
}
