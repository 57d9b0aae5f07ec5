package io.rxpath.ip.core.xtables;

import java.util.ArrayList;
import java.util.List;

/** Arguments of iptables' own options: numbers, addresses, names (iptables/xshared.c). */
final class IptablesWords {
    private static final int MAX_DEVICE = 15;
    private static final int MAX_TARGET = 28;

    private IptablesWords() {}

    static int ruleNumber(String text) {
        long number = XtValues.number(text, Integer.MAX_VALUE);
        if (number <= 0) {
            throw new XtProblem("Invalid rule number `" + text + "'");
        }
        return (int) number;
    }

    static List<XtAddress> addresses(String text, boolean v6, boolean invert) {
        List<XtAddress> all = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            all.add(XtAddress.parse(one.strip(), v6));
        }
        if (all.size() > 1 && invert) {
            throw new XtProblem("! not allowed with multiple source or destination IP addresses");
        }
        return all;
    }

    static String device(String name) {
        if (name.isEmpty()) {
            throw new XtProblem("Empty interface is likely to be undesired");
        }
        if (name.length() > MAX_DEVICE) {
            throw new XtProblem("interface name `" + name + "' must be shorter than IFNAMSIZ (15)");
        }
        return name.equals("+") ? "" : name;
    }

    static String chainName(String name) {
        if (name.isEmpty()) {
            throw new XtProblem("Invalid target name (too short)");
        }
        if (name.length() > MAX_TARGET) {
            throw new XtProblem("Invalid target name `" + name + "' (28 chars max)");
        }
        return name;
    }

    static long counter(String text, String what) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new XtProblem("-c " + what + " counter not numeric");
        }
    }
}
