package io.rxpath.lab.cli;

import io.rxpath.lab.packetdrill.Packetdrill;
import io.rxpath.lab.packetdrill.Packetdrill.Option;
import io.rxpath.lab.packetdrill.Packetdrill.Result;
import io.rxpath.lab.packetdrill.live.LiveLab;
import io.rxpath.lab.packetdrill.run.RunOptions;
import io.rxpath.lab.packetdrill.run.RunOptions.IpVersion;
import io.rxpath.lab.run.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rxpath packetdrill}. */
@Command(
        name = "packetdrill",
        mixinStandardHelpOptions = true,
        description = {
            "Run scripts of packetdrill against the five layers in one process, in virtual time.",
            "",
            "Options in front of the files: packetdrill's own (--ip_version=ipv4|ipv6|ipv4-mapped-ipv6|both, --mss=N,"
                    + " --mtu=N, --tolerance_usecs=N, --non_fatal=packet,syscall, --define NAME=VALUE, -D NAME=VALUE,"
                    + " --dry_run, ...), and --gro: packets pass the card and GRO instead of entering as from a TUN"
                    + " device; --live: the five services over Kafka, whose clocks the script drives; --kernel=7.2: the"
                    + " rules that have changed since 6.18."
        })
final class PacketdrillCommand implements Callable<Integer> {
    private static final List<String> WITH_VALUE = List.of("define", "D");

    private final CliContext context;

    @Parameters(paramLabel = "[OPTION...] FILE", arity = "1..*", description = "Scripts, or folders of them.")
    List<String> words = List.of();

    private final List<Option> options = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private List<IpVersion> versions = List.of(IpVersion.IPV4, IpVersion.IPV6);
    private boolean gro;
    private boolean live;
    private int passed;
    private int failed;

    PacketdrillCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        sort();
        if (files.isEmpty()) {
            throw LabException.badInput("there is no script, expected FILE...");
        }
        if (live) {
            live();
        } else {
            Packetdrill runner = new Packetdrill(options, versions, gro, context.out()::println);
            for (Path file : scripts()) {
                runner.run(file).forEach(this::print);
            }
        }
        context.out().println(passed + " passed, " + failed + " failed");
        return failed == 0 ? 0 : LabException.FAILED;
    }

    /** All scripts with one version after all with the other: a pipeline is for one of them. */
    private void live() {
        try (LiveLab lab = new LiveLab(context.state(), context.progress(), false)) {
            Packetdrill runner = new Packetdrill(options, versions, gro, lab::host, context.out()::println);
            for (IpVersion version : versions) {
                for (Path file : scripts()) {
                    Result result = runner.run(file, version);
                    if (result != null) {
                        print(result);
                    }
                }
            }
        }
    }

    private void print(Result result) {
        String name = result.file() + " (" + result.version().word() + ")";
        if (result.passed()) {
            passed++;
            context.out().println("OK   [" + name + "]");
        } else {
            failed++;
            context.out().println("FAIL [" + name + "]");
            context.out().println(result.error());
        }
    }

    /** Puts options and files apart. */
    private void sort() {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-")) {
                files.add(Path.of(word));
                continue;
            }
            String name = word.replaceFirst("^--?", "");
            int at = name.indexOf('=');
            if (WITH_VALUE.contains(name)) {
                if (++i == words.size()) {
                    throw LabException.badInput(word + " has no value, expected NAME=VALUE");
                }
                option(name, words.get(i));
            } else {
                option(at < 0 ? name : name.substring(0, at), at < 0 ? "" : name.substring(at + 1));
            }
        }
    }

    private void option(String name, String value) {
        if (name.equals("gro")) {
            gro = true;
            return;
        }
        if (name.equals("ip_version") && value.equals("both")) {
            return;
        }
        if (name.equals("live")) {
            live = true;
            return;
        }
        Option option = new Option(name, value);
        try {
            RunOptions probe = new RunOptions(IpVersion.IPV4);
            probe.set(name, value);
            IpVersion demanded = probe.demanded();
            if (demanded != null) {
                versions = List.of(demanded);
            } else {
                options.add(option);
            }
        } catch (IllegalArgumentException e) {
            throw LabException.badInput(String.valueOf(e.getMessage()));
        }
    }

    private List<Path> scripts() {
        List<Path> all = new ArrayList<>();
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw LabException.badInput(file + " does not exist");
            }
            try {
                all.addAll(Packetdrill.scripts(file));
            } catch (IOException e) {
                throw LabException.badInput(file + ": " + e);
            }
        }
        return all;
    }
}
