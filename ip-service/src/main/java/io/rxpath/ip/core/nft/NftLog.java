package io.rxpath.ip.core.nft;

/** A line for the kernel's log (kernel net/netfilter/nft_log.c). */
final class NftLog extends NftStmt {
    static final String[] LEVELS = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};
    static final int WARN = 4;

    private final String prefix;
    private final int level;
    private final String flags;

    /** {@code flags} as a listing shows them, empty for none. */
    NftLog(String prefix, int level, String flags) {
        this.prefix = prefix;
        this.level = level;
        this.flags = flags;
    }

    @Override
    int eval(NftPktInfo pkt) {
        pkt.services.log(pkt.state, prefix, level);
        return NftVerdict.CONTINUE;
    }

    @Override
    void print(NftPrinter out) {
        out.text("log");
        if (!prefix.isEmpty()) {
            out.text(" prefix \"").text(prefix).text("\"");
        }
        if (level != WARN) {
            out.text(" level ").text(LEVELS[level]);
        }
        if (!flags.isEmpty()) {
            out.text(" flags ").text(flags);
        }
    }
}
