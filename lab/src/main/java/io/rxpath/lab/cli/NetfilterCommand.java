package io.rxpath.lab.cli;

import io.rxpath.lab.run.Change;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.LiveSettings;
import io.rxpath.lab.run.ServicePages;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code rxpath nft}, {@code iptables}, {@code conntrack} and their kin: the line is handed to ip-service as it is, which
 * answers what only asks; what changes something goes by the config topic, so that it holds after a restart too.
 */
@Command(mixinStandardHelpOptions = true)
final class NetfilterCommand implements Callable<Integer> {
    /** The programs, and what is said of them. */
    static final Map<String, String> PROGRAMS = Map.of(
            "nft", "Rules in nft's language: add rule ..., list ruleset [-a], -f FILE, flush ruleset.",
            "iptables", "IPv4 rules as iptables(8) takes them: -A INPUT -p tcp --dport 23 -j DROP, -L -n -v.",
            "ip6tables", "IPv6 rules as ip6tables(8) takes them.",
            "iptables-save", "All IPv4 rules as iptables-save(8) prints them; -c with counters.",
            "ip6tables-save", "All IPv6 rules as ip6tables-save(8) prints them; -c with counters.",
            "iptables-restore", "Take IPv4 rules from the input, as iptables-save prints them.",
            "ip6tables-restore", "Take IPv6 rules from the input, as ip6tables-save prints them.",
            "conntrack", "Connections as conntrack(8) shows them: -L, -C, -S; -D and -F forget them.");

    private final CliContext context;
    private final String program;
    private final InputStream in;

    @Parameters(arity = "0..*", paramLabel = "...", description = "As the program of that name takes them.")
    List<String> words = new ArrayList<>();

    private NetfilterCommand(CliContext context, String program, InputStream in) {
        this.context = context;
        this.program = program;
        this.in = in;
    }

    /** Adds the programs to the command line. */
    static void addTo(CommandLine line, CliContext context, InputStream in) {
        PROGRAMS.keySet().stream().sorted().forEach(program -> {
            CommandLine command = new CommandLine(new NetfilterCommand(context, program, in));
            command.getCommandSpec().usageMessage().description(PROGRAMS.get(program));
            // Their words look like options, but are for the program's own rules.
            command.setUnmatchedOptionsArePositionalParams(true);
            line.addSubcommand(program, command);
        });
    }

    @Override
    public Integer call() {
        run(context, program, words, input());
        return 0;
    }

    /**
     * Hands a line to ip-service: what it only asks is answered and printed, what changes something goes by the config topic.
     *
     * @throws LabException with the program's own words if it refuses
     */
    static void run(CliContext context, String program, List<String> words, @Nullable String input) {
        String text = line(program, words, input);
        if (input == null) {
            ServicePages.Reply reply = context.control()
                    .pages()
                    .ask(LabService.IP, "/netfilter?line=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
            if (reply.status() == HttpURLConnection.HTTP_OK) {
                context.out().print(reply.body());
                return;
            }
            if (reply.status() != HttpURLConnection.HTTP_CONFLICT) {
                throw LabException.failed(reply.body());
            }
        }
        try (LiveSettings settings = context.settings()) {
            settings.tryChange(Change.command(text, Instant.now())).ifPresent(reason -> {
                throw LabException.failed(reason);
            });
        }
    }

    /** A command line as the service reads it: words in a shell's quotes, below them what a file or the input held. */
    static String line(String program, List<String> words, @Nullable String input) {
        String line = program + words.stream().map(word -> " " + quoted(word)).collect(Collectors.joining());
        return input == null ? line : line + "\n" + input;
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private @Nullable String input() {
        if (program.endsWith("-restore")) {
            return read("-");
        }
        int file = program.equals("nft") ? words.indexOf("-f") : -1;
        if (file < 0) {
            return null;
        }
        if (file + 1 >= words.size()) {
            throw LabException.badInput("nft -f: which file? expected its name, or - for the input");
        }
        words.remove(file);
        return read(words.remove(file));
    }

    private String read(String file) {
        try {
            return file.equals("-")
                    ? new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (IOException e) {
            throw LabException.badInput(program + ": " + file + " cannot be read: " + e.getMessage());
        }
    }
}
