package io.rxpath.ip.core.xtables;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHooks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Sessions with the real iptables and ip6tables (1.8.9, nf_tables back end), played again: the same commands must print the
 * same texts and be refused with the same words. A refusal by the kernel may say more: the reason.
 *
 * <p>In the transcript "$" is a command, "|" a line it printed, "E" what it was refused with; services are numbers, the
 * comments with the time and the version are left out.
 */
class TranscriptTest {
    private static final String RESOURCE = "/xtables/transcript.txt";

    private record Step(String command, List<String> printed, String refused) {}

    @TestFactory
    Stream<DynamicTest> sessions() throws IOException {
        return read().entrySet().stream()
                .map(session -> DynamicTest.dynamicTest(session.getKey(), () -> play(session.getValue())));
    }

    private static Map<String, List<Step>> read() throws IOException {
        Map<String, List<Step>> sessions = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        for (String line : text().lines().toList()) {
            if (line.startsWith("=== ")) {
                steps = new ArrayList<>();
                sessions.put(line.substring(4), steps);
            } else if (line.startsWith("$ ")) {
                steps.add(new Step(line.substring(2), new ArrayList<>(), ""));
            } else if (line.startsWith("| ")) {
                steps.get(steps.size() - 1).printed.add(line.substring(2));
            } else {
                Step step = steps.remove(steps.size() - 1);
                steps.add(new Step(step.command, step.printed, step.refused + line.substring(2)));
            }
        }
        return sessions;
    }

    private static String text() throws IOException {
        try (InputStream in = TranscriptTest.class.getResourceAsStream(RESOURCE)) {
            assertThat(in).as(RESOURCE).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void play(List<Step> steps) {
        XTables v4 = new XTables(NfFamily.IPV4, new NfHooks(), XtNoServices.INSTANCE, XtNoServices.NO_NAT);
        XTables v6 = new XTables(NfFamily.IPV6, new NfHooks(), XtNoServices.INSTANCE, XtNoServices.NO_NAT);
        List<String> differences = new ArrayList<>();
        for (Step step : steps) {
            String printed = "";
            String refused = "";
            try {
                printed = step.command.startsWith("ip6") ? command(v6, step.command) : command(v4, step.command);
            } catch (XtablesException e) {
                refused = e.getMessage();
            }
            String wanted = step.printed.isEmpty() ? "" : String.join("\n", step.printed) + "\n";
            if (!printed.equals(wanted)) {
                differences.add("$ " + step.command + "\nreal: " + wanted + "ours: " + printed);
            }
            if (step.refused.isEmpty() != refused.isEmpty() || !said(refused, step.refused)) {
                differences.add("$ " + step.command + "\nreal refused: " + step.refused + "\nours refused: " + refused);
            }
        }
        assertThat(differences).isEmpty();
    }

    private static boolean said(String ours, String real) {
        String text = real.endsWith(".") ? real.substring(0, real.length() - 1) : real;
        return ours.startsWith(text);
    }

    private static String command(XTables tables, String command) {
        int here = command.indexOf(" <<< ");
        List<String> words = XtablesLine.split(here < 0 ? command : command.substring(0, here));
        String program = words.get(0);
        List<String> args = words.subList(1, words.size());
        if (program.endsWith("-restore")) {
            boolean noflush = args.contains("-n") || args.contains("--noflush");
            String text = command.substring(here + 5).replace("\\n", "\n");
            tables.restore(text, args.contains("-c"), noflush, 0);
            return "";
        }
        if (program.endsWith("-save")) {
            int table = args.indexOf("-t");
            return table < 0 ? tables.save(args.contains("-c")) : tables.save(args.get(table + 1), args.contains("-c"));
        }
        return tables.run(args, 0);
    }
}
