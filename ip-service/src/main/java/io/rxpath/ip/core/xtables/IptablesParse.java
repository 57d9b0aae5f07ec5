package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfFamily;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the arguments of iptables and ip6tables (iptables/xshared.c do_parse()). */
final class IptablesParse {
    private static final String COMMANDS = "ADCIRLSFZNXEP";
    private static final String WITH_ARGUMENT = "ADCIRNEPsdpijtmocg";
    private static final String OPTIONAL_ARGUMENT = "LSFZXwW";
    private static final String FLAGS = "nvxf460";

    private final List<String> words;
    private final XtArgs args;
    private final boolean restore;
    private final XtShared shared;
    private final List<XtExtension> loaded = new ArrayList<>();
    private boolean protocolLoaded;
    private boolean invert;
    private int at;

    /**
     * @param words without the program's name
     * @param table the table unless -t says another
     * @param restore true within iptables-restore, where -t may not stand
     * @param shared for matches that need the stack from packet to packet
     */
    IptablesParse(NfFamily family, List<String> words, String table, boolean restore, XtShared shared) {
        this.words = words;
        this.restore = restore;
        this.shared = shared;
        args = new XtArgs(family);
        args.table = table;
    }

    /** The command. */
    XtArgs parse() {
        while (at < words.size()) {
            String word = words.get(at++);
            if (word.equals("!")) {
                if (invert) {
                    throw new XtProblem("multiple consecutive ! not allowed");
                }
                invert = true;
                if (at == words.size()) {
                    throw new XtProblem("nothing appropriate following !");
                }
                continue;
            }
            if (word.startsWith("--") && word.length() > 2) {
                longOption(word);
            } else if (word.length() > 1 && word.charAt(0) == '-') {
                cluster(word);
            } else {
                throw new XtProblem("Bad argument `" + word + "'");
            }
            invert = false;
        }
        new IptablesCheck(args, shared).check(loaded);
        return args;
    }

    private void cluster(String word) {
        for (int i = 1; i < word.length(); i++) {
            char c = word.charAt(i);
            String rest = word.substring(i + 1);
            if (WITH_ARGUMENT.indexOf(c) >= 0) {
                option(c, rest.isEmpty() ? argument("-" + c) : rest);
                return;
            }
            if (OPTIONAL_ARGUMENT.indexOf(c) >= 0) {
                option(c, rest.isEmpty() ? optional() : rest);
                return;
            }
            if (FLAGS.indexOf(c) < 0 || c == '0') {
                throw new XtProblem("unknown option \"-" + c + "\"");
            }
            option(c, "");
        }
    }

    private String argument(String option) {
        if (at == words.size()) {
            throw new XtProblem("option \"" + option + "\" requires an argument");
        }
        return words.get(at++);
    }

    /** The next word if it is no option. */
    private String optional() {
        return at < words.size()
                        && !words.get(at).startsWith("-")
                        && !words.get(at).equals("!")
                ? words.get(at++)
                : "";
    }

    private void longOption(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
        String value = equals < 0 ? null : word.substring(equals + 1);
        if (tryOption(word, name, value, true) || tryOption(word, name, value, false)) {
            return;
        }
        if (loadProtocol() && (tryOption(word, name, value, true) || tryOption(word, name, value, false))) {
            return;
        }
        throw new XtProblem("unknown option \"" + word + "\"");
    }

    /** Looks the name up as getopt_long() does: as it is, else as the beginning of one option alone. */
    private boolean tryOption(String word, String name, @Nullable String value, boolean exact) {
        String global = null;
        int candidates = 0;
        for (String option : IptablesOptions.GLOBAL) {
            int mark = option.length() - 2;
            String text = option.substring(0, mark);
            if (exact ? text.equals(name) : text.startsWith(name)) {
                boolean same = global != null && global.charAt(global.length() - 1) == option.charAt(mark + 1);
                global = option;
                candidates += same ? 0 : 1;
                if (exact) {
                    break;
                }
            }
        }
        XtExtension owner = null;
        XtOpt found = null;
        if (global == null || !exact) {
            for (int i = loaded.size() - 1; i >= 0; i--) {
                for (XtOpt option : loaded.get(i).options()) {
                    if ((owner == null || !exact) && (exact ? option.spelt(name) : option.begins(name))) {
                        owner = loaded.get(i);
                        found = option;
                        candidates++;
                    }
                }
            }
        }
        if (candidates != 1 && !exact || candidates == 0) {
            return false;
        }
        if (owner != null && found != null) {
            owner.parse(found, found.arg() ? value == null ? argument(word) : value : "", invert);
            if (owner instanceof XtMultiport multiport) {
                multiport.protocol(args.entry);
            }
            if (owner instanceof XtTwoArgs two && two.wantsSecond(found.name())) {
                two.second(at < words.size() && !words.get(at).startsWith("-") ? words.get(at++) : null);
            }
            return true;
        }
        if (global == null) {
            return false;
        }
        char c = global.charAt(global.length() - 1);
        switch (global.charAt(global.length() - 2)) {
            case ':' -> option(c, value == null ? argument(word) : value);
            case '?' -> option(c, value == null ? optional() : value);
            default -> option(c, "");
        }
        return true;
    }

    /** An option nobody knows yet may be of the protocol's match (xshared.c load_proto()). */
    private boolean loadProtocol() {
        if (protocolLoaded || args.entry.protocol == 0) {
            return false;
        }
        XtMatch match = XtExtensions.ofProtocol(args.entry.protocol, args.v6());
        if (match == null) {
            return false;
        }
        protocolLoaded = true;
        add(match);
        return true;
    }

