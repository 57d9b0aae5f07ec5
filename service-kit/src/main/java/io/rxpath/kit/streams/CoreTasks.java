package io.rxpath.kit.streams;

import io.rxpath.kit.LayerView;
import io.rxpath.kit.RecordCounts;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.LedgerSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The cores of this instance, one per partition it owns.
 *
 * @param <C> the layer's core
 */
public final class CoreTasks<C extends StatefulCore> implements LayerView {
    private final Layer layer;
    private final BiFunction<TaskLists, Integer, C> factory;
    private final RecordCounts records = new RecordCounts();
    private final Map<Integer, CoreProcessor<C>> running = new ConcurrentHashMap<>();

    /** Tasks of {@code layer} whose cores {@code factory} makes from the task's lists and its partition. */
    public CoreTasks(Layer layer, BiFunction<TaskLists, Integer, C> factory) {
        this.layer = layer;
        this.factory = factory;
    }

    C create(TaskLists lists) {
        return factory.apply(lists, lists.partition());
    }

    void started(int partition, CoreProcessor<C> task) {
        running.put(partition, task);
    }

    void stopped(int partition, CoreProcessor<C> task) {
        running.remove(partition, task);
    }

    /** Asks every core, one after the other, each while nothing else calls it. */
    public <T> List<T> ask(Function<C, T> question) {
        List<T> answers = new ArrayList<>();
        for (CoreProcessor<C> task : running.values()) {
            T answer = task.ask(question);
            if (answer != null) {
                answers.add(answer);
            }
        }
        return answers;
    }

    /** Tells every core something, one after the other, each while nothing else calls it. */
    public void each(Consumer<C> word) {
        ask(core -> {
            word.accept(core);
            return true;
        });
    }

    /** What the tasks have worked off and sent. */
    @Override
    public RecordCounts records() {
        return records;
    }

    @Override
    public long nextTimeoutNanos() {
        return ask(StatefulCore::nextTimeoutNanos).stream()
                .mapToLong(Long::longValue)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    @Override
    public Layer layer() {
        return layer;
    }

    @Override
    public LedgerSnapshot ledger() {
        LedgerSnapshot sum = new Ledger(layer).snapshot(0);
        for (LedgerSnapshot one : ask(StatefulCore::ledger)) {
            sum = sum.plus(one);
        }
        return sum;
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> sum = new TreeMap<>();
        for (Map<String, Long> one : ask(StatefulCore::counters)) {
            one.forEach((name, value) -> sum.merge(name, value, Long::sum));
        }
        return sum;
    }
}
