package io.rxpath.conformance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rxpath.conformance.system.Scratch.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** A Linux kernel sends and receives much: 100 MB both ways, over a link that loses 1 %, and on 1,000 connections at once. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BulkClientTest {
    private static final String NAME = "BulkClientTest";
    private static final Duration TRANSFER = Duration.ofMinutes(4);
    private static final int SINK = 9000;
    private static final int ECHO = 9002;

    private static @Nullable AttachedClient attached;

    @BeforeAll
    static void up() {
        Requires.tools(NAME, "bash", "java", "nc");
        attached = AttachedClient.up(
                NAME,
                "bulk-client",
                "--address",
                "10.9.0.2/24",
                "--listen",
                SINK + ":sink",
                "--listen",
                ECHO + ":echo");
    }

    @AfterAll
    static void down() {
        if (attached != null) {
            attached.close();
        }
    }

    private static NetworkNamespace client() {
        return Objects.requireNonNull(attached).client();
    }

    private static RxPathRun host() {
        return Objects.requireNonNull(attached).host();
    }

    private static Payload hundred() {
        return Scratch.payload("100MB", 20260103, 100_000_000);
    }

    private static void toTheSink(Payload file, int before) {
        client().send(SINK, file.path()).run(TRANSFER).ok();
        List<JsonNode> seen = await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> host().apps(SINK),
                        all -> all.size() == before + 1
                                && all.stream()
                                        .allMatch(one ->
                                                one.path("state").asString().equals("closed")));
        for (JsonNode sink : seen) {
            assertThat(sink.path("bytesReceived").asLong()).isEqualTo(file.length());
            assertThat(sink.path("sha256").asString()).isEqualTo(file.sha256());
        }
    }

    private static void echoed(Payload file) throws IOException {
        Path back = Scratch.folder().resolve("bulk.back");
        client().send(ECHO, file.path()).to(back).run(TRANSFER).ok();
        assertThat(Files.mismatch(file.path(), back)).isEqualTo(-1L);
        Files.delete(back);
    }

    @Test
    @Order(1)
    void aHundredMegabytesReachTheSink() {
        toTheSink(hundred(), 0);
    }

    @Test
    @Order(2)
    void aHundredMegabytesGoThereAndBack() throws IOException {
        echoed(hundred());
    }

    @Test
    @Order(3)
    void aThousandConnectionsStandAtOnce() {
        Program.Ended crowd = client().program(
                        "java",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EchoCrowd.class.getName(),
                        NetworkNamespace.HOST,
                        Integer.toString(ECHO),
                        "1000",
                        "20000",
                        "200")
                .run(TRANSFER)
                .ok();
        assertThat(crowd.out()).contains("1000 connections stood at once, 20000 bytes each came back equal");
    }

    @Test
    @Order(4)
    void aHundredMegabytesReachTheSinkOverALossyLink() {
        lossyLink();
        long before = client().snmp("Tcp", "RetransSegs");
        toTheSink(hundred(), 1);
        assertThat(client().snmp("Tcp", "RetransSegs") - before)
                .as("segments the client sent again")
                .isPositive();
    }

    @Test
    @Order(5)
    void fiveMegabytesGoThereAndBackOverALossyLink() throws IOException {
        lossyLink();
        echoed(Scratch.payload("5MB", 20260104, 5_000_000));
        assertThat(host().status().path("allUp").asBoolean()).isTrue();
    }

    /** 1 % of the frames are lost in each direction, or the test is skipped. */
    private static void lossyLink() {
        Requires.tools(NAME, "nft");
        client().loses(NAME, 100);
    }
}
