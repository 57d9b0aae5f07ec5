package io.rxpath.lab.cli;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.nft.NftException;
import io.rxpath.ip.core.nft.NftSyntax;
import io.rxpath.ip.core.xtables.XTables;
import io.rxpath.ip.core.xtables.XtablesException;
import io.rxpath.ip.core.xtables.XtablesLine;
import io.rxpath.kit.HostFile;
import io.rxpath.lab.run.LabException;
import java.util.List;

/** Reads the rules of a host file before anything is started: a word that is not understood is refused at once. */
final class HostRules {
    private HostRules() {}

    /**
     * Checks the form of all rules; whether they fit those that are there by then ip-service says.
     *
     * @throws LabException naming the key and what was not understood
     */
    static void check(HostFile host) {
        String nft = host.nft();
        try {
            if (nft != null) {
                NftSyntax.check(nft);
            }
        } catch (NftException e) {
            throw LabException.badInput("host file: nft: " + e.getMessage());
        }
        check("iptables", NfFamily.IPV4, host.iptables());
        check("ip6tables", NfFamily.IPV6, host.ip6tables());
    }

    private static void check(String key, NfFamily family, List<String> rules) {
        for (String rule : rules) {
            try {
                XTables.check(family, XtablesLine.split(rule));
            } catch (XtablesException e) {
                throw LabException.badInput("host file: " + key + ": '" + rule + "': " + e.getMessage());
            }
        }
    }
}
