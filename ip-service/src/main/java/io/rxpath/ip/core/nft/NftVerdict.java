package io.rxpath.ip.core.nft;

import org.jspecify.annotations.Nullable;

/**
 * A verdict of a rule or of a verdict map (kernel struct nft_verdict).
 *
 * @param code one of the constants
 * @param chain where a jump or goto leads, null for the others
 */
record NftVerdict(int code, @Nullable NftChain chain) {
    /** The next expression of the rule (NFT_CONTINUE). */
    static final int CONTINUE = 0;
    /** The next rule (NFT_BREAK). */
    static final int BREAK = 1;
    /** NF_ACCEPT. */
    static final int ACCEPT = 2;
    /** NF_DROP. */
    static final int DROP = 3;
    /** NF_QUEUE. */
    static final int QUEUE = 4;
    /** NFT_RETURN. */
    static final int RETURN = 5;
    /** NFT_JUMP. */
    static final int JUMP = 6;
    /** NFT_GOTO. */
    static final int GOTO = 7;
    /** The statement continue: the next rule. */
    static final int NEXT_RULE = 8;

    private static final String[] NAMES = {"", "", "accept", "drop", "queue", "return", "jump", "goto", "continue"};

    /** Sets the packet's target and returns the code. */
    int eval(NftPktInfo pkt) {
        pkt.target = chain;
        return code;
    }

    boolean ends() {
        return code != CONTINUE;
    }

    void print(NftPrinter out) {
        out.text(NAMES[code]);
        if (chain != null) {
            out.text(" ").text(chain.name);
        }
    }

    static int named(String text) {
        for (int i = ACCEPT; i < NAMES.length; i++) {
            if (NAMES[i].equals(text) && i != QUEUE) {
                return i;
            }
        }
        return -1;
    }
}
