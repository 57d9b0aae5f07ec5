package io.rxpath.lab.packetdrill.live;

import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.ServicePages;
import io.rxpath.lab.run.ServicePages.Reply;
import io.rxpath.socket.core.syscall.Outcome;
import io.rxpath.socket.core.syscall.SystemCalls;
import io.rxpath.socket.process.CallJson;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A process of socket-service: each of its system calls is made there, and what follows from it happens before it ends. */
final class RemoteCalls implements InvocationHandler {
    private static final Object[] NO_ARGS = {};

    private final DrivenPipeline pipeline;
    private final String process;

    private RemoteCalls(DrivenPipeline pipeline, String process) {
        this.pipeline = pipeline;
        this.process = process;
    }

    /**
     * Starts a process.
     *
     * @throws LabException if socket-service refuses
     */
    static RemoteCalls start(DrivenPipeline pipeline) {
        ServicePages pages = pipeline.pages();
        Reply reply = pages.post(LabService.SOCKET, "/processes?tcp=" + pages.url(LabService.TCP, "/"));
        return new RemoteCalls(pipeline, "/processes/" + checked(reply));
    }

    /** Its system calls. */
    SystemCalls calls() {
        return (SystemCalls)
                Proxy.newProxyInstance(SystemCalls.class.getClassLoader(), new Class<?>[] {SystemCalls.class}, this);
    }

    /** Ends the process, which closes its files. */
    void exit() {
        checked(pipeline.pages().delete(LabService.SOCKET, process));
        pipeline.settle();
    }

    private static String checked(Reply reply) {
        if (reply.status() != 200) {
            throw LabException.failed("socket-service: " + reply.body());
        }
        return reply.body();
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given) throws Throwable {
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, given);
        }
        if (method.getDeclaringClass() != SystemCalls.class) {
            return switch (method.getName()) {
                case "toString" -> process;
                case "hashCode" -> System.identityHashCode(proxy);
                default -> given != null && proxy == given[0];
            };
        }
        @Nullable Object[] args = given == null ? NO_ARGS : given;
        Reply reply = pipeline.pages().post(LabService.SOCKET, process + "/calls", CallJson.request(method, args));
        JsonNode answer = CallJson.parse(checked(reply));
        pipeline.settle();
        if (method.getReturnType() == Outcome.class) {
            return new RemoteOutcome(method, args, answer);
        }
        copyBack(method, args, answer);
        return CallJson.value(method.getGenericReturnType(), answer.path("value"));
    }

    private static void copyBack(Method method, @Nullable Object[] args, JsonNode answer) {
        Type[] types = method.getGenericParameterTypes();
        for (int i = 0; i < types.length; i++) {
            CallJson.copyBack(types[i], args[i], answer.path("args").path(i));
        }
    }

    /** A call that may wait: socket-service is asked again until it has returned. */
    private final class RemoteOutcome implements Outcome {
        private final Method method;
        private final @Nullable Object[] args;
        private JsonNode answer;

        RemoteOutcome(Method method, @Nullable Object[] args, JsonNode answer) {
            this.method = method;
            this.args = args;
            this.answer = answer;
            look();
        }

        private void look() {
            if (answer.path("done").booleanValue()) {
                copyBack(method, args, answer);
            }
        }

        @Override
        public boolean isDone() {
            if (!answer.path("done").booleanValue()) {
                String page = process + "/calls/" + answer.path("id").intValue();
                answer = CallJson.parse(checked(pipeline.pages().ask(LabService.SOCKET, page)));
                look();
            }
            return answer.path("done").booleanValue();
        }

        @Override
        public long value() {
            if (!answer.path("done").booleanValue()) {
                throw new IllegalStateException("the system call has not returned");
            }
            return answer.path("value").longValue();
        }

        @Override
        public long doneAtNanos() {
            return answer.path("at").longValue();
        }
    }
}
