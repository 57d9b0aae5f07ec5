package io.rxpath.ip.core.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packet by packet as a real 6.18 kernel: see {@link ConntrackReplay}. */
class ConntrackReplayTest {
    private static final Path RECORDS = Path.of("src/test/resources/conntrack");

    static Stream<String> records() throws IOException {
        try (Stream<Path> files = Files.list(RECORDS)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void asTheKernel(String name) throws IOException {
        assertThat(ConntrackReplay.differences(name, Files.readAllLines(RECORDS.resolve(name))))
                .isEmpty();
    }
}
