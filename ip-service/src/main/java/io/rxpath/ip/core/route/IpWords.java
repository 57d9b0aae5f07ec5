package io.rxpath.ip.core.route;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of an {@code ip} command line, read one after another (iproute2 lib/utils.c). */
final class IpWords {
    /** Which addresses a command takes: of any family until one is seen. */
    enum Family {
        ANY("any valid"),
        INET("inet"),
        INET6("inet6");

        private final String text;

        Family(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        boolean takes(boolean v4) {
            return this == ANY || (this == INET) == v4;
        }
    }

    private final List<String> words;
    private int at;
    private Family family;

    IpWords(List<String> words, Family family) {
        this.words = words;
        this.family = family;
    }

    Family family() {
        return family;
    }

    boolean more() {
        return at < words.size();
    }

    /** The next word. */
    String next() {
        if (!more()) {
            throw new IpTextException("Command line is not complete. Try option \"help\"");
        }
        return words.get(at++);
    }

    /** The next word without going on. */
    String peek() {
        String word = next();
        at--;
        return word;
    }

    /** The first of these verbs that the word is the beginning of; the word itself if it is of none. */
    static String verb(String word, String... verbs) {
        for (String verb : verbs) {
            if (!word.isEmpty() && verb.startsWith(word)) {
                return verb;
            }
        }
        return word;
    }

    /** Goes back by one word. */
    void back() {
        at--;
    }

    /** The next word as a device's name, its number. */
    int device(Fib names) {
        String word = next();
        int ifindex = names.ifindexOf(word);
        if (ifindex < 0) {
            throw new IpTextException("Cannot find device \"" + word + "\"");
        }
        return ifindex;
    }

    /** An unsigned number of at most {@code max}; {@code what} stands in the error. */
    int number(long max, String what) {
        String word = next();
        long value = RouteWords.unsigned(word);
        if (value < 0 || value > max) {
            throw IpTextException.wrong(word, what);
        }
        return (int) value;
    }

    /** The next word as a network; host bits stay. Fixes the family. */
    Cidr prefix() {
        String word = next();
        if (word.equals("default") || word.equals("all")) {
            return new Cidr(family == Family.INET6 ? new IpAddress(0, 0) : IpAddress.ANY_V4, 0);
        }
        int slash = word.indexOf('/');
        IpAddress address = parse(slash < 0 ? word : word.substring(0, slash));
        int length = slash < 0 ? -1 : length(word.substring(slash + 1), address);
        if (address == null || length == -2 || !family.takes(address.isV4())) {
            throw new IpTextException("Error: " + family.text + " prefix is expected rather than \"" + word + "\".");
        }
        fix(address);
        return new Cidr(address, length >= 0 ? length : address.isV4() ? 32 : 128);
    }

    /** The next word as an address of the family the command speaks of by now, IPv4 if of none. */
    IpAddress address() {
        Family wanted = family == Family.ANY ? Family.INET : family;
        String word = next();
        IpAddress address = parse(word);
        if (address == null || !wanted.takes(address.isV4())) {
            throw new IpTextException("Error: " + wanted.text + " address is expected rather than \"" + word + "\".");
        }
        return address;
    }

    private void fix(IpAddress address) {
        if (family == Family.ANY) {
            family = address.isV4() ? Family.INET : Family.INET6;
        }
    }

    /** A number, or an IPv4 netmask; -2 if it is neither. */
    private static int length(String text, @Nullable IpAddress address) {
        if (address == null) {
            return -2;
        }
        int max = address.isV4() ? 32 : 128;
        int length = RouteWords.number(text, max);
        if (length >= 0 || !address.isV4()) {
            return length >= 0 ? length : -2;
        }
        IpAddress mask = text.indexOf('.') < 0 ? null : parse(text);
        if (mask == null) {
            return -2;
        }
        int bits = Integer.bitCount(mask.v4());
        return mask.v4() == (bits == 0 ? 0 : -1 << 32 - bits) ? bits : -2;
    }

    /** An address, IPv4 with as few as one of its four numbers; null if it is none. */
    private static @Nullable IpAddress parse(String word) {
        try {
            if (word.indexOf(':') >= 0) {
                return IpAddress.parse(word);
            }
            String[] parts = word.split("\\.", -1);
            if (parts.length > 4) {
                return null;
            }
            int address = 0;
            for (int i = 0; i < parts.length; i++) {
                int part = RouteWords.number(parts[i], 255);
                if (part < 0) {
                    return null;
                }
                address |= part << 24 - 8 * i;
            }
            return IpAddress.v4(address);
        } catch (IllegalArgumentException e) {
            return null; // the caller names the word and what was expected
        }
    }
}
