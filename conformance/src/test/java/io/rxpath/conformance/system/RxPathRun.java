package io.rxpath.conformance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rxpath.conformance.architecture.Checkout;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.RunControl;
import io.rxpath.lab.run.StateFolder;
import io.rxpath.skb.LedgerSnapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run of {@code ./rxpath up} with its state in a folder of its own, as a person would start it. */
final class RxPathRun implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration READY = Duration.ofSeconds(150);
    private static final Duration COMMAND = Duration.ofSeconds(90);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Path state;
    private final Program.Running up;

    private RxPathRun(Path state, Program.Running up) {
        this.state = state;
        this.up = up;
    }

    /** {@code ./rxpath up OPTIONS}; returns when it says that the host is up. */
    static RxPathRun up(String name, String... options) {
        Path state = Scratch.folder(name);
        List<String> command = new ArrayList<>(List.of(script(), "up", "--http-base", "0"));
        command.addAll(List.of(options));
        Program.Running up = inFolder(Program.of(command), state).start();
        RxPathRun run = new RxPathRun(state, up);
        try {
            await().atMost(READY).pollInterval(Duration.ofMillis(200)).until(() -> {
                assertThat(up.handle().isAlive()).as("up lives:%n%s", up.said()).isTrue();
                return up.said().contains("is up.");
            });
        } catch (RuntimeException | Error e) {
            run.close();
            throw e;
        }
        return run;
    }

    private static String script() {
        return Checkout.root().resolve("rxpath").toString();
    }

    private static Program inFolder(Program program, Path state) {
        return program.with("RXPATH_NO_BUILD", "1").with("RXPATH_HOME", state.toString());
    }

    /** Another command on this run, such as {@code status}. */
    Program.Ended rxpath(String... words) {
        return begin(words).await(COMMAND);
    }

    /** The same without waiting for its end. */
    Program.Running begin(String... words) {
        return inFolder(Program.of(List.of(script()), words), state).start();
    }

    /** {@code ./rxpath status --json}. */
    JsonNode status() {
        return JSON.readTree(rxpath("status", "--json").out());
    }

    /** A service in the status. */
    static JsonNode service(JsonNode status, String name) {
        for (JsonNode service : status.path("services")) {
            if (service.path("service").asString().equals(name)) {
                return service;
            }
        }
        throw new AssertionError("no service " + name + " in " + status);
    }

    /** HOST:PORT of its broker. */
    String bootstrap() {
        return control().alive().bootstrap();
    }

    private RunControl control() {
        return new RunControl(new StateFolder(state));
    }

    /** What each layer has counted, lowest first. */
    List<LedgerSnapshot> ledgers() {
        return List.copyOf(control().pages().ledgers().values());
    }

    /** A page of a service, JSON. */
    JsonNode json(LabService service, String path) {
        return JSON.readTree(control().pages().page(service, path));
    }

    /** A counter of a service's page {@code /counters}. */
    long counter(LabService service, String name) {
        return json(service, "/counters").path(name).asLong();
    }

    /** {@code ./rxpath apps --json}: the connections of a listener's port. */
    List<JsonNode> apps(int port) {
        return of(port, JSON.readTree(rxpath("apps", "--json").ok().out()));
    }

    /** The same from socket-service's own page, without the cost of a JVM: for watching. */
    static List<JsonNode> apps(int port, int httpPort) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + httpPort + "/apps"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            String body =
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return of(port, JSON.readTree(body));
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static List<JsonNode> of(int port, JsonNode apps) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode app : apps) {
            if (app.path("port").asInt() == port) {
                found.add(app);
            }
        }
        return found;
    }

    /** Everything this run consists of: the launcher, the broker, the services. */
    List<ProcessHandle> processes() {
        try (Stream<ProcessHandle> children = up.handle().descendants()) {
            return Stream.concat(Stream.of(up.handle()), children).toList();
        }
    }

    /** What {@code up} has printed. */
    String said() {
        return up.said();
    }

    /** Waits for the end of {@code up}. */
    Program.Ended ended() {
        return up.await(COMMAND);
    }

    @Override
    public void close() {
        if (up.handle().isAlive()) {
            rxpath("down");
        }
        for (ProcessHandle process : processes()) {
            process.destroyForcibly();
        }
    }
}
