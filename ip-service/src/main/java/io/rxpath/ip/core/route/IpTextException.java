package io.rxpath.ip.core.route;

/**
 * A command line that {@code ip} does not understand, so that the kernel never hears of it (iproute2 lib/utils.c invarg()); the
 * message is what it prints, naming the word.
 */
public final class IpTextException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** With this text, which is all that is printed. */
    public IpTextException(String message) {
        super(message);
    }

    /** {@code Error: argument "WORD" is wrong: WHY}. */
    static IpTextException wrong(String word, String why) {
        return new IpTextException("Error: argument \"" + word + "\" is wrong: " + why);
    }

    /** A word that {@code ip} knows and this host does not. */
    static IpTextException unsupported(String word) {
        return new IpTextException("Error: argument \"" + word + "\" is not supported.");
    }
}
