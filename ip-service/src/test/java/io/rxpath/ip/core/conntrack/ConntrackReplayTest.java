package io.rxpath.ip.core.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packet by packet as a real 6.18 kernel: see {@link ConntrackReplay}. */
class ConntrackReplayTest {
    private static final Path RECORDS = Path.of("src/test/resources/conntrack");

    private static Stream<String> records() throws IOException {
        try (Stream<Path> files = Files.list(RECORDS)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    /** All that can be played without a host around the hooks: it makes no errors of its own. */
    static Stream<String> hooks() throws IOException {
        return records().filter(name -> !name.startsWith("ttl"));
    }

    static Stream<String> ipv4() throws IOException {
        return records().filter(name -> !name.contains("6-"));
    }

    private static List<String> record(String name) throws IOException {
        return Files.readAllLines(RECORDS.resolve(name));
    }

    @ParameterizedTest
    @MethodSource("hooks")
    void asTheKernel(String name) throws IOException {
        assertThat(ConntrackReplay.differences(name, record(name), CtRig::new)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ipv4")
    void inTheWholeLayer(String name) throws IOException {
        assertThat(ConntrackReplay.differences(name, record(name), StackTarget::new))
                .isEmpty();
    }
}
