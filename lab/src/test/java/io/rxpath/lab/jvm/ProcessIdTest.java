package io.rxpath.lab.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessIdTest {
    @Test
    void thisJvmLives() {
        assertThat(ProcessId.self().alive()).isTrue();
        assertThat(ProcessId.parse(ProcessId.self().toString())).isEqualTo(ProcessId.self());
    }

    @Test
    void theSamePidWithAnotherStartIsAnotherProcess() {
        ProcessId self = ProcessId.self();
        ProcessId before = new ProcessId(self.pid(), self.started() - 1);
        assertThat(before.alive()).isFalse();
        // Never signals the process that has the pid now: this JVM.
        assertThat(before.kill(1)).isTrue();
        assertThat(self.alive()).isTrue();
    }

    @ParameterizedTest(name = "by SIGKILL: {0}")
    @ValueSource(booleans = {false, true})
    void endsAProcess(boolean kill) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sleep", "600").start();
        ProcessId id = ProcessId.of(process.toHandle());
        assertThat(id.alive()).isTrue();
        assertThat(kill ? id.kill(30) : id.terminate(30)).isTrue();
        assertThat(id.alive()).isFalse();
        assertThat(process.waitFor()).isEqualTo(kill ? 137 : 143);
    }

    @Test
    void aProcessThatDoesNotEndInTimeIsReported() throws IOException {
        Process process = new ProcessBuilder("sh", "-c", "trap '' TERM; echo ready; sleep 600 & wait; wait").start();
        assertThat(process.inputReader()).isNotNull();
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        ProcessId id = ProcessId.of(process.toHandle());
        assertThat(id.terminate(0)).isFalse();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        assertThat(id.kill(30)).isTrue();
    }

    /** A parent that never asks how its child has ended, as the first process of a container may be. */
    @Test
    void aProcessThatHasEndedIsDeadThoughItsParentHasNotAsked() throws IOException {
        assumeThat(Path.of("/proc/self/stat")).as("needs Linux's /proc").exists();
        Process parent = new ProcessBuilder("sh", "-c", "sleep 600 & exec sh -c 'echo $0; exec sleep 600' $!").start();
        try {
            long pid = Long.parseLong(parent.inputReader().readLine());
            ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
            ProcessId id = ProcessId.of(child);
            assertThat(id.alive()).isTrue();
            awaitSleep(parent);
            assertThat(id.kill(30)).isTrue();
            assertThat(child.isAlive()).as("a zombie, as Java sees it").isTrue();
            assertThat(id.alive()).isFalse();
        } finally {
            parent.destroyForcibly();
        }
    }

    /** A shell might still ask; the program it becomes does not. */
    private static void awaitSleep(Process parent) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!parent.info().command().orElse("").endsWith("sleep")) {
            assertThat(System.nanoTime()).as("the shell has become sleep").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
