package io.rxpath.lab.jvm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The command of a JVM with this JVM's class path. The child ignores the terminal's Ctrl-C: its parent stops it, after
 * those who need it.
 */
public final class ChildJvm {
    /** System property with the folder of class data archives; without it none is used. */
    public static final String CDS_FOLDER = "rxpath.cds";

    /** System property: this JVM writes such an archive when it ends, which takes some seconds. */
    public static final String CDS_WRITES = "rxpath.cds.writes";

    /** System property that names the log file. */
    public static final String LOG_FILE = "rxpath.log.file";

    private static final String LOGBACK = "io/rxpath/lab/logback.xml";

    private final String name;
    private final String mainClass;
    private final Path log;
    private final List<String> flags = new ArrayList<>();
    private final List<String> args = new ArrayList<>();

    /** A JVM {@code name} that will run {@code mainClass} and log to {@code log}. */
    public ChildJvm(String name, String mainClass, Path log) {
        this.name = name;
        this.mainClass = mainClass;
        this.log = log;
    }

    /** Makes this JVM's own logging go to {@code log}; call it before anything logs. */
    public static void logTo(String log) {
        System.setProperty(LOG_FILE, log);
        System.setProperty("logback.configurationFile", LOGBACK);
        // Spring Boot would set the terminal up again, once for each service.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Logger.getLogger("").setLevel(Level.WARNING);
    }

    /** Adds JVM flags. */
    public ChildJvm flags(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    /** Adds arguments of the program. */
    public ChildJvm args(List<String> more) {
        args.addAll(more);
        return this;
    }

    /** What is executed. */
    public List<String> command() {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\""));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        String cds = System.getProperty(CDS_FOLDER);
        if (cds != null) {
            Path archive = Path.of(cds, name + ".jsa");
            command.add((Files.exists(archive) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + archive);
            // An archive that does not fit is left aside without a word.
            command.addAll(List.of("-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(args);
        return command;
    }

    /** A builder whose standard error, and output unless the caller takes it, end in the log file. */
    public ProcessBuilder builder() throws IOException {
        Path folder = log.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        File file = log.toFile();
        return new ProcessBuilder(command())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
                .redirectError(ProcessBuilder.Redirect.appendTo(file));
    }
}
