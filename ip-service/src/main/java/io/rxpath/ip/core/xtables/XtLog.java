package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfServices;
import java.util.List;
import java.util.Locale;

/** Target LOG (kernel net/netfilter/xt_LOG.c log_tg()). */
final class XtLog extends XtTarget {
    private static final int DEFAULT_LEVEL = 4;
    private static final int MAX_PREFIX = 29;
    private static final String[] LEVELS = {"emerg", "alert", "crit", "error", "warning", "notice", "info", "debug"};
    private static final String[] SHORT = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};
    private static final String[] FLAGS = {"tcp-sequence", "tcp-options", "ip-options", "uid"};
    private static final int[] BITS = {1, 2, 4, 8};
    private static final int MACDECODE = 0x20;

    private String prefix = "";
    private int level = DEFAULT_LEVEL;
    private NfServices services = XtNoServices.INSTANCE;

    XtLog() {
        super(
                "LOG",
                List.of(
                        XtOpt.arg("log-level"),
                        XtOpt.arg("log-prefix"),
                        XtOpt.flag("log-tcp-sequence"),
                        XtOpt.flag("log-tcp-options"),
                        XtOpt.flag("log-ip-options"),
                        XtOpt.flag("log-uid"),
                        XtOpt.flag("log-macdecode")));
    }

    @Override
    void option(String name, String arg, boolean invert) {
        if (name.equals("log-level")) {
            level = levelOf(arg);
        } else if (name.equals("log-prefix")) {
            prefix = arg.length() > MAX_PREFIX ? arg.substring(0, MAX_PREFIX) : arg;
            if (arg.indexOf('\n') >= 0) {
                throw new XtProblem("LOG: Newlines not allowed in --log-prefix");
            }
        }
    }

    private static int levelOf(String text) {
        for (int i = 0; i < LEVELS.length; i++) {
            if (LEVELS[i].equals(text.toLowerCase(Locale.ROOT))) {
                return i;
            }
        }
        if (text.equalsIgnoreCase("panic")) {
            return 0;
        }
        long number = XtValues.number(text, 7);
        if (number < 0) {
            throw new XtProblem("log level \"" + text + "\" unknown");
        }
        return (int) number;
    }

    @Override
    void finish(XtContext context) {
        services = context.shared().services;
    }

    @Override
    int target(XtPacket p) {
        services.log(p.state, prefix, level);
        return CONTINUE;
    }

    @Override
    void save(StringBuilder out) {
        if (!prefix.isEmpty()) {
            out.append(" --log-prefix");
            XtValues.quote(out, prefix);
        }
        if (level != DEFAULT_LEVEL) {
            out.append(" --log-level ").append(level);
        }
        for (String flag : FLAGS) {
            out.append(given("log-" + flag) ? " --log-" + flag : "");
        }
        out.append(given("log-macdecode") ? " --log-macdecode" : "");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" LOG");
        if (numeric) {
            int bits = given("log-macdecode") ? MACDECODE : 0;
            for (int i = 0; i < FLAGS.length; i++) {
                bits |= given("log-" + FLAGS[i]) ? BITS[i] : 0;
            }
            out.append(" flags ").append(bits).append(" level ").append(level);
        } else {
            out.append(" level ").append(SHORT[level]);
            for (String flag : FLAGS) {
                out.append(given("log-" + flag) ? " " + flag : "");
            }
            out.append(given("log-macdecode") ? " macdecode" : "");
        }
        if (!prefix.isEmpty()) {
            out.append(" prefix \"").append(prefix).append('"');
        }
    }
}
