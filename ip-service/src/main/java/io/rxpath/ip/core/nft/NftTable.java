package io.rxpath.ip.core.nft;

import java.util.LinkedHashMap;
import java.util.Map;

/** A table (kernel struct nft_table). */
final class NftTable {
    /** Families of tables. */
    enum Family {
        /** IPv4. */
        IP("ip"),
        /** IPv6. */
        IP6("ip6"),
        /** Both. */
        INET("inet");

        final String text;

        Family(String text) {
            this.text = text;
        }
    }

    final Family family;
    final String name;
    final long handle;
    boolean dormant;
    String comment = "";
    final Map<String, NftChain> chains = new LinkedHashMap<>();
    final Map<String, NftSet> sets = new LinkedHashMap<>();
    final Map<String, NftObject> objects = new LinkedHashMap<>();

    /** Source of handles of everything in the table (kernel nf_tables_alloc_handle()). */
    long handles;

    NftTable(Family family, String name, long handle) {
        this.family = family;
        this.name = name;
        this.handle = handle;
    }

    long nextHandle() {
        return ++handles;
    }
}
