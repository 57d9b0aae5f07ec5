package io.rxpath.nic.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which frames count for an interrupt: those that wait on an open line, not those a poll took meanwhile. */
class RxItrTest {
    private static final long US = 1000;

    private final RxItr itr = new RxItr();

    @Test
    void shouldForgetWhatThePollHasTaken() {
        Coalesce coalesce = new Coalesce(200, 8, false);
        itr.raised(0);
        for (int i = 0; i < 10; i++) {
            itr.filled(1514, i * US);
        }
        itr.unmasked(1, 150 * US);
        assertThat(itr.due(coalesce, 150 * US)).as("one frame waits").isEqualTo(350 * US);
        for (int i = 0; i < 7; i++) {
            itr.filled(1514, 160 * US);
        }
        assertThat(itr.due(coalesce, 160 * US)).as("eight wait").isEqualTo(160 * US);
    }

    @Test
    void shouldClassifyWhatWasPolled() {
        for (int poll = 0; poll < 50; poll++) {
            for (int i = 0; i < 20; i++) {
                itr.filled(1514, poll);
            }
            itr.unmasked(0, poll);
        }
        assertThat(itr.range()).as("20 full frames a poll").isEqualTo(RxItr.LatencyRange.BULK);
    }
}
