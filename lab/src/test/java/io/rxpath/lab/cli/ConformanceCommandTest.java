package io.rxpath.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.run.StateFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceCommandTest {
    private static final String PING = "{\"steps\": [{\"icmp\": [8, 0], \"data\": 8}]}";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path cases;
    private Path expected;
    private Path results;

    @BeforeEach
    void folders() throws IOException {
        cases = Files.createDirectory(folder.resolve("cases"));
        expected = Files.createDirectory(folder.resolve("expected"));
        results = folder.resolve("results");
    }

    private int run(String... names) {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        String[] args = new String[7 + names.length];
        System.arraycopy(
                new String[] {
                    "conformance",
                    "--cases",
                    cases.toString(),
                    "--expect",
                    expected.toString(),
                    "--out",
                    results.toString()
                },
                0,
                args,
                0,
                7);
        System.arraycopy(names, 0, args, 7, names.length);
        return RxPath.run(new CliContext(new StateFolder(folder), outStream, errStream), args);
    }

    private String[] lines() {
        return out.toString(StandardCharsets.UTF_8).split("\\R", -1);
    }

    /** What was written equals itself, and one wrong field is found and named. */
    @Test
    void equalAndDifferent() throws IOException {
        Files.writeString(cases.resolve("ping.json"), PING);
        Files.writeString(expected.resolve("ping.json"), "{}");
        assertThat(run("ping")).isEqualTo(1);
        String result = Files.readString(results.resolve("ping.json"));
        Files.writeString(expected.resolve("ping.json"), result);
        out.reset();
        assertThat(run()).isZero();
        assertThat(lines()).startsWith("ping: equal", "1 passed, 0 failed");
        Files.writeString(expected.resolve("ping.json"), result.replace("\"delivered\":36", "\"delivered\":37"));
        out.reset();
        assertThat(run("ping.json")).isEqualTo(1);
        assertThat(lines())
                .startsWith("ping.json: 1 difference", "  frames.0.delivered: 37 != 36", "0 passed, 1 failed");
    }

    @Test
    void whatIsNotSupportedFailsEvenIfNothingDiffers() throws IOException {
        Files.writeString(cases.resolve("ping.json"), PING.replace("{\"steps\"", "{\"napi\": \"frags\", \"steps\""));
        Files.writeString(expected.resolve("ping.json"), "{}");
        run("ping");
        Files.copy(
                results.resolve("ping.json"),
                expected.resolve("ping.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        out.reset();
        assertThat(run("ping")).isEqualTo(1);
        assertThat(lines()).startsWith("ping: 1 difference", "  not supported: napi frags", "0 passed, 1 failed");
    }

    @Test
    void badInputNamesFileAndPlace() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(run("nothing")).isEqualTo(2);
        Files.writeString(cases.resolve("bad.json"), "{\"steps\": [{\"wait\": -1}]}");
        assertThat(run("bad")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).split("\\R", -1))
                .startsWith(
                        "rxpath: " + cases + ": no case files; expected NAME.json",
                        "rxpath: " + cases.resolve("nothing.json") + ": no such file",
                        "rxpath: bad.json.steps[0].wait: -1; expected a number from 0 to 600000");
    }
}
