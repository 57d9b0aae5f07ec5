package io.rxpath.ip.core.nft;

import java.util.List;

/** What a parser needs besides the tokens. */
final class NftScope {
    final NftCursor cursor;
    final NftDevices devices;

    /** Time, epoch nanoseconds: the beginning of timeouts and limits. */
    final long now;

    /** Tables, chains and sets that are not there are taken to be: only the text is checked. */
    final boolean lenient;

    /** An expression looks at what connections have carried. */
    boolean accounts;

    NftScope(NftCursor cursor, NftDevices devices, long now, boolean lenient) {
        this.cursor = cursor;
        this.devices = devices;
        this.now = now;
        this.lenient = lenient;
    }

    /** The chain of this name. */
    NftChain chain(NftTable table, NftToken name) {
        NftChain chain = table.chains.get(name.text());
        if (chain == null && lenient) {
            chain = new NftChain(table, name.text(), 0);
            table.chains.put(chain.name, chain);
        }
        if (chain == null) {
            throw name.error("no chain of this name in table " + table.family.text + " " + table.name);
        }
        return chain;
    }

    /** The set or map of this name. */
    NftSet set(NftTable table, NftToken name, List<NftType> keys, NftSet.Leads leads, List<NftType> data) {
        NftSet set = table.sets.get(name.text());
        if (set == null && lenient) {
            set = new NftSet(name.text(), 0, keys, leads, data);
            set.dynamic = true;
            table.sets.put(set.name, set);
        }
        if (set == null) {
            throw name.error("no set or map of this name in table " + table.family.text + " " + table.name);
        }
        return set;
    }

    /** The named object of this kind. */
    NftObject object(NftTable table, NftObject.Kind kind, NftToken name) {
        NftObject object = table.objects.get(NftRuleset.key(kind, name.text()));
        if (object == null && lenient) {
            object = new NftObject(kind, name.text(), 0, new NftCounter(0, 0));
        }
        if (object == null) {
            throw name.error("no " + kind.text + " of this name in table " + table.family.text + " " + table.name);
        }
        return object;
    }
}
