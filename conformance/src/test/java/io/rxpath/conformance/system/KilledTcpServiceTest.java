package io.rxpath.conformance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rxpath.conformance.system.Scratch.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * One process per service; some are killed in the middle of a Linux client's transfer and started again: the client's
 * kernel retransmits, those that hold state come back from their last commit, and not a byte is lost or repeated.
 */
class KilledTcpServiceTest {
    private static final String NAME = "KilledTcpServiceTest";
    private static final int BYTES = 10_000_000;
    private static final Duration TRANSFER = Duration.ofSeconds(150);

    private static @Nullable AttachedClient attached;

    @BeforeAll
    static void up() {
        Requires.tools(NAME, "bash", "java");
        attached = AttachedClient.up(
                NAME,
                "killed-service",
                "--processes",
                "--listen",
                "9101:sink",
                "--listen",
                "9102:sink",
                "--listen",
                "9103:sink");
    }

    @AfterAll
    static void down() {
        if (attached != null) {
            attached.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"tcp, 9101", "socket, 9102", "nic softirq ip, 9103"})
    void theTransferSurvivesTheKillOf(String services, int port) {
        RxPathRun host = Objects.requireNonNull(attached).host();
        Payload file = Scratch.payload("killed-" + port, port, BYTES);
        JsonNode status = host.status();
        int pages = RxPathRun.service(status, "socket").path("port").asInt();
        List<String> victims = List.of(services.split(" ", -1));
        Program.Running transfer = Objects.requireNonNull(attached)
                .client()
                .send(port, file.path())
                .start();
        await().atMost(TRANSFER).pollInterval(Duration.ofMillis(50)).until(() -> received(port, pages) > BYTES / 5);

        victims.forEach(
                victim -> kill(RxPathRun.service(status, victim).path("pid").asLong()));
        long killed = System.nanoTime();
        assertThat(transfer.handle().isAlive()).as("the transfer was under way").isTrue();
        List<Program.Running> starting =
                victims.stream().map(victim -> host.begin("start", victim)).toList();
        starting.forEach(start -> start.await(TRANSFER).ok());
        long ready = System.nanoTime();
        long atReady = Math.max(received(port, pages), 0);
        assertThat(atReady).as("killed in the middle").isLessThan(BYTES);
        await().atMost(TRANSFER).pollInterval(Duration.ofMillis(50)).until(() -> received(port, pages) > atReady);
        long moving = System.nanoTime();
        transfer.await(TRANSFER).ok();
        await().atMost(TRANSFER).pollInterval(Duration.ofMillis(100)).until(() -> received(port, pages) >= BYTES);
        System.out.printf(
                Locale.ROOT,
                "%s killed: ready again after %.1f s, bytes flow after %.1f s, all there after %.1f s%n",
                services,
                (ready - killed) / 1e9,
                (moving - killed) / 1e9,
                (System.nanoTime() - killed) / 1e9);

        List<JsonNode> connections = host.apps(port);
        assertThat(connections).hasSize(1);
        assertThat(connections.get(0).path("bytesReceived").asLong()).isEqualTo(file.length());
        assertThat(connections.get(0).path("sha256").asString()).isEqualTo(file.sha256());
    }

    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
    }

    private static long received(int port, int pages) {
        List<JsonNode> connections = RxPathRun.apps(port, pages);
        return connections.size() == 1
                ? connections.get(0).path("bytesReceived").asLong()
                : -1;
    }
}
