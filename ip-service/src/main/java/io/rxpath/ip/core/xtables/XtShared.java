package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfServices;
import java.util.HashMap;
import java.util.Map;

/** What the rules of one family share: the stack, and lists that several rules know by name. */
final class XtShared {
    final NfServices services;
    /** Lists of match recent by name. */
    final Map<String, RecentTable> recent = new HashMap<>();
    /** Tables of match hashlimit by name. */
    final Map<String, HashlimitTable> hashlimit = new HashMap<>();

    XtShared(NfServices services) {
        this.services = services;
    }
}
