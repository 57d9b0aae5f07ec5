package io.rxpath.conformance.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.conformance.architecture.Checkout;
import io.rxpath.lab.oracle.Conformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code rxpath conformance} finds: the whole stack in one process against the recordings of a 6.18 kernel. Every case
 * of the folder is played; those of conformance/differs.txt are known to differ, and must leave it when they do no more.
 */
class KernelCasesTest {
    private static final Path FOLDER = Checkout.root().resolve("conformance");
    private static final Conformance CONFORMANCE =
            new Conformance(FOLDER.resolve("cases"), FOLDER.resolve("expected"), null);

    /**
     * A line of differs.txt.
     *
     * @param name the case
     * @param why what is missing
     * @param line how a line begins that says so
     */
    record Known(String name, String why, String line) {
        @Override
        public String toString() {
            return name + ": " + why;
        }
    }

    static Stream<String> equal() {
        List<String> differ = differing().map(Known::name).toList();
        return CONFORMANCE.names().stream().filter(name -> !differ.contains(name));
    }

    static Stream<Known> differing() {
        try {
            return Files.readAllLines(FOLDER.resolve("differs.txt")).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\|", 3))
                    .map(part -> new Known(part[0].strip(), part[1].strip(), part[2].strip()));
        } catch (IOException e) {
            throw new IllegalStateException("conformance/differs.txt: " + e.getMessage(), e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("equal")
    void everyFieldIsTheKernels(String name) {
        assertThat(CONFORMANCE.check(name)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("differing")
    void differsAsKnown(Known known) {
        assertThat(CONFORMANCE.check(known.name())).as(known.why()).anyMatch(found -> found.startsWith(known.line()));
    }

    /** Each case has its recording, and each recording its case. */
    @Test
    void noCaseIsForgotten() throws IOException {
        List<String> recorded;
        try (Stream<Path> files = Files.list(FOLDER.resolve("expected"))) {
            recorded = files.map(file -> file.getFileName().toString().replaceFirst("\\.json$", ""))
                    .sorted()
                    .toList();
        }
        assertThat(CONFORMANCE.names()).isEqualTo(recorded).hasSizeGreaterThan(160);
    }
}
