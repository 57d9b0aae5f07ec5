package io.rxpath.lab.broker;

import io.rxpath.lab.jvm.ChildJvm;
import io.rxpath.lab.jvm.FreePort;
import io.rxpath.lab.jvm.ProcessId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The launcher's broker: a JVM of its own, on the loopback address, with data that goes when it goes. */
public final class EmbeddedBroker implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int STOP_SECONDS = 20;

    private final BrokerSettings settings;
    private final Path directory;
    private final Process process;

    private EmbeddedBroker(BrokerSettings settings, Path directory, Process process) {
        this.settings = settings;
        this.directory = directory;
        this.process = process;
    }

    /**
     * Starts the JVM and returns at once; {@link #awaitReady()} says when clients are served.
     *
     * @param port the clients' port, 0 for a free one
     * @param log where it logs
     * @throws IOException if the port is taken, or no process can be started
     */
    public static EmbeddedBroker launch(int port, Path log) throws IOException {
        int clients = port == 0 ? freePort() : checkFree(port);
        Path directory = DataDirectory.create();
        BrokerSettings settings = new BrokerSettings(HOST, clients, freePort(), directory.resolve("data"));
        // C1 and one GC thread: half the memory, and as fast as C2 for the first minutes (docs/adr/0003).
        ChildJvm jvm = new ChildJvm("broker", BrokerMain.class.getName(), log)
                .flags("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms128m", "-Xmx384m")
                .args(List.of(
                        HOST,
                        Integer.toString(clients),
                        Integer.toString(settings.controllerPort()),
                        directory.toString(),
                        log.toString()));
        try {
            Process process =
                    jvm.builder().redirectOutput(ProcessBuilder.Redirect.PIPE).start();
            return new EmbeddedBroker(settings, directory, process);
        } catch (IOException e) {
            DataDirectory.delete(directory);
            throw e;
        }
    }

    /** Waits until clients are served. */
    public void awaitReady() throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = said.readLine();
        if (!BrokerMain.READY.equals(line)) {
            close();
            throw new IOException("the Kafka broker on " + bootstrap() + " did not start: "
                    + (line == null ? "its process ended without a word" : line));
        }
    }

    /** HOST:PORT for clients. */
    public String bootstrap() {
        return settings.bootstrap();
    }

    /** Its process. */
    public ProcessId process() {
        return ProcessId.of(process.toHandle());
    }

    /** Where its data is until {@link #close()}. */
    Path directory() {
        return directory;
    }

    /** Stops it and removes its data. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        DataDirectory.delete(directory);
    }

    private static int freePort() throws IOException {
        return FreePort.find(InetAddress.getLoopbackAddress());
    }

    private static int checkFree(int port) throws IOException {
        try {
            FreePort.check(InetAddress.getLoopbackAddress(), port);
            return port;
        } catch (IOException e) {
            throw new IOException(
                    "port " + port + " for the Kafka broker: " + e.getMessage() + "; expected a free port", e);
        }
    }
}
