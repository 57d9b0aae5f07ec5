package io.rxpath.conformance.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** docker-compose.yml as a person uses it: it becomes healthy, and a Linux client in a container reaches the host. */
@Tag("docker")
class ComposeTest {
    private static final String NAME = "ComposeTest";
    private static final String PROJECT =
            "rxpath-conformance-" + ProcessHandle.current().pid();
    private static final Duration UP = Duration.ofMinutes(5);
    private static final Duration COMMAND = Duration.ofMinutes(2);
    private static final List<String> PORTS = freePorts();

    private static boolean begun;

    @BeforeAll
    static void up() {
        Requires.docker(NAME, "apache/kafka:4.2.1", "eclipse-temurin:25-jre", "debian:trixie-slim");
        if (Program.of("docker", "compose", "version").run().exit() != 0) {
            throw Requires.skipped(NAME, "this Docker has no compose plugin");
        }
        Requires.serviceJars(NAME);
        begun = true;
        Program.Ended up = compose("up", "-d", "--build", "--wait").run(UP);
        if (up.exit() != 0) {
            throw new AssertionError(
                    up + compose("logs", "--tail", "40").run(COMMAND).out());
        }
        compose("--profile", "client", "build", "client").run(UP).ok();
    }

    @AfterAll
    static void down() {
        if (begun) {
            compose("--profile", "client", "down", "--volumes", "--rmi", "local", "--remove-orphans", "--timeout", "5")
                    .run(COMMAND)
                    .ok();
        }
    }

    private static Program compose(String... words) {
        Program program = Program.of(List.of("docker", "compose", "-p", PROJECT), words);
        for (int i = 0; i < PORTS.size(); i++) {
            String name = Requires.services().get(i).replace("-service", "").toUpperCase(Locale.ROOT);
            program.with(name + "_PORT", PORTS.get(i));
        }
        return program;
    }

    private static Program.Ended client(String... words) {
        List<String> command = new ArrayList<>(List.of("--profile", "client", "run", "--rm", "-T", "client"));
        command.addAll(List.of(words));
        return compose(command.toArray(new String[0])).run(COMMAND);
    }

    private static List<String> freePorts() {
        List<ServerSocket> sockets = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        try {
            for (int i = 0; i < Requires.services().size(); i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(Integer.toString(socket.getLocalPort()));
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ports;
    }

    @Test
    void aClientContainerIsAnswered() {
        Program.Ended ping =
                client("ping", "-c", "3", "-i", "0.3", "-W", "5", "10.9.0.2").ok();
        assertThat(ping.out()).contains("3 packets transmitted, 3 received, 0% packet loss");
    }

    @Test
    void aClientContainerGetsThePage() {
        Program.Ended curl =
                client("curl", "-sS", "-m", "20", "http://10.9.0.2/").ok();
        assertThat(curl.out()).containsIgnoringCase("<html").containsIgnoringCase("</html>");
    }

    @Test
    void aMegabyteReachesTheSinkByteForByte() {
        Program.Ended sent = client(
                        "bash",
                        "-c",
                        "head -c 1000000 /dev/urandom > /tmp/f; sha256sum < /tmp/f;"
                                + " nc -N -w 30 10.9.0.2 9000 < /tmp/f")
                .ok();
        String sha256 = sent.out().strip().split(" ", 2)[0];
        Program.Ended apps = Program.of("curl", "-sS", "-m", "10", "http://127.0.0.1:" + PORTS.get(4) + "/apps")
                .run();
        assertThat(apps.out()).contains("\"bytesReceived\":1000000", sha256);
    }
}
