package io.rxpath.conformance.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.conformance.architecture.Checkout;
import io.rxpath.lab.oracle.Conformance;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TCP dies and starts again from what it has stored, at random between the steps of a case: the kernel's results all the same. */
class RestartedCasesTest {
    private static final Path FOLDER = Checkout.root().resolve("conformance");
    private static final Conformance CONFORMANCE =
            new Conformance(FOLDER.resolve("cases"), FOLDER.resolve("expected"), null);

    static Stream<String> tcp() {
        return CONFORMANCE.names().stream().filter(name -> name.startsWith("tcp-"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tcp")
    void restartChangesNothing(String name) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        AtomicInteger restarts = new AtomicInteger();
        assertThat(CONFORMANCE.check(name, host -> {
                    if (random.nextInt(4) == 0) {
                        restarts.incrementAndGet();
                        host.restartTcp();
                    }
                }))
                .isEmpty();
        if (name.startsWith("tcp-fuzz-3")) {
            assertThat(restarts.get()).isGreaterThan(50);
        }
    }
}
