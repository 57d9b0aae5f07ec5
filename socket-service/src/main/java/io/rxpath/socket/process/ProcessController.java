package io.rxpath.socket.process;

import io.rxpath.kit.HostFile;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.kit.streams.CoreTasks;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.Topic;
import io.rxpath.socket.core.syscall.Outcome;
import io.rxpath.socket.core.syscall.Syscalls;
import io.rxpath.socket.core.syscall.SystemCalls;
import io.rxpath.socket.kafka.SocketCore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Processes on the simulated host. Their sockets live in the socket layer of this instance, beside those of the host's
 * applications, and end with it. A process sees the events of one partition: there must be one only.
 */
@RestController
public final class ProcessController {
    private static final int LIMIT_SECONDS = 20;

    private record Running(SocketCore core, Syscalls calls) {}

    /** A call that has begun: in what form its result is, and where its arguments lie. */
    private record Begun(
            Running process,
            @Nullable Object[] args,
            @Nullable Object result) {}

    /**
     * What became of a call.
     *
     * @param id its number, to ask again while it waits
     * @param done true if it has returned
     * @param value what it has returned, as JSON
     * @param at when, epoch nanoseconds
     * @param args its arguments, with what it has written to them
     */
    public record Answer(int id, boolean done, Object value, long at, Object args) {}

    private final CoreTasks<SocketCore> tasks;
    private final RecordPublisher publisher;
    private final HostFile host;
    private final LongSupplier clock;
    private final Map<Integer, Running> processes = new ConcurrentHashMap<>();
    private final Map<Integer, Begun> calls = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    /** Processes among {@code tasks}. */
    public ProcessController(
            CoreTasks<SocketCore> tasks, RecordPublisher publisher, HostFile host, LongSupplier clock) {
        this.tasks = tasks;
        this.publisher = publisher;
        this.host = host;
        this.clock = clock;
    }

    /**
     * Starts a process; the answer is its number.
     *
     * @param tcp address of tcp-service's pages, such as http://localhost:8084/
     */
    @PostMapping("/processes")
    public ResponseEntity<String> start(@RequestParam("tcp") String tcp) {
        TcpPages pages;
        try {
            pages = new TcpPages(URI.create(tcp));
        } catch (IllegalArgumentException e) {
            return ResponseEntity.badRequest().body("tcp: " + e.getMessage());
        }
        if (publisher.partitions() != 1) {
            return ResponseEntity.status(HttpStatus.CONFLICT)
                    .body("a process needs a pipeline of one partition (--partitions 1); this one has "
                            + publisher.partitions());
        }
        List<Running> made =
                tasks.ask(core -> new Running(core, core.process(new HostKernel(core, host, clock, pages))));
        if (made.size() != 1) {
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body("this instance has no partition");
        }
        int number = numbers.incrementAndGet();
        processes.put(number, made.get(0));
        return ResponseEntity.ok(Integer.toString(number));
    }

    /** Ends a process: its files are closed. Status 404 if there is none with this number. */
    @DeleteMapping("/processes/{process}")
    public ResponseEntity<?> end(@PathVariable("process") int number) {
        Running ended = processes.remove(number);
        if (ended == null) {
            return ResponseEntity.notFound().build();
        }
        calls.values().removeIf(call -> call.process().equals(ended));
        ended.core().errand(now -> ended.calls().exit());
        wakeTask();
        return ResponseEntity.ok().build();
    }

    /** Makes the system call that the body says, in the form of {@link CallJson}. */
    @PostMapping("/processes/{process}/calls")
    public ResponseEntity<?> call(@PathVariable("process") int number, @RequestBody String body) {
        Running process = processes.get(number);
        if (process == null || !tasks.ask(core -> core.equals(process.core())).contains(true)) {
            return ResponseEntity.notFound().build();
        }
        Method method;
        @Nullable Object[] args;
        try {
            var request = CallJson.parse(body);
            method = CallJson.method(
                    request.path("call").asString(""), request.path("args").size());
            args = CallJson.arguments(method, request.path("args"));
        } catch (RuntimeException e) {
            return ResponseEntity.badRequest().body(e.getMessage());
        }
        CompletableFuture<Object> returned = new CompletableFuture<>();
        process.core().errand(now -> invoke(process.calls(), method, args, returned));
        wakeTask();
        try {
            Object result = returned.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            int id = numbers.incrementAndGet();
            calls.put(id, new Begun(process, args, result));
            return answer(id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ResponseEntity.internalServerError().body("interrupted");
        } catch (ExecutionException e) {
            return ResponseEntity.internalServerError().body(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            return ResponseEntity.internalServerError()
                    .body(method.getName() + " was not begun within " + LIMIT_SECONDS + " s");
        }
    }

    /** Any record does, also one that says nothing. */
    private void wakeTask() {
        publisher.send(new ProducerRecord<>(
                Topic.SOCKET_RX.topicName(), 0, null, new RecordListWriter(RecordKind.SOCK_EVENT).take()));
    }

    private static void invoke(
            SystemCalls calls, Method method, @Nullable Object[] args, CompletableFuture<Object> returned) {
        try {
            Object result = method.invoke(calls, args);
            returned.complete(result == null ? CallJson.node(null) : result);
        } catch (InvocationTargetException e) {
            returned.completeExceptionally(e.getCause() == null ? e : e.getCause());
        } catch (IllegalAccessException | RuntimeException e) {
            returned.completeExceptionally(e);
        }
    }

    /** What has become of a call that waited; status 404 once it was told that it has returned. */
    @GetMapping("/processes/{process}/calls/{id}")
    public ResponseEntity<?> call(@PathVariable("process") int number, @PathVariable("id") int id) {
        return answer(id);
    }

    private ResponseEntity<?> answer(int id) {
        Begun call = calls.get(id);
        if (call == null) {
            return ResponseEntity.notFound().build();
        }
        // Asked as the tasks are: while none of them writes to it.
        List<Answer> answers = tasks.ask(core -> answer(id, call));
        if (answers.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        if (answers.get(0).done()) {
            calls.remove(id);
        }
        return ResponseEntity.ok(answers.get(0));
    }

    private Answer answer(int id, Begun call) {
        Object args = CallJson.arguments(call.args());
        if (call.result() instanceof Outcome outcome) {
            return outcome.isDone()
                    ? new Answer(id, true, outcome.value(), outcome.doneAtNanos(), args)
                    : new Answer(id, false, CallJson.node(null), Long.MAX_VALUE, args);
        }
        return new Answer(id, true, CallJson.node(call.result()), clock.getAsLong(), args);
    }
}
