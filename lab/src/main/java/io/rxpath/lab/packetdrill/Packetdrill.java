package io.rxpath.lab.packetdrill;

import io.rxpath.lab.packetdrill.parse.ScriptParser;
import io.rxpath.lab.packetdrill.run.HostUnderTest;
import io.rxpath.lab.packetdrill.run.RunOptions;
import io.rxpath.lab.packetdrill.run.RunOptions.IpVersion;
import io.rxpath.lab.packetdrill.run.ScriptRun;
import io.rxpath.lab.packetdrill.script.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs scripts, each with every IP version it allows. */
public final class Packetdrill {
    /**
     * An option of the command line.
     *
     * @param name without dashes
     * @param value empty for a switch
     */
    public record Option(String name, String value) {}

    /**
     * One script with one IP version.
     *
     * @param file the script
     * @param version what carried its packets
     * @param error what went wrong, {@code file:line: message}; empty if it has passed
     */
    public record Result(Path file, IpVersion version, String error) {
        /** True if nothing went wrong. */
        public boolean passed() {
            return error.isEmpty();
        }
    }

    private static final String SUFFIX = ".pkt";

    private final List<Option> options;
    private final List<IpVersion> versions;
    private final boolean gro;
    private final Function<RunOptions, HostUnderTest> hosts;
    private final Consumer<String> out;

    /**
     * A runner.
     *
     * @param options options of the command line; a script's own come after them
     * @param versions the IP versions to run with; a script that asks for one runs with that if it is among them
     * @param gro frames pass card and GRO instead of entering at the IP layer
     * @param out gets what scripts print, and warnings
     */
    public Packetdrill(List<Option> options, List<IpVersion> versions, boolean gro, Consumer<String> out) {
        this(options, versions, gro, HostUnderTest::inline, out);
    }

    /** A runner against hosts of another kind, made for the options of each script. */
    public Packetdrill(
            List<Option> options,
            List<IpVersion> versions,
            boolean gro,
            Function<RunOptions, HostUnderTest> hosts,
            Consumer<String> out) {
        this.hosts = hosts;
        this.options = List.copyOf(options);
        this.versions = List.copyOf(versions);
        this.gro = gro;
        this.out = out;
    }

    /** Of a folder the scripts in it and below, sorted; of a file itself. */
    public static List<Path> scripts(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(p -> p.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    /** Runs one script with every version it allows. */
    public List<Result> run(Path file) {
        List<Result> results = new ArrayList<>();
        for (IpVersion version : versions) {
            Result result = run(file, version);
            if (result != null) {
                results.add(result);
            }
        }
        return results;
    }

    /** Runs a script with one version; null if it asks for another one. */
    public @Nullable Result run(Path file, IpVersion version) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return play(file, text, version) ? new Result(file, version, "") : null;
        } catch (ScriptException e) {
            return new Result(file, version, e.report());
        } catch (IOException e) {
            return new Result(file, version, file + ":0: cannot be read: " + e);
        }
    }

    private boolean play(Path file, String text, IpVersion version) {
        RunOptions settings = new RunOptions(version);
        settings.gro(gro);
        for (Option option : options) {
            settings.set(option.name(), option.value());
        }
        Map<String, String> before = new HashMap<>(settings.allDefines());
        Script script = ScriptParser.parse(file.toString(), text, before);
        for (Script.Option option : script.options()) {
            try {
                settings.set(option.name(), option.value());
            } catch (IllegalArgumentException e) {
                throw new ScriptException(file.toString(), option.line(), String.valueOf(e.getMessage()));
            }
        }
        if (settings.otherVersionDemanded()) {
            return false;
        }
        if (!settings.allDefines().equals(before)) {
            script = ScriptParser.parse(file.toString(), text, settings.allDefines());
        }
        if (!settings.dryRun()) {
            Path folder = file.toAbsolutePath().getParent();
            try (HostUnderTest host = hosts.apply(settings)) {
                new ScriptRun(script, settings, host, folder == null ? Path.of("") : folder, out).play();
            }
        }
        return true;
    }
}
