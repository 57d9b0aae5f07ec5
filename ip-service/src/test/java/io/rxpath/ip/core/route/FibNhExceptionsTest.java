package io.rxpath.ip.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What was learnt of single destinations, next hop by next hop. */
class FibNhExceptionsTest {
    private static final FibInfo HERE = FibInfo.none(1);
    private static final FibInfo THERE = FibInfo.none(1);
    private static final IpAddress A = IpAddress.parse("10.8.0.1");
    private static final IpAddress GATEWAY = IpAddress.parse("10.9.0.7");

    private final FibNhExceptions known = new FibNhExceptions();

    private static String text(@Nullable FibNhException e) {
        return e == null ? "none" : e.gateway() + " " + e.pmtu() + " " + e.mtuLocked() + " " + e.expires();
    }

    @Test
    void aGatewayAndAnMtuAreLearntOneByOne() {
        assertThat(known.isEmpty()).isTrue();
        known.update(HERE, A, null, 1000, true, 10);
        assertThat(text(known.find(HERE, A, 5))).isEqualTo("null 1000 true 10");
        known.update(HERE, A, GATEWAY, 0, false, 20);
        assertThat(text(known.find(HERE, A, 20))).as("the MTU stays").isEqualTo("10.9.0.7 1000 true 20");
        assertThat(text(known.find(THERE, A, 20))).as("equal is not the same").isEqualTo("none");
        assertThat(text(known.find(HERE, A, 21))).as("forgotten").isEqualTo("none");
        assertThat(text(known.find(HERE, A, 5))).isEqualTo("none");
    }

    @Test
    void theOldestGoesWhenThereAreTooMany() {
        for (int i = 0; i <= FibNhExceptions.MAX; i++) {
            known.update(HERE, IpAddress.v4(i + 1), null, 1000, false, 10);
        }
        assertThat(text(known.find(HERE, IpAddress.v4(1), 0))).isEqualTo("none");
        assertThat(text(known.find(HERE, IpAddress.v4(2), 0))).isEqualTo("null 1000 false 10");
        assertThat(text(known.find(HERE, IpAddress.v4(FibNhExceptions.MAX + 1), 0)))
                .isEqualTo("null 1000 false 10");
        known.flush();
        assertThat(known.isEmpty()).isTrue();
    }
}
