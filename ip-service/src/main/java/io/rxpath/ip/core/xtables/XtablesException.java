package io.rxpath.ip.core.xtables;

/** A command that iptables or the kernel refuses; the message is the one a person reads, with the program's name. */
public final class XtablesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String text;

    /** With the text for people, which names the token. */
    public XtablesException(String message) {
        super(message);
        text = message;
    }

    @Override
    public String getMessage() {
        return text;
    }
}
