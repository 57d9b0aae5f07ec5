package io.rxpath.lab.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceTest {
    private static final String CASE = """
            {"about": "an echo is answered", "steps": [{"icmp": [8, 0], "data": 100}, {"wait": 10}]}
            """;

    @TempDir
    Path folder;

    @Test
    void aCaseWithoutRecordingDoesNotKeepTheOthersFromBeingPlayed() throws IOException {
        Path cases = Files.createDirectory(folder.resolve("cases"));
        Path expected = Files.createDirectory(folder.resolve("expected"));
        Path results = folder.resolve("results");
        Files.writeString(cases.resolve("a.json"), CASE);
        Files.writeString(cases.resolve("b.json"), CASE);
        Conformance first = new Conformance(cases, expected, results);
        Files.writeString(expected.resolve("b.json"), "{}");
        assertThat(first.check("b")).isNotEmpty();
        Files.copy(results.resolve("b.json"), expected.resolve("b.json"), StandardCopyOption.REPLACE_EXISTING);

        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int failed = first.run(first.names(), new PrintStream(text, true, StandardCharsets.UTF_8));

        assertThat(failed).isEqualTo(1);
        assertThat(text.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("a: 1 difference\n  not compared: " + expected.resolve("a.json")
                        + ": no such file; expected the kernel's result\nb: equal\n1 passed, 1 failed\n");
    }
}
