package io.rxpath.ip.core.nft;

/** A counter, quota or limit with a name (kernel struct nft_object). */
final class NftObject {
    /** Kinds of objects. */
    enum Kind {
        /** Counts packets and bytes. */
        COUNTER("counter"),
        /** Counts bytes up to a bound. */
        QUOTA("quota"),
        /** Limits a rate. */
        LIMIT("limit");

        final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    final Kind kind;
    final String name;
    final long handle;

    /** What it does. */
    final NftStmt statement;

    String comment = "";

    NftObject(Kind kind, String name, long handle, NftStmt statement) {
        this.kind = kind;
        this.name = name;
        this.handle = handle;
        this.statement = statement;
    }
}
