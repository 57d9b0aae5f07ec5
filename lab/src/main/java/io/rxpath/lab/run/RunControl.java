package io.rxpath.lab.run;

import io.rxpath.lab.jvm.ProcessId;
import java.util.List;
import java.util.Optional;

/** What other commands do to a run that goes on in another process: stop it, or start and stop one of its services. */
public final class RunControl {
    private static final int LAUNCHER_SECONDS = 60;
    private static final int STOP_SECONDS = 15;
    private static final int KILL_SECONDS = 5;

    private final StateFolder state;

    /** Controls the run of {@code state}. */
    public RunControl(StateFolder state) {
        this.state = state;
    }

    /**
     * The run, which must be alive.
     *
     * @throws LabException if nothing runs, or what ran was killed
     */
    public RunState alive() {
        Optional<RunState> run = state.run();
        if (run.isEmpty()) {
            throw LabException.failed("nothing runs in " + state.path() + "; './rxpath up' starts it, "
                    + StateFolder.VARIABLE + " names another folder");
        }
        if (!run.get().launcher().alive()) {
            throw LabException.failed("the run in " + state.path() + " was killed (pid "
                    + run.get().launcher().pid() + " is gone); './rxpath down' clears up");
        }
        return run.get();
    }

    /** The pages of a live run's services. */
    public ServicePages pages() {
        alive();
        int[] ports = new int[LabService.values().length];
        for (LabService service : LabService.all()) {
            ports[service.ordinal()] = state.service(service)
                    .map(ServiceState::port)
                    .orElseThrow(() -> LabException.failed(service.label() + "-service has not been started yet"));
        }
        return new ServicePages(new Ports(ports));
    }

    /** Stops everything of the run, by process id only; returns what there was to stop, in words. */
    public String down(Progress progress) {
        Optional<RunState> found = state.run();
        if (found.isEmpty()) {
            return "nothing runs in " + state.path();
        }
        RunState run = found.get();
        boolean stale = !run.launcher().alive();
        if (!stale) {
            progress.say("stopping './rxpath " + run.command() + "' (pid "
                    + run.launcher().pid() + ")");
            if (!run.launcher().terminate(LAUNCHER_SECONDS)) {
                progress.say("it does not stop; ending it");
                run.launcher().kill(KILL_SECONDS);
            }
        }
        // Nothing is left after an orderly end; after a killed launcher these are.
        ChildServices.stopAll(state);
        ProcessId broker = run.broker();
        if (broker != null && !broker.terminate(STOP_SECONDS)) {
            broker.kill(KILL_SECONDS);
        }
        state.clear();
        return stale ? "the run in " + state.path() + " had been killed; what was left of it is stopped" : "stopped";
    }

    /** Starts one service of a live run again and waits until it is ready. */
    public void start(LabService service, Progress progress) {
        RunState run = withProcesses(service);
        Optional<ServiceState> before = state.service(service);
        if (before.isPresent() && before.get().process().alive()) {
            throw LabException.failed(service.label() + "-service runs already (pid "
                    + before.get().process().pid() + ")");
        }
        int port = before.map(ServiceState::port).orElse(run.httpBase() + service.ordinal());
        Process process = ChildServices.launch(service, state, run, port);
        progress.say("starting " + service.label() + "-service (pid " + process.pid() + ")");
        Pipeline.awaitServices(List.of(service), pages(), s -> ChildServices.checkAlive(s, state), progress);
    }

    /** Stops one service of a live run: in good order, or at once as a crash would. */
    public void stop(LabService service, boolean kill, Progress progress) {
        withProcesses(service);
        ProcessId process = state.service(service)
                .map(ServiceState::process)
                .filter(ProcessId::alive)
                .orElseThrow(() -> LabException.failed(service.label() + "-service does not run"));
        progress.say((kill ? "killing " : "stopping ") + service.label() + "-service (pid " + process.pid() + ")");
        boolean ended = kill ? process.kill(KILL_SECONDS) : process.terminate(STOP_SECONDS);
        if (!ended) {
            throw LabException.failed(service.label() + "-service (pid " + process.pid() + ") does not end");
        }
    }

    private RunState withProcesses(LabService service) {
        RunState run = alive();
        if (!run.processes()) {
            throw LabException.failed(service.label() + "-service shares one process with the others; expected"
                    + " './rxpath up --processes'");
        }
        return run;
    }
}
