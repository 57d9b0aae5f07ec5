package io.rxpath.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.LedgerSnapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClockControllerTest {
    private static final long START = 1_700_000_000_000_000_000L;

    private final RecordCounts listeners = new RecordCounts();
    private final RecordCounts publisher = new RecordCounts();
    private final RecordCounts tasks = new RecordCounts();
    private final ServiceClock clock = ServiceClock.driven(START);
    private final ClockController page = new ClockController(clock, view(), List.of(listeners, publisher));

    private LayerView view() {
        return new LayerView() {
            @Override
            public Layer layer() {
                return Layer.TCP;
            }

            @Override
            public LedgerSnapshot ledger() {
                return new Ledger(Layer.TCP).snapshot(0);
            }

            @Override
            public Map<String, Long> counters() {
                return Map.of();
            }

            @Override
            public long nextTimeoutNanos() {
                return START + 7;
            }

            @Override
            public RecordCounts records() {
                return tasks;
            }
        };
    }

    @Test
    void shouldSumUpWhatPassed() {
        listeners.received("nic.tx", 3);
        tasks.received("nic.tx", 1);
        publisher.sent("wire.tx");
        publisher.sent("wire.tx");
        tasks.sent("nic.rx");

        ClockController.View view = page.clock();

        assertThat(view.now()).isEqualTo(START);
        assertThat(view.driven()).isTrue();
        assertThat(view.nextTimeout()).isEqualTo(START + 7);
        assertThat(view.received()).isEqualTo(Map.of("nic.tx", 4L));
        assertThat(view.sent()).isEqualTo(Map.of("wire.tx", 2L, "nic.rx", 1L));
    }

    @Test
    void shouldDriveTheClockAndSayWhyNot() {
        assertThat(page.drive(START + 5).getStatusCode().value()).isEqualTo(200);
        assertThat(clock.getAsLong()).isEqualTo(START + 5);

        var back = page.drive(START);
        assertThat(back.getStatusCode().value()).isEqualTo(400);
        assertThat(back.getBody()).contains("cannot go back");
    }
}
