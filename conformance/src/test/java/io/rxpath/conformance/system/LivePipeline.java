package io.rxpath.conformance.system;

import io.rxpath.kit.HostFile;
import io.rxpath.lab.run.Pipeline;
import io.rxpath.lab.run.PipelineSettings;
import io.rxpath.lab.run.Progress;
import io.rxpath.lab.run.StateFolder;
import io.rxpath.skb.LedgerSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A broker and the five services in this JVM, with the host file's defaults. The classes that ask for it share one; it ends
 * with the last test.
 */
final class LivePipeline implements AutoCloseable {
    /** Order of the classes that share it: it runs until the last test, and beside the others it would only take time. */
    static final int LAST = Integer.MAX_VALUE;

    /** P of this pipeline. */
    static final int PARTITIONS = 4;

    private static final String TEMPORARY = "java.io.tmpdir";

    /** Held, because java.util.logging forgets the level of a logger nobody holds. */
    private static final Logger TOMCAT = Logger.getLogger("org.apache");

    private final String temporary = System.getProperty(TEMPORARY);
    private final Pipeline pipeline;

    private LivePipeline() {
        Path folder = Scratch.folder("live");
        // Spring Boot would set logging up again, once for each service.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        TOMCAT.setLevel(Level.WARNING);
        PipelineSettings settings =
                new PipelineSettings("test", HostFile.defaults(), false, null, PARTITIONS, 0, null, 42);
        pipeline = Pipeline.start(settings, new StateFolder(folder), new Progress(System.out));
    }

    /** HOST:PORT of its broker. */
    String bootstrap() {
        return pipeline.bootstrap();
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /** What each layer has counted, lowest first. */
    List<LedgerSnapshot> ledgers() {
        return List.copyOf(pipeline.pages().ledgers().values());
    }

    /** A cable to it. */
    LiveCable cable() {
        return new LiveCable(bootstrap(), PARTITIONS, this::ledgers);
    }

    @Override
    public void close() {
        pipeline.close();
        System.setProperty(TEMPORARY, temporary);
    }

    /** Gives the shared pipeline to whoever has a parameter of its type. */
    static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == LivePipeline.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(LivePipeline.class))
                    .computeIfAbsent(LivePipeline.class, key -> new LivePipeline(), LivePipeline.class);
        }
    }
}