    private void add(XtMatch match) {
        args.matches.add(match);
        loaded.add(match);
    }

    private void option(char c, String value) {
        if (COMMANDS.indexOf(c) >= 0) {
            command(c, value);
            return;
        }
        if (invert && "sdpiof".indexOf(c) < 0) {
            throw new XtProblem("cannot have ! before -" + c);
        }
        switch (c) {
            case 's' -> {
                args.once(c);
                args.sources = IptablesWords.addresses(value, args.v6(), invert);
                args.entry.invSrc = invert;
            }
            case 'd' -> {
                args.once(c);
                args.destinations = IptablesWords.addresses(value, args.v6(), invert);
                args.entry.invDst = invert;
            }
            case 'p' -> protocol(value);
            case 'i' -> {
                args.once(c);
                args.entry.in = IptablesWords.device(value);
                args.entry.invIn = invert;
            }
            case 'o' -> {
                args.once(c);
                args.entry.out = IptablesWords.device(value);
                args.entry.invOut = invert;
            }
            case 'f' -> {
                if (args.v6()) {
                    throw new XtProblem("`-f' is not supported in IPv6, use -m frag instead");
                }
                args.once(c);
                args.entry.fragment = true;
                args.entry.invFragment = invert;
            }
            case 'm' -> add(XtExtensions.match(value, args.v6()));
            case 'j' -> jump(value);
            case 'g' -> {
                args.once('j');
                args.jump = IptablesWords.chainName(value);
                args.goTo = true;
            }
            case 'c' -> counters(value);
            default -> plain(c, value);
        }
    }

    private void plain(char c, String value) {
        switch (c) {
            case 't' -> {
                if (restore) {
                    throw new XtProblem("The -t option cannot be used in iptables-restore.");
                }
                args.table = value;
            }
            case 'v' -> args.verbose = true;
            case 'n' -> {
                args.numeric = true;
                args.given.append(c);
            }
            case 'x' -> {
                args.exact = true;
                args.given.append(c);
            }
            case '0' -> {
                args.lineNumbers = true;
                args.given.append(c);
            }
            case '4', '6' -> {
                if (args.v6() == (c == '4')) {
                    throw new XtProblem("option \"-" + c + "\" is for the other family: use "
                            + (c == '4' ? "iptables" : "ip6tables"));
                }
            }
            default -> {
                // -w and -W: nobody else holds the lock, so there is nothing to wait for. A number may follow.
                if (!value.isEmpty() && !value.matches("[0-9]+(\\.[0-9]+)?")) {
                    throw new XtProblem("wait seconds not numeric");
                }
            }
        }
    }

    private void command(char c, String value) {
        if (invert) {
            throw new XtProblem("cannot have ! before -" + c);
        }
        boolean listsToo = args.command == 'L' || args.command == 'S';
        if (args.command == 'Z' && args.number == 0 && (c == 'L' || c == 'S')) {
            args.zero = true;
        } else if (c == 'Z' && listsToo) {
            args.zero = true;
            if (!value.isEmpty()) {
                args.chain = value;
            }
            return;
        } else if (args.command != 0) {
            throw new XtProblem("Cannot use -" + c + " with -" + args.command);
        }
        args.command = c;
        if (!value.isEmpty()) {
            args.chain = value;
        }
        String next = at < words.size()
                        && !words.get(at).startsWith("-")
                        && !words.get(at).equals("!")
                ? words.get(at)
                : "";
        switch (c) {
            case 'D' -> {
                if (!next.isEmpty()) {
                    args.number = IptablesWords.ruleNumber(words.get(at++));
                }
            }
            case 'I' -> args.number = next.isEmpty() ? 1 : IptablesWords.ruleNumber(words.get(at++));
            case 'R' -> {
                if (next.isEmpty()) {
                    throw new XtProblem("-R requires a rule number");
                }
                args.number = IptablesWords.ruleNumber(words.get(at++));
            }
            case 'L', 'S', 'Z' -> {
                if (!next.isEmpty() && !value.isEmpty()) {
                    args.number = IptablesWords.ruleNumber(words.get(at++));
                }
            }
            case 'E' -> {
                if (next.isEmpty()) {
                    throw new XtProblem("-E requires old-chain-name and new-chain-name");
                }
                args.second = words.get(at++);
            }
            case 'P' -> {
                if (next.isEmpty()) {
                    throw new XtProblem("-P requires a chain and a policy");
                }
                args.second = words.get(at++);
            }
            default -> {}
        }
    }

    private void protocol(String value) {
        args.once('p');
        args.entry.protocol = XtProtocols.parse(value);
        args.entry.invProtocol = invert;
        if (args.entry.protocol == 0 && invert) {
            throw new XtProblem("rule would never match protocol");
        }
    }

    private void jump(String value) {
        args.once('j');
        XtTarget target = XtExtensions.target(IptablesWords.chainName(value), args.v6());
        if (target == null) {
            args.jump = value;
        } else {
            args.target = target;
            loaded.add(target);
        }
    }

    private void counters(String value) {
        args.once('c');
        String packets = value;
        String bytes;
        int comma = value.indexOf(',');
        if (comma >= 0) {
            packets = value.substring(0, comma);
            bytes = value.substring(comma + 1);
        } else if (at < words.size()
                && !words.get(at).startsWith("-")
                && !words.get(at).equals("!")) {
            bytes = words.get(at++);
        } else {
            throw new XtProblem("-c requires packet and byte counter");
        }
        args.packets = IptablesWords.counter(packets, "packet");
        args.bytes = IptablesWords.counter(bytes, "byte");
    }
}
