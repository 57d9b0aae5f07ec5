package io.rxpath.lab.run;

import io.rxpath.lab.jvm.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The five services as JVMs of their own. They are found again by the state folder, because one that was killed may have
 * been started again by another command.
 */
final class ChildServices implements Services {
    private static final int STOP_SECONDS = 15;
    private static final int KILL_SECONDS = 5;
    private static final int LAST_LINES = 3;

    private final StateFolder state;
    private final RunState run;
    private final Ports ports;
    private final Progress progress;
    private volatile boolean closing;

    ChildServices(StateFolder state, RunState run, Ports ports, Progress progress) {
        this.progress = progress;
        this.state = state;
        this.run = run;
        this.ports = ports;
    }

    @Override
    public void start() {
        for (LabService service : LabService.all()) {
            Process process = launch(service, state, run, ports.of(service));
            watch(service, process);
        }
    }

    private void watch(LabService service, Process process) {
        Thread thread = new Thread(
                () -> {
                    try {
                        process.waitFor();
                    } catch (InterruptedException e) {
                        return;
                    }
                    if (!closing) {
                        progress.say(service.label() + "-service (pid " + process.pid()
                                + ") has ended; './rxpath start " + service.label() + "' starts it again");
                    }
                },
                "watch-" + service.label());
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts one and remembers it; returns at once. */
    static Process launch(LabService service, StateFolder state, RunState run, int port) {
        try {
            Process process =
                    ServiceCommand.jvm(service, state, run, port).builder().start();
            state.write(new ServiceState(service, ProcessId.of(process.toHandle()), port));
            return process;
        } catch (IOException e) {
            throw LabException.failed("no process for " + service.label() + "-service: " + e.getMessage(), e);
        }
    }

    @Override
    public void check(LabService service) {
        checkAlive(service, state);
    }

    static void checkAlive(LabService service, StateFolder state) {
        Optional<ServiceState> started = state.service(service);
        if (started.isEmpty() || !started.get().process().alive()) {
            throw LabException.failed(service.label() + "-service ended while it started; the end of "
                    + state.log(service.label()) + ": " + lastLines(state.log(service.label())));
        }
    }

    private static String lastLines(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }

    @Override
    public void close() {
        closing = true;
        stopAll(state);
    }

    /** Stops every service of the state folder that has a process of its own: all are asked, then all are awaited. */
    static void stopAll(StateFolder state) {
        for (LabService service : LabService.all()) {
            process(state, service).ifPresent(p -> p.terminate(0));
        }
        for (LabService service : LabService.all()) {
            process(state, service).ifPresent(p -> {
                if (!p.terminate(STOP_SECONDS)) {
                    p.kill(KILL_SECONDS);
                }
            });
        }
    }

    private static Optional<ProcessId> process(StateFolder state, LabService service) {
        return state.service(service).map(ServiceState::process).filter(p -> !p.equals(ProcessId.self()));
    }
}
