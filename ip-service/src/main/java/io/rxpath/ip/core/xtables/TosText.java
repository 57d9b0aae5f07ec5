package io.rxpath.ip.core.xtables;

/** Values of TOS as texts (iptables extensions/tos_values.c). */
final class TosText {
    /** A name leaves the bits of ECN alone. */
    private static final int NAME_MASK = 0x3f;

    private static final String[] NAMES = {
        "Minimize-Delay", "Maximize-Throughput", "Maximize-Reliability", "Minimize-Cost", "Normal-Service"
    };
    private static final int[] VALUES = {0x10, 0x08, 0x04, 0x02, 0x00};

    private TosText() {}

    /** VALUE, VALUE/MASK or a name, as value and mask. */
    static int[] parse(XtExtension of, String option, String text, int defaultMask) {
        for (int i = 0; i < NAMES.length; i++) {
            if (NAMES[i].equalsIgnoreCase(text)) {
                return new int[] {VALUES[i], NAME_MASK};
            }
        }
        int slash = text.indexOf('/');
        long value = XtValues.number(slash < 0 ? text : text.substring(0, slash), 0xff);
        long mask = slash < 0 ? defaultMask : XtValues.number(text.substring(slash + 1), 0xff);
        if (value < 0 || mask < 0) {
            if (slash < 0) {
                throw new XtProblem("Symbolic name \"" + text + "\" is unknown");
            }
            throw new XtProblem(of.name() + ": bad value for option \"--" + option + "\": \"" + text + "\"");
        }
        return new int[] {(int) value, (int) mask};
    }

    /** Name of the value, empty if it has none. */
    static String name(int value, int mask) {
        for (int i = 0; i < NAMES.length; i++) {
            if (VALUES[i] == value && mask == NAME_MASK) {
                return NAMES[i];
            }
        }
        return "";
    }

    static String hex(int value, int mask) {
        return XtValues.hex2(value) + "/" + XtValues.hex2(mask);
    }
}
