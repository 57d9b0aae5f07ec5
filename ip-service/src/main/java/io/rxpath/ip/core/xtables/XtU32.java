package io.rxpath.ip.core.xtables;

import java.util.ArrayList;
import java.util.List;

/** Match u32 (kernel net/netfilter/xt_u32.c u32_match_it()): arithmetic on words of the packet, from the IP header on. */
final class XtU32 extends XtMatch {
    private static final int MAX = 10;
    private static final int WORD = 4;

    private final List<Test> tests = new ArrayList<>();
    private boolean invert;

    /** What to compute, and the ranges one of which the result must lie in. */
    private record Test(List<Step> steps, List<long[]> values) {}

    /** Operator (empty for the first) and number. */
    private record Step(String operator, long number) {}

    XtU32() {
        super("u32", List.of(XtOpt.arg("u32").inv().must()));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        invert = inverted;
        for (String test : arg.split("&&", -1)) {
            tests.add(parse(test.replace(" ", ""), arg));
        }
        if (tests.size() > MAX) {
            throw new XtProblem("u32: at most " + MAX + " tests are allowed");
        }
    }

    private static Test parse(String text, String all) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new XtProblem("u32: '" + text + "' in \"" + all + "\": expected LOCATION=VALUES");
        }
        List<Step> steps = new ArrayList<>();
        String operator = "";
        int at = 0;
        while (at < equals) {
            int start = at;
            while (at < equals && Character.isLetterOrDigit(text.charAt(at))) {
                at++;
            }
            steps.add(new Step(operator, number(text.substring(start, at), all)));
            if (at == equals) {
                operator = "";
                break;
            }
            char c = text.charAt(at);
            operator = c == '<' || c == '>' ? text.substring(at, Math.min(at + 2, equals)) : String.valueOf(c);
            if (!List.of("&", "<<", ">>", "@").contains(operator)) {
                throw new XtProblem("u32: '" + operator + "' in \"" + all + "\": expected &, <<, >> or @");
            }
            at += operator.length();
        }
        if (steps.isEmpty() || !operator.isEmpty()) {
            throw new XtProblem("u32: \"" + all + "\": a number is missing before '='");
        }
        List<long[]> values = new ArrayList<>();
        for (String range : text.substring(equals + 1).split(",", -1)) {
            int colon = range.indexOf(':');
            long min = number(colon < 0 ? range : range.substring(0, colon), all);
            values.add(new long[] {min, colon < 0 ? min : number(range.substring(colon + 1), all)});
        }
        if (steps.size() > MAX || values.size() > MAX) {
            throw new XtProblem("u32: \"" + all + "\": at most " + MAX + " operations and values are allowed");
        }
        return new Test(steps, values);
    }

    private static long number(String text, String all) {
        long value = XtValues.number(text, 0xffff_ffffL);
        if (value < 0) {
            throw new XtProblem("u32: '" + text + "' in \"" + all + "\": expected a number");
        }
        return value;
    }

    @Override
    boolean match(XtPacket p) {
        return all(p) != invert;
    }

    private boolean all(XtPacket p) {
        for (Test test : tests) {
            if (!test(p, test)) {
                return false;
            }
        }
        return true;
    }

    private static boolean test(XtPacket p, Test test) {
        long at = 0;
        long value = 0;
        for (Step step : test.steps) {
            switch (step.operator) {
                case "&" -> value &= step.number;
                case "<<" -> value = step.number > 31 ? 0 : value << step.number & 0xffff_ffffL;
                case ">>" -> value = step.number > 31 ? 0 : value >>> step.number;
                default -> {
                    at += step.operator.isEmpty() ? 0 : value;
                    long position = at + step.number;
                    if (position + WORD > p.skb.len() || !p.has((int) position, WORD)) {
                        return false;
                    }
                    value = p.u32((int) position) & 0xffff_ffffL;
                }
            }
        }
        for (long[] range : test.values) {
            if (value >= range[0] && value <= range[1]) {
                return true;
            }
        }
        return false;
    }

    private void text(StringBuilder out) {
        out.append('"');
        String and = "";
        for (Test test : tests) {
            out.append(and);
            and = "&&";
            for (Step step : test.steps) {
                out.append(step.operator).append("0x").append(Long.toHexString(step.number));
            }
            char before = '=';
            for (long[] range : test.values) {
                out.append(before).append("0x").append(Long.toHexString(range[0]));
                if (range[1] != range[0]) {
                    out.append(":0x").append(Long.toHexString(range[1]));
                }
                before = ',';
            }
        }
        out.append('"');
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(" --u32 ");
        text(out);
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" u32").append(invert ? " !" : "").append(' ');
        text(out);
    }
}
