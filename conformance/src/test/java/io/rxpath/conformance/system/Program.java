package io.rxpath.conformance.system;

import io.rxpath.conformance.architecture.Checkout;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program of this machine, run to its end or to a deadline. Its output goes to files, so that it never waits for us. */
final class Program {
    /**
     * How it ended.
     *
     * @param command what was run
     * @param exit exit status
     * @param out standard output
     * @param err standard error
     */
    record Ended(String command, int exit, String out, String err) {
        /** Fails unless it ended with status 0. */
        Ended ok() {
            if (exit != 0) {
                throw new AssertionError(this);
            }
            return this;
        }

        @Override
        public String toString() {
            return command + "\n  ended with " + exit + "\n" + out + err;
        }
    }

    /** One that has been started. */
    static final class Running {
        private final String command;
        private final Process process;
        private final Path out;
        private final Path err;

        private Running(String command, Process process, Path out, Path err) {
            this.command = command;
            this.process = process;
            this.out = out;
            this.err = err;
        }

        /** Its process. */
        ProcessHandle handle() {
            return process.toHandle();
        }

        /** What it has said on standard output and error so far. */
        String said() {
            return read(out) + read(err);
        }

        /** Waits for its end; kills it and fails at the deadline. */
        Ended await(Duration limit) {
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(command + "\n  still ran after " + limit + "\n" + said());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + command, e);
            }
            return new Ended(command, process.exitValue(), read(out), read(err));
        }
    }

    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Path in;
    private @Nullable Path out;

    private Program(List<String> command) {
        this.command = command;
    }

    static Program of(List<String> command) {
        return new Program(List.copyOf(command));
    }

    static Program of(String... command) {
        return of(List.of(command));
    }

    /** The words of both, one after the other. */
    static Program of(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return of(all);
    }

    /** Adds an environment variable. */
    Program with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Its standard input. */
    Program from(Path file) {
        in = file;
        return this;
    }

    /** Where its standard output goes instead of a temporary file; {@link Ended#out} is not for bytes. */
    Program to(Path file) {
        out = file;
        return this;
    }

    /** Starts it in the checkout's root. */
    Running start() {
        try {
            Path said = out == null ? temporary("out") : out;
            Path complained = temporary("err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(Checkout.root().toFile())
                    .redirectInput(in == null ? new File("/dev/null") : in.toFile())
                    .redirectOutput(said.toFile())
                    .redirectError(complained.toFile());
            builder.environment().putAll(environment);
            return new Running(String.join(" ", command), builder.start(), said, complained);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end. */
    Ended run(Duration limit) {
        return start().await(limit);
    }

    /** Runs it for at most half a minute. */
    Ended run() {
        return run(Duration.ofSeconds(30));
    }

    /** True if the shell would find it. */
    static boolean exists(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                return true;
            }
        }
        return false;
    }

    private static Path temporary(String what) throws IOException {
        Path file = Files.createTempFile(Scratch.folder(), "program-", "." + what);
        file.toFile().deleteOnExit();
        return file;
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
