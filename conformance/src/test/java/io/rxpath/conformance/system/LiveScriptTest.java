package io.rxpath.conformance.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.conformance.architecture.Checkout;
import io.rxpath.lab.packetdrill.Packetdrill;
import io.rxpath.lab.packetdrill.Packetdrill.Result;
import io.rxpath.lab.packetdrill.live.LiveLab;
import io.rxpath.lab.packetdrill.run.RunOptions.IpVersion;
import io.rxpath.lab.run.Progress;
import io.rxpath.lab.run.StateFolder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Scripts of conformance/packetdrill against five services over Kafka: the same packets, counters, results and moments as in
 * the in-line stack. One of each kind; {@code ./rxpath packetdrill --live conformance/packetdrill} plays all.
 */
class LiveScriptTest {
    private static final String TEMPORARY = "java.io.tmpdir";
    private static final String LOGGING = "org.springframework.boot.logging.LoggingSystem";
    private static String temporary = "";
    private static LiveLab lab;

    @BeforeAll
    static void prepare() {
        temporary = System.getProperty(TEMPORARY);
        System.setProperty(LOGGING, "none");
        lab = new LiveLab(new StateFolder(Scratch.folder("scripts")), new Progress(System.out), false);
    }

    @AfterAll
    static void end() {
        lab.close();
        System.setProperty(TEMPORARY, temporary);
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource({
        "handshake-all-options, IPV4",
        "handshake-syn-ack-again, IPV4",
        "receive-delayed-ack, IPV4",
        "receive-out-of-order, IPV4",
        "receive-counters, IPV4",
        "receive-zero-window-probe, IPV4",
        "validate-old-timestamp, IPV4",
        "send-nagle, IPV4",
        "call-epoll-edge, IPV4",
        "call-blocking-read, IPV4",
        "connect-non-blocking, IPV4",
        "connect-refused, IPV4",
        "close-timewait-reset, IPV4",
        "receive-dsack-behind-hole, IPV6",
        "close-half, IPV6",
    })
    void shouldPassOverKafkaAsInLine(String name, IpVersion version) {
        Path file = Checkout.root().resolve("conformance/packetdrill").resolve(name + ".pkt");
        Packetdrill runner = new Packetdrill(List.of(), List.of(version), false, lab::host, line -> {});

        Result result = runner.run(file, version);

        assertThat(result).isNotNull();
        assertThat(result.error()).isEmpty();
    }
}
