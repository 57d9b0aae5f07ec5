package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfFamily;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command as it was read: what to do, where, and the rule as far as the arguments say it. */
final class XtArgs {
    final NfFamily family;
    /** Letter of the command, 0 for none yet. */
    char command;
    /** -Z beside -L or -S. */
    boolean zero;

    String table = "filter";
    String chain = "";
    /** New name of -E, policy of -P. */
    String second = "";
    /** Number of the rule, 0 for none. */
    int number;

    final XtEntry entry = new XtEntry();
    List<XtAddress> sources = List.of(XtAddress.ANY);
    List<XtAddress> destinations = List.of(XtAddress.ANY);
    final List<XtMatch> matches = new ArrayList<>();

    @Nullable
    XtTarget target;

    String jump = "";
    boolean goTo;
    long packets;
    long bytes;
    boolean verbose;
    boolean numeric;
    boolean exact;
    boolean lineNumbers;
    /** Letters of the options given, for the check against the command. */
    final StringBuilder given = new StringBuilder();

    XtArgs(NfFamily family) {
        this.family = family;
    }

    boolean v6() {
        return family == NfFamily.IPV6;
    }

    /** Notes an option that may be given once only. */
    void once(char option) {
        if (given.indexOf(String.valueOf(option)) >= 0) {
            throw new XtProblem("multiple -" + option + " flags not allowed");
        }
        given.append(option);
    }

    boolean isRuleCommand() {
        return "ADIRC".indexOf(command) >= 0 && number == 0 || command == 'I' || command == 'R';
    }
}
