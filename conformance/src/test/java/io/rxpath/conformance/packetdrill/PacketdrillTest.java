package io.rxpath.conformance.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.conformance.architecture.Checkout;
import io.rxpath.lab.packetdrill.Packetdrill;
import io.rxpath.lab.packetdrill.Packetdrill.Result;
import io.rxpath.lab.packetdrill.run.RunOptions.IpVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every script of conformance/packetdrill with IPv4 and IPv6. What the scripts expect was seen on a 6.18 kernel. Those that
 * conformance/packetdrill/differs.txt names are known to fail, and must leave it when they do no more.
 */
class PacketdrillTest {
    private static final Path FOLDER = Checkout.root().resolve("conformance/packetdrill");
    private static final Packetdrill RUNNER =
            new Packetdrill(List.of(), List.of(IpVersion.IPV4, IpVersion.IPV6), false, line -> {});

    /**
     * A line of differs.txt.
     *
     * @param name the script
     * @param why what is missing
     * @param error a part of the error
     */
    record Known(String name, String why, String error) {
        @Override
        public String toString() {
            return name + ": " + why;
        }
    }

    static Stream<Known> differing() throws IOException {
        return Files.readAllLines(FOLDER.resolve("differs.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\\|", 3))
                .map(part -> new Known(part[0].strip(), part[1].strip(), part[2].strip()));
    }

    static Stream<String> passing() throws IOException {
        List<String> differ = differing().map(Known::name).toList();
        return names().filter(name -> !differ.contains(name));
    }

    private static Stream<String> names() throws IOException {
        return Packetdrill.scripts(FOLDER).stream()
                .map(file -> file.getFileName().toString().replaceFirst("\\.pkt$", ""));
    }

    private static List<Result> run(String name) {
        return RUNNER.run(FOLDER.resolve(name + ".pkt"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passing")
    void asTheKernel(String name) {
        List<Result> results = run(name);
        assertThat(results).isNotEmpty();
        assertThat(results).extracting(Result::error).containsOnly("");
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("differing")
    void differsAsKnown(Known known) {
        assertThat(run(known.name()))
                .as(known.why())
                .anyMatch(r -> !r.passed() && r.error().contains(known.error()));
    }

    @Test
    void thereAreManyAndNoneIsForgotten() throws IOException {
        assertThat(names()).hasSizeGreaterThanOrEqualTo(80);
        assertThat(names().toList()).containsAll(differing().map(Known::name).toList());
    }
}
