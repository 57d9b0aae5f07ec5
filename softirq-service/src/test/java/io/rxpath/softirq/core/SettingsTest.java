package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that are refused by name, jiffies, and the truesize models. */
class SettingsTest {
    private static final SoftirqSettings OK = SoftirqSettings.defaults(TestFrame.HOST_MAC);

    private static Arguments bad(String message, Supplier<SoftirqSettings> settings) {
        return Arguments.of(message, settings);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                bad("weight is 0: expected 1..1024", () -> OK.withWeight(0)),
                bad("weight is 1025: expected 1..1024", () -> OK.withWeight(1025)),
                bad("netdevBudget is 0: expected 1..2147483647", () -> OK.withNetdevBudget(0, 1)),
                bad("netdevBudgetNanos is -1: expected 0..2305843009213693951", () -> OK.withNetdevBudget(1, -1)),
                bad("napiDeferHardIrqs is -1: expected 0..2147483647", () -> OK.withDeferral(-1, 0)),
                bad("groFlushTimeoutNanos is -5: expected 0..2305843009213693951", () -> OK.withDeferral(0, -5)),
                bad("groNormalBatch is 0: expected 1..2147483647", () -> OK.withGro(true, 0)),
                bad("hz is 99: expected 100..1000", () -> OK.withHz(99)),
                bad(
                        "mac is 0x10000000000: expected the address of one station, 48 bits",
                        () -> SoftirqSettings.defaults(1L << 40)),
                bad("mac is 0x0: expected the address of one station, 48 bits", () -> SoftirqSettings.defaults(0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void badSettingsAreRefused(String message, Supplier<SoftirqSettings> settings) {
        assertThatIllegalArgumentException().isThrownBy(settings::get).withMessage(message);
    }

    @ParameterizedTest(name = "ring of {0}")
    @ValueSource(ints = {0, 56, 63, 68, 32776})
    void badRingsAreRefused(int ring) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Softirq(OK, ring, new Rig(OK)))
                .withMessage("ring is " + ring + ": expected a multiple of 8 in 64..32768");
    }

    @ParameterizedTest(name = "HZ={0}: {1} ns are {2} jiffies")
    @CsvSource({"250, 8000000, 2", "1000, 8000000, 8", "250, 8000001, 3", "100, 2000000, 1", "250, 0, 0"})
    void theTimeBudgetIsRoundedUpToJiffies(int hz, long nanos, long jiffies) {
        assertThat(OK.withHz(hz).withNetdevBudget(300, nanos).netdevBudgetJiffies())
                .isEqualTo(jiffies);
    }

    @ParameterizedTest(name = "{0}: a frame of {1} bytes is charged {2}")
    @CsvSource({
        "TAP, 42, 704",
        "TAP, 64, 704",
        "TAP, 65, 768",
        "TAP, 154, 832",
        "TAP, 1514, 2176",
        "NIC_HALF_PAGE, 60, 2304",
        "NIC_HALF_PAGE, 1514, 2304",
        "NIC_HALF_PAGE, 1519, 4352",
        "NIC_HALF_PAGE, 3073, 8448",
        "NIC_HALF_PAGE, 9014, 12544",
    })
    void truesize(Truesize model, int frame, int bytes) {
        assertThat(model.of(frame)).isEqualTo(bytes);
    }
}
