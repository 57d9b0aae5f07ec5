package io.rxpath.conformance.system;

import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What the layers of a running pipeline have counted since a moment, lowest layer first. */
final class LedgerWatch {
    private static final Duration REST = Duration.ofSeconds(30);

    private final Supplier<List<LedgerSnapshot>> ledgers;
    private final List<LedgerSnapshot> before;

    /** Watches from now on. */
    LedgerWatch(Supplier<List<LedgerSnapshot>> ledgers) {
        this.ledgers = ledgers;
        this.before = ledgers.get();
    }

    /**
     * Waits until every frame given to the card has ended somewhere: nothing between two layers, nothing held but by TCP,
     * which waits for bytes that are missing.
     *
     * @param frames frames given to the card
     * @return what each layer has counted
     */
    List<LedgerSnapshot> awaitRest(long frames) {
        try {
            return Awaitility.await()
                    .atMost(REST)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(this::counted, counted -> atRest(counted, frames));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not at rest, " + frames + " frames expected at the card: " + counted(), e);
        }
    }

    private static boolean atRest(List<LedgerSnapshot> ledgers, long frames) {
        long below = frames;
        for (LedgerSnapshot ledger : ledgers) {
            boolean held = ledger.layer() != Layer.TCP && ledger.held() > 0;
            // More than the layer below has delivered: somebody else wrote to the topic between them.
            if (ledger.received() < below || held || ledger.imbalance() != 0) {
                return false;
            }
            below = ledger.delivered();
        }
        return true;
    }

    /** What each layer has counted so far. */
    List<LedgerSnapshot> counted() {
        List<LedgerSnapshot> now = ledgers.get();
        List<LedgerSnapshot> counted = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            LedgerSnapshot a = now.get(i);
            LedgerSnapshot b = before.get(i);
            counted.add(new LedgerSnapshot(
                    a.layer(),
                    a.received() - b.received(),
                    a.delivered() - b.delivered(),
                    minus(a.dropped(), b.dropped()),
                    minus(a.consumed(), b.consumed()),
                    a.held() - b.held()));
        }
        return counted;
    }

    private static Map<String, Long> minus(Map<String, Long> after, Map<String, Long> before) {
        Map<String, Long> left = new TreeMap<>(after);
        before.forEach((key, count) -> left.merge(key, -count, Long::sum));
        left.values().removeIf(count -> count == 0);
        return left;
    }
}
