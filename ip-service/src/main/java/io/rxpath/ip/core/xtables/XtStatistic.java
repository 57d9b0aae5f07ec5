package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfServices;
import java.util.List;
import java.util.Locale;

/** Match statistic (kernel net/netfilter/xt_statistic.c statistic_mt()). */
final class XtStatistic extends XtMatch {
    private static final double ONE = 0x8000_0000L;

    private boolean random;
    private long probability;
    private String probabilityText = "";
    private long every;
    private long packet;
    private long count;
    private boolean invert;
    private NfServices services = XtNoServices.INSTANCE;

    XtStatistic() {
        super(
                "statistic",
                List.of(
                        XtOpt.arg("mode").must(),
                        XtOpt.arg("probability").inv().excl("every", "packet"),
                        XtOpt.arg("every").inv().excl("probability").also("packet"),
                        XtOpt.arg("packet").excl("probability").also("every")));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        switch (name) {
            case "mode" -> {
                random = arg.equals("random");
                if (!random && !arg.equals("nth")) {
                    throw new XtProblem("Bad mode \"" + arg + "\"");
                }
            }
            case "probability" -> {
                probability = Math.round(fraction(arg) * ONE);
                invert = inverted;
            }
            case "every" -> {
                every = XtValues.number(this, name, arg, 1, 0xffff_ffffL);
                invert = inverted;
            }
            default -> packet = XtValues.number(this, name, arg, 0, 0xffff_ffffL);
        }
    }

    private static double fraction(String text) {
        if (text.matches("[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?|[0-9]+\\.")) {
            double value = Double.parseDouble(text);
            if (value <= 1) {
                return value;
            }
        }
        throw new XtProblem("statistic: bad value for option \"--probability\", or out of range (0-1).");
    }

    @Override
    void finish(XtContext context) {
        services = context.shared().services;
        if (random ? !given("probability") : !given("every")) {
            throw new XtProblem(
                    random
                            ? "--probability must be specified when using random mode"
                            : "--every must be specified when using nth mode");
        }
        if (random == given("every")) {
            throw new XtProblem(
                    random ? "--every can only be used in nth mode" : "--probability can only be used in random mode");
        }
        if (!random && packet >= every) {
            throw new XtProblem("the --packet p must be 0 <= p <= n-1");
        }
        probabilityText = String.format(Locale.ROOT, "%.11f", probability / ONE);
    }

    @Override
    void reset(long now) {
        // Packet number --packet, from 0 on, is the first to match.
        count = every - 1 - packet;
    }

    @Override
    boolean match(XtPacket p) {
        if (random) {
            return ((services.random() & 0x7fff_ffff) < probability) != invert;
        }
        count = count == every - 1 ? 0 : count + 1;
        return count == 0 != invert;
    }

    private void text(StringBuilder out, String dashes) {
        out.append(' ')
                .append(dashes)
                .append("mode ")
                .append(random ? "random" : "nth")
                .append(invert ? " !" : "");
        if (random) {
            out.append(' ').append(dashes).append("probability ").append(probabilityText);
        } else {
            out.append(' ').append(dashes).append("every ").append(every);
            out.append(' ').append(dashes).append("packet ").append(packet);
        }
    }

    @Override
    void save(StringBuilder out) {
        text(out, "--");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" statistic");
        text(out, "");
    }
}
