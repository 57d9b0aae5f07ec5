package io.rxpath.lab.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What one run leaves on disk for the other commands: {@code .rxpath} in the current folder, or {@code RXPATH_HOME}.
 *
 * <pre>
 *   run.properties       {@link RunState}
 *   NAME.properties      {@link ServiceState} of each service
 *   host.yaml            the host file in use, with what the command line added
 *   logs/NAME.log
 *   tmp                  temporary files of the run's processes
 * </pre>
 */
public final class StateFolder {
    /** Environment variable that names another folder. */
    public static final String VARIABLE = "RXPATH_HOME";

    private static final String RUN = "run.properties";

    private final Path folder;

    /** The state in {@code folder}, which need not exist. */
    public StateFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** The folder that the environment asks for, else {@code .rxpath} in {@code current}. */
    public static StateFolder of(Map<String, String> environment, Path current) {
        String home = environment.get(VARIABLE);
        return new StateFolder(home == null || home.isBlank() ? current.resolve(".rxpath") : Path.of(home));
    }

    /** Where it is. */
    public Path path() {
        return folder;
    }

    /** The host file in use. */
    public Path hostFile() {
        return folder.resolve("host.yaml");
    }

    /** Where the process {@code name} logs. */
    public Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    /** Where the run's processes put what they throw away; gone with the run. */
    public Path temporary() {
        return folder.resolve("tmp");
    }

    /** The run on disk, be it alive or stale. */
    public Optional<RunState> run() {
        return read(folder.resolve(RUN)).map(p -> parse(folder.resolve(RUN), () -> RunState.of(p)));
    }

    /** Remembers a run. */
    public void write(RunState run) {
        write(folder.resolve(RUN), run.toProperties());
    }

    /** A started service, be it alive or not. */
    public Optional<ServiceState> service(LabService service) {
        Path file = file(service);
        return read(file).map(p -> parse(file, () -> ServiceState.of(service, p)));
    }

    /** Remembers a started service. */
    public void write(ServiceState state) {
        write(file(state.service()), state.toProperties());
    }

    /** Forgets a run and its services; logs and the host file stay to be looked at. */
    public void clear() {
        try {
            for (LabService service : LabService.all()) {
                Files.deleteIfExists(file(service));
            }
            deleteTree(temporary());
            Files.deleteIfExists(folder.resolve(RUN));
        } catch (IOException e) {
            throw LabException.failed("cannot remove run state in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Writes the host file in use and makes the temporary folder. */
    public void prepare(String hostYaml) {
        try {
            Files.createDirectories(temporary());
            Files.writeString(hostFile(), hostYaml);
        } catch (IOException e) {
            throw cannotWrite(hostFile(), e);
        }
    }

    private Path file(LabService service) {
        return folder.resolve(service.label() + ".properties");
    }

    private static Optional<Properties> read(Path file) {
        Properties p = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            p.load(in);
            return Optional.of(p);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw LabException.failed(file + " cannot be read (" + e.getMessage() + "); remove it to start afresh", e);
        }
    }

    private interface Parse<T> {
        T now();
    }

    private static <T> T parse(Path file, Parse<T> parse) {
        try {
            return parse.now();
        } catch (IllegalArgumentException e) {
            throw LabException.failed(
                    file + " is not run state (" + e.getMessage() + "); remove it to start afresh", e);
        }
    }

    private void write(Path file, Properties p) {
        try {
            Files.createDirectories(folder);
            Path part = folder.resolve(file.getFileName() + ".part");
            try (OutputStream out = Files.newOutputStream(part)) {
                p.store(out, null);
            }
            // Another command sees the old state or the new, never half of it.
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static LabException cannotWrite(Path file, IOException e) {
        return LabException.failed(
                file + " cannot be written: " + e.getMessage() + "; expected a folder to write to" + " (" + VARIABLE
                        + " names another)",
                e);
    }
}
