package io.rxpath.conformance.system;

import io.rxpath.kit.HostFile;
import io.rxpath.lab.run.Pipeline;
import io.rxpath.lab.run.PipelineSettings;
import io.rxpath.lab.run.Progress;
import io.rxpath.lab.run.StateFolder;
import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A broker and the five services in this JVM, with the host file's defaults. The classes that ask for it share one; it ends
 * with the last test.
 */
final class LivePipeline implements AutoCloseable {
    /** P of this pipeline. */
    static final int PARTITIONS = 4;

    private static final Duration REST = Duration.ofSeconds(30);
    private static final String TEMPORARY = "java.io.tmpdir";

    private final String temporary = System.getProperty(TEMPORARY);
    private final Pipeline pipeline;

    private LivePipeline() {
        Path folder = Scratch.folder("live");
        // Spring Boot would set logging up again, once for each service.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
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

    /**
     * Waits until every frame given to the card has ended somewhere: nothing between two layers, nothing held but by TCP,
     * which waits for bytes that are missing.
     *
     * @param before what each layer had counted before the first of these frames
     * @param frames frames given to the card since
     * @return what each layer has counted since
     */
    List<LedgerSnapshot> awaitRest(List<LedgerSnapshot> before, long frames) {
        try {
            return Awaitility.await()
                    .atMost(REST)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> since(before), ledgers -> atRest(ledgers, frames));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not at rest, " + frames + " frames expected at the card: " + since(before), e);
        }
    }

    private static boolean atRest(List<LedgerSnapshot> ledgers, long frames) {
        long below = frames;
        for (LedgerSnapshot ledger : ledgers) {
            boolean held = ledger.layer() != Layer.TCP && ledger.held() != 0;
            if (ledger.received() != below || held || ledger.imbalance() != 0) {
                return false;
            }
            below = ledger.delivered();
        }
        return true;
    }

    private List<LedgerSnapshot> since(List<LedgerSnapshot> before) {
        List<LedgerSnapshot> now = ledgers();
        List<LedgerSnapshot> since = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            LedgerSnapshot a = now.get(i);
            LedgerSnapshot b = before.get(i);
            since.add(new LedgerSnapshot(
                    a.layer(),
                    a.received() - b.received(),
                    a.delivered() - b.delivered(),
                    minus(a.dropped(), b.dropped()),
                    minus(a.consumed(), b.consumed()),
                    a.held() - b.held()));
        }
        return since;
    }

    private static Map<String, Long> minus(Map<String, Long> after, Map<String, Long> before) {
        Map<String, Long> left = new TreeMap<>(after);
        before.forEach((key, count) -> left.merge(key, -count, Long::sum));
        left.values().removeIf(count -> count == 0);
        return left;
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
