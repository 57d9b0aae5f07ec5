package io.rxpath.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.lab.jvm.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StateFolderTest {
    private static final ProcessId LAUNCHER = new ProcessId(10, 1000);

    @TempDir
    Path folder;

    static Stream<Arguments> runs() {
        return Stream.of(
                Arguments.of(
                        "embedded broker, one process",
                        new RunState(LAUNCHER, "up", false, "127.0.0.1:9092", new ProcessId(11, 2), 4, 8081, null, 42)),
                Arguments.of(
                        "other broker, processes, VXLAN",
                        new RunState(LAUNCHER, "up", true, "kafka:9092,b:1", null, 1, 0, "10.99.0.1:4789", 7)),
                Arguments.of(
                        "demo", new RunState(LAUNCHER, "demo", false, "127.0.0.1:1", LAUNCHER, 64, 8081, null, 42)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void aRunIsReadBack(String name, RunState run) {
        StateFolder state = new StateFolder(folder);
        state.write(run);
        assertThat(new StateFolder(folder).run()).contains(run);
    }

    @Test
    void servicesAreReadBackEachForItself() {
        StateFolder state = new StateFolder(folder);
        ServiceState tcp = new ServiceState(LabService.TCP, new ProcessId(12, 3), 8084);
        state.write(tcp);
        assertThat(state.service(LabService.TCP)).contains(tcp);
        assertThat(state.service(LabService.IP)).isEmpty();
    }

    @Test
    void clearingForgetsTheRunAndKeepsHostFileAndLogs() throws IOException {
        StateFolder state = new StateFolder(folder);
        state.prepare("mtu: 1500\n");
        state.write(new RunState(LAUNCHER, "up", false, "127.0.0.1:9092", null, 4, 8081, null, 42));
        state.write(new ServiceState(LabService.NIC, LAUNCHER, 8081));
        Files.createDirectories(state.temporary().resolve("deep/er"));
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(state.log("nic"), "x");
        state.clear();
        assertThat(state.run()).isEmpty();
        assertThat(state.service(LabService.NIC)).isEmpty();
        assertThat(state.temporary()).doesNotExist();
        assertThat(state.hostFile()).hasContent("mtu: 1500\n");
        assertThat(state.log("nic")).hasContent("x");
    }

    @Test
    void theEnvironmentNamesAnotherFolder() {
        assertThat(StateFolder.of(Map.of("RXPATH_HOME", "/a/b"), folder).path()).isEqualTo(Path.of("/a/b"));
        assertThat(StateFolder.of(Map.of("RXPATH_HOME", " "), folder).path()).isEqualTo(folder.resolve(".rxpath"));
        assertThat(StateFolder.of(Map.of(), folder).path()).isEqualTo(folder.resolve(".rxpath"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "empty file,             '',                          no launcher",
        "no process id,          launcher=x,                  process \"x\": expected PID/START",
        "a word for a pid,       launcher=x/1,                'For input string: \"x\"'",
    })
    void brokenStateIsNamed(String name, String text, String reason) throws IOException {
        Path file = Files.writeString(folder.resolve("run.properties"), text);
        assertThatThrownBy(() -> new StateFolder(folder).run())
                .isInstanceOf(LabException.class)
                .hasMessage(file + " is not run state (" + reason + "); remove it to start afresh");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        StateFolder state = new StateFolder(file.resolve("below"));
        assertThatThrownBy(() -> state.prepare("mtu: 1500\n"))
                .isInstanceOf(LabException.class)
                .hasMessageStartingWith(file.resolve("below/host.yaml") + " cannot be written: ")
                .hasMessageEndingWith("expected a folder to write to (RXPATH_HOME names another)");
    }
}
