package io.rxpath.ip.core.xtables;

/** A problem found within a command; the program's name and the line go before it when it leaves this package. */
final class XtProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** From the kernel or the table, not from the arguments: iptables-restore words these otherwise. */
    final boolean ofTable;

    XtProblem(String message) {
        this(message, false);
    }

    private XtProblem(String message, boolean ofTable) {
        super(message);
        this.ofTable = ofTable;
    }

    /** A command that is well written but cannot be done. */
    static XtProblem table(String message) {
        return new XtProblem(message, true);
    }
}
