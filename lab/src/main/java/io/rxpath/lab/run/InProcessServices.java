package io.rxpath.lab.run;

import io.rxpath.ip.IpServiceApplication;
import io.rxpath.nic.NicServiceApplication;
import io.rxpath.socket.SocketServiceApplication;
import io.rxpath.softirq.SoftirqServiceApplication;
import io.rxpath.tcp.TcpServiceApplication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The five services as Spring contexts of this JVM: they share its classes and its compiler. */
final class InProcessServices implements Services {
    private final StateFolder state;
    private final RunState run;
    private final Ports ports;
    private final Map<LabService, ConfigurableApplicationContext> contexts = new ConcurrentHashMap<>();
    private final Map<LabService, Throwable> failures = new ConcurrentHashMap<>();
    private final List<Thread> starting = new ArrayList<>();

    InProcessServices(StateFolder state, RunState run, Ports ports) {
        this.state = state;
        this.run = run;
        this.ports = ports;
    }

    @Override
    public void start() {
        for (LabService service : LabService.all()) {
            Thread thread = new Thread(() -> run(service), "start-" + service.label());
            starting.add(thread);
            thread.start();
        }
    }

    private void run(LabService service) {
        String[] args =
                ServiceCommand.args(service, state, run, ports.of(service)).toArray(new String[0]);
        try {
            contexts.put(
                    service, application(service).registerShutdownHook(false).run(args));
        } catch (RuntimeException e) {
            failures.put(service, e);
        }
    }

    private static SpringApplicationBuilder application(LabService service) {
        return switch (service) {
            case NIC -> NicServiceApplication.application();
            case SOFTIRQ -> SoftirqServiceApplication.application();
            case IP -> IpServiceApplication.application();
            case TCP -> TcpServiceApplication.application();
            case SOCKET -> SocketServiceApplication.application();
        };
    }

    @Override
    public void check(LabService service) {
        Throwable failure = failures.get(service);
        if (failure != null) {
            throw LabException.failed(service.label() + "-service did not start: " + reason(failure), failure);
        }
    }

    /** The innermost message: Spring wraps it in the names of all beans on the way. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return (message == null ? cause.getClass().getSimpleName() : message).replace('\n', ' ');
    }

    @Override
    public void close() {
        join(starting);
        List<Thread> stopping = new ArrayList<>();
        contexts.forEach((service, context) -> {
            Thread thread = new Thread(context::close, "stop-" + service.label());
            stopping.add(thread);
            thread.start();
        });
        join(stopping);
    }

    private static void join(List<Thread> threads) {
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
