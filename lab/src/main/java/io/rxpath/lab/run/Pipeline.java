package io.rxpath.lab.run;

import io.rxpath.lab.broker.EmbeddedBroker;
import io.rxpath.lab.jvm.ProcessId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/** Broker and services of one run, from start to end. */
public final class Pipeline implements AutoCloseable {
    private static final int READY_SECONDS = 120;
    private static final int BROKER_SECONDS = 10;
    private static final int POLL_MILLIS = 100;
    private static final double FIRST_WORD_SECONDS = 1.9;
    private static final double NEXT_WORD_SECONDS = 5;

    private final StateFolder state;
    private final PipelineSettings settings;
    private final Progress progress;
    private final @Nullable EmbeddedBroker broker;
    private final String bootstrap;
    private final Ports ports;
    private final ServicePages pages;
    private final Services services;
    private boolean closed;

    private Pipeline(StateFolder state, PipelineSettings settings, Progress progress, @Nullable EmbeddedBroker broker) {
        this.state = state;
        this.settings = settings;
        this.progress = progress;
        this.broker = broker;
        this.bootstrap = broker == null ? given(settings) : broker.bootstrap();
        this.ports = Ports.http(settings.httpBase());
        this.pages = new ServicePages(ports);
        RunState run = new RunState(
                ProcessId.self(),
                settings.command(),
                settings.processes(),
                bootstrap,
                broker == null ? null : broker.process(),
                settings.partitions(),
                settings.httpBase(),
                settings.vxlan(),
                settings.vni(),
                settings.drivenClock());
        state.write(run);
        this.services = settings.processes()
                ? new ChildServices(state, run, ports, progress)
                : new InProcessServices(state, run, ports);
    }

    private static String given(PipelineSettings settings) {
        String bootstrap = settings.bootstrap();
        if (bootstrap == null) {
            throw new IllegalStateException("neither a broker nor its address");
        }
        return bootstrap;
    }

    /**
     * Starts broker and services and returns when all services are ready.
     *
     * @throws LabException if something is in the way; everything begun is stopped again
     */
    public static Pipeline start(PipelineSettings settings, StateFolder state, Progress progress) {
        Pipeline pipeline = launch(settings, state, progress);
        try {
            pipeline.awaitReady();
        } catch (RuntimeException e) {
            pipeline.close();
            throw e;
        }
        return pipeline;
    }

    /** As {@link #start}, but returns when all has begun; {@link #awaitReady} is the rest. */
    public static Pipeline launch(PipelineSettings settings, StateFolder state, Progress progress) {
        refuseSecond(state);
        Ports.http(settings.httpBase());
        if (settings.vxlan() != null) {
            Ports.checkVxlan(settings.vxlan());
        }
        state.prepare(settings.host().toYaml());
        System.setProperty("java.io.tmpdir", state.temporary().toString());
        EmbeddedBroker broker = null;
        if (settings.bootstrap() == null) {
            progress.say("starting a Kafka broker and five services"
                    + (settings.processes() ? ", each in a process of its own" : " in one process"));
            broker = launchBroker(state);
        } else {
            progress.say("starting five services on the Kafka broker " + settings.bootstrap());
            checkBroker(settings.bootstrap());
        }
        try {
            return new Pipeline(state, settings, progress, broker);
        } catch (RuntimeException e) {
            if (broker != null) {
                broker.close();
            }
            throw e;
        }
    }

    private static void refuseSecond(StateFolder state) {
        Optional<RunState> old = state.run();
        if (old.isPresent() && old.get().launcher().alive()) {
            throw LabException.failed("already running: './rxpath " + old.get().command() + "' (pid "
                    + old.get().launcher().pid() + ", state in " + state.path() + "); './rxpath down' stops it, "
                    + StateFolder.VARIABLE + " names another folder");
        }
        List<String> left = new ArrayList<>();
        for (LabService service : LabService.all()) {
            state.service(service)
                    .filter(s -> s.process().alive())
                    .ifPresent(s ->
                            left.add(service.label() + " (pid " + s.process().pid() + ")"));
        }
        if (!left.isEmpty()) {
            throw LabException.failed("services of a run that was killed are still there: " + String.join(", ", left)
                    + "; './rxpath down' stops them");
        }
        state.clear();
    }

    private static EmbeddedBroker launchBroker(StateFolder state) {
        try {
            return EmbeddedBroker.launch(0, state.log("broker"));
        } catch (IOException e) {
            throw LabException.failed("no Kafka broker: " + e.getMessage(), e);
        }
    }

    private static void checkBroker(String bootstrap) {
        Map<String, Object> config = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                BROKER_SECONDS * 1000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                BROKER_SECONDS * 1000);
        try (Admin admin = Admin.create(config)) {
            admin.describeCluster().nodes().get(BROKER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LabException.failed("interrupted", e);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            throw LabException.failed(
                    "--bootstrap " + bootstrap + ": no Kafka broker answers within " + BROKER_SECONDS + " s", e);
        }
    }

    /** Waits until every service is ready, and says how it goes. */
    public void awaitReady() {
        if (broker != null) {
            try {
                broker.awaitReady();
            } catch (IOException e) {
                throw LabException.failed(e.getMessage() == null ? "no Kafka broker" : e.getMessage(), e);
            }
            progress.say("broker ready on " + bootstrap);
        }
        services.start();
        if (!settings.processes()) {
            for (LabService service : LabService.all()) {
                state.write(new ServiceState(service, ProcessId.self(), ports.of(service)));
            }
        }
        awaitServices(LabService.all(), pages, services::check, progress);
    }

    interface Check {
        void now(LabService service);
    }

    /** Waits until {@code wanted} are ready; {@code check} throws for one that never will be. */
    static void awaitServices(List<LabService> wanted, ServicePages pages, Check check, Progress progress) {
        List<LabService> waiting = new ArrayList<>(wanted);
        double begun = progress.seconds();
        double sayAt = begun + FIRST_WORD_SECONDS;
        while (!waiting.isEmpty()) {
            for (LabService service : List.copyOf(waiting)) {
                check.now(service);
                if (pages.ready(service)) {
                    waiting.remove(service);
                    progress.say(service.label() + "-service ready on " + pages.url(service, "/"));
                }
            }
            if (waiting.isEmpty()) {
                return;
            }
            String names = waiting.stream().map(LabService::label).collect(Collectors.joining(", "));
            if (progress.seconds() - begun > READY_SECONDS) {
                throw LabException.failed("not ready after " + READY_SECONDS + " s: " + names
                        + "; their logs are in the state folder's logs");
            }
            if (progress.seconds() > sayAt) {
                progress.say("waiting for " + names);
                sayAt = progress.seconds() + NEXT_WORD_SECONDS;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LabException.failed("interrupted", e);
        }
    }

    /** HOST:PORT of the broker. */
    public String bootstrap() {
        return bootstrap;
    }

    /** What the services say of themselves. */
    public ServicePages pages() {
        return pages;
    }

    /** What was started. */
    public PipelineSettings settings() {
        return settings;
    }

    /** Stops the services, then the broker, and forgets the run. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        services.close();
        if (broker != null) {
            broker.close();
        }
        state.clear();
    }
}
