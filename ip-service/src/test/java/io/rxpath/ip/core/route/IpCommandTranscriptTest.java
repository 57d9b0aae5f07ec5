package io.rxpath.ip.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Command lines that were typed at a real 6.18 kernel with iproute2 6.1, and what they printed (src/test/resources/ip-command,
 * recorded by record.py there): each line must print the same here.
 */
class IpCommandTranscriptTest {
    static Stream<Path> transcripts() throws IOException, URISyntaxException {
        Path folder = Path.of(
                Objects.requireNonNull(IpCommandTranscriptTest.class.getResource("/ip-command"), "folder ip-command")
                        .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void printsWhatTheRealOnePrints(Path transcript) throws IOException {
        IpCommandLine ip = FibWorld.commandLine(FibWorld.twoDevices());
        List<String> here = new ArrayList<>();
        List<String> there = Files.readAllLines(transcript);
        for (String line : there) {
            if (line.startsWith("$ ip ")) {
                here.add(line);
                here.addAll(run(ip, line.substring("$ ip ".length())));
            } else if (line.startsWith("#")) {
                here.add(line);
            }
        }
        assertThat(here).isEqualTo(there.stream().filter(l -> !l.isEmpty()).toList());
    }

    private static List<String> run(IpCommandLine ip, String words) {
        try {
            return ip.run(Arrays.asList(words.trim().split(" +")), 0).lines().toList();
        } catch (IpTextException | RtnetlinkException e) {
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }
}
