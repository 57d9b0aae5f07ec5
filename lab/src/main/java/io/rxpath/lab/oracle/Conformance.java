package io.rxpath.lab.oracle;

import io.rxpath.lab.inline.InlineStack;
import io.rxpath.lab.run.LabException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Plays cases, writes their results and compares them with what the kernel did. */
public final class Conformance {
    private static final String SUFFIX = ".json";
    private static final JsonMapper JSON = new JsonMapper();

    private final Path cases;
    private final Path expected;
    private final @Nullable Path results;

    /**
     * A comparison.
     *
     * @param cases folder of the cases, NAME.json each
     * @param expected folder of the kernel's results, NAME.json each
     * @param results folder to write results to, created if need be; null to write none
     */
    public Conformance(Path cases, Path expected, @Nullable Path results) {
        this.cases = cases;
        this.expected = expected;
        this.results = results;
    }

    /** Names of all cases in the folder, sorted. */
    public List<String> names() {
        if (!Files.isDirectory(cases)) {
            throw LabException.badInput(cases + ": no such folder; expected one with the case files NAME.json");
        }
        try (Stream<Path> files = Files.list(cases)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
            if (names.isEmpty()) {
                throw LabException.badInput(cases + ": no case files; expected NAME.json");
            }
            return names;
        } catch (IOException e) {
            throw LabException.badInput(cases + ": cannot be read: " + e.getMessage());
        }
    }

    /**
     * Plays one case.
     *
     * @param name its name, with or without .json
     * @return what is missing and what differs, one line each; empty if everything is equal
     * @throws LabException if the case or the expected result cannot be read
     */
    public List<String> check(String name) {
        return check(name, host -> {});
    }

    /**
     * Plays one case; {@code between} happens to the host before each step.
     *
     * @throws LabException if the case or the expected result cannot be read
     */
    public List<String> check(String name, Consumer<InlineStack> between) {
        String file = name.endsWith(SUFFIX) ? name : name + SUFFIX;
        CaseFile theCase = CaseReader.read(cases.resolve(file));
        JsonNode kernel = CaseReader.tree(expected.resolve(file));
        CaseRun run = new CaseRun(theCase, between);
        ObjectNode result = run.run();
        String text = ResultWriter.text(result);
        write(file, text);
        List<String> lines = new ArrayList<>();
        run.unsupported().forEach(what -> lines.add("not supported: " + what));
        // What was written is compared, so that a comparison of the files finds the same.
        lines.addAll(ResultComparison.differences(kernel, JSON.readTree(text)));
        return lines;
    }

    /** A fault of the stack is a difference like any other: the next case is played nevertheless. */
    private List<String> checkOrFail(String name) {
        String file = name.endsWith(SUFFIX) ? name : name + SUFFIX;
        Path recording = expected.resolve(file);
        if (!Files.exists(recording)) {
            CaseReader.read(cases.resolve(file));
            return List.of("not compared: " + recording + ": no such file; expected the kernel's result");
        }
        try {
            return check(name);
        } catch (LabException e) {
            throw e;
        } catch (RuntimeException e) {
            StackTraceElement[] trace = e.getStackTrace();
            return List.of("the stack fails: " + e + (trace.length == 0 ? "" : " at " + trace[0]));
        }
    }

    private void write(String file, String text) {
        Path folder = results;
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw LabException.failed(folder + ": cannot be written: " + e.getMessage());
        }
    }

    /**
     * Plays {@code names} and prints what comes of it; a case without a recording is said to be so and the next one is played.
     *
     * @return the number of cases that failed or have no recording
     */
    public int run(List<String> names, PrintStream out) {
        int failed = 0;
        for (String name : names) {
            List<String> lines = checkOrFail(name);
            if (lines.isEmpty()) {
                out.println(name + ": equal");
            } else {
                failed++;
                out.println(name + ": " + lines.size() + (lines.size() == 1 ? " difference" : " differences"));
                lines.forEach(line -> out.println("  " + line));
            }
        }
        out.println(names.size() - failed + " passed, " + failed + " failed");
        return failed;
    }
}
