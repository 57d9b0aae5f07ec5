package io.rxpath.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceClockTest {
    private static final long START = 1_700_000_000_000_000_000L;

    @Test
    void shouldStandStillUntilItIsDriven() {
        ServiceClock clock = ServiceClock.driven(START);
        assertThat(clock.getAsLong()).isEqualTo(START);

        clock.drive(START + 40_000_000);

        assertThat(clock.getAsLong()).isEqualTo(START + 40_000_000);
        assertThat(clock.isDriven()).isTrue();
    }

    @Test
    void shouldNotGoBack() {
        ServiceClock clock = ServiceClock.driven(START);
        assertThatThrownBy(() -> clock.drive(START - 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the clock stands at " + START + " and cannot go back to " + (START - 1));
        assertThat(clock.getAsLong()).isEqualTo(START);
    }

    @Test
    void shouldLetNobodyDriveRealTime() {
        assertThatThrownBy(() -> new ServiceClock().drive(START))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rxpath.driven-clock");
    }

    @Test
    void shouldBeLookedAtOftenWhenDriven() {
        long minute = 60_000_000_000L;
        assertThat(ServiceClock.wait(new ServiceClock(), minute)).isEqualTo(minute);
        assertThat(ServiceClock.wait(ServiceClock.driven(START), minute)).isLessThan(10_000_000);
        assertThat(ServiceClock.wait(ServiceClock.driven(START), 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"now", "-1", "9300000000000000000", "1.5"})
    void shouldRefuseAStartThatIsNoTime(String start) {
        assertThatThrownBy(() -> new KitConfiguration().serviceClock(start))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rxpath.driven-clock: '" + start + "' is not a time in nanoseconds since 1970");
    }

    @Test
    void shouldBeRealUnlessAStartIsSet() {
        assertThat(new KitConfiguration().serviceClock("").isDriven()).isFalse();
        assertThat(new KitConfiguration().serviceClock("" + START).getAsLong()).isEqualTo(START);
    }
}
