package io.rxpath.ip.core.nft;

/** Checks a text without a stack (kernel net/netfilter/nf_tables_api.c would check the rest). */
public final class NftSyntax {
    private static final NftDevices ANY_DEVICE = new NftDevices() {
        @Override
        public int ifindex(String name) {
            return 1;
        }

        @Override
        public String name(int ifindex) {
            return "";
        }
    };

    private NftSyntax() {}

    /**
     * Reads the commands. Tables, chains, sets and devices that are not made in the text are taken to be there.
     *
     * @throws NftException naming the place of what is wrong or not supported
     */
    public static void check(String commands) {
        NftCursor cursor = new NftCursor(NftLexer.tokens(commands));
        NftRuleset ruleset = new NftRuleset();
        new NftCommands(new NftScope(cursor, ANY_DEVICE, 0, true), ruleset, new NftPrinter(ANY_DEVICE)).run();
        NftValidation.check(ruleset);
    }
}
