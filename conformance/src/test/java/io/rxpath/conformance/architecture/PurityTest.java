package io.rxpath.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PurityTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.rxpath");

    private static final JavaClasses FIXTURES =
            new ClassFileImporter().importPackages("io.rxpath.conformance.core", "io.rxpath.tcp.core");

    static Stream<Named<ArchRule>> rules() {
        return PurityRules.ALL.stream().map(rule -> Named.of(rule.getDescription(), rule));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(HOUSE);
    }

    /** Without its classes a rule holds for nothing. */
    @ParameterizedTest(name = "{0} is looked at")
    @CsvSource({
        "io.rxpath.skb.SkBuff",
        "io.rxpath.nic.core.Nic",
        "io.rxpath.softirq.core.Softirq",
        "io.rxpath.ip.core.IpStack",
        "io.rxpath.tcp.core.TcpStack",
        "io.rxpath.socket.core.SocketStack"
    })
    void sees(String name) {
        assertThat(HOUSE.contain(name)).isTrue();
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> breaches() {
        return Stream.of(
                breach("KnowsAFramework", PurityRules.DEPENDENCIES, "com.tngtech.archunit"),
                breach("KnowsAnotherCore", PurityRules.DEPENDENCIES, "io.rxpath.tcp.core.TcpStack"),
                breach("SharesMemory", PurityRules.DEPENDENCIES, "java.util.concurrent.atomic.AtomicLong"),
                breach("ReadsNanoTime", PurityRules.NO_CLOCK, "System.nanoTime()"),
                breach("ReadsMillis", PurityRules.NO_CLOCK, "System.currentTimeMillis()"),
                breach("ReadsInstant", PurityRules.NO_CLOCK, "Instant.now()"),
                breach("HoldsAClock", PurityRules.NO_CLOCK, "java.time.Clock"),
                breach("ReadsMathRandom", PurityRules.NO_CHANCE, "Math.random()"),
                breach("MakesARandom", PurityRules.NO_CHANCE, "java.util.Random"),
                breach("MakesAUuid", PurityRules.NO_CHANCE, "UUID.randomUUID()"),
                breach("StartsAThread", PurityRules.NO_THREADS, "java.lang.Thread"),
                breach("UsesAnExecutor", PurityRules.NO_THREADS, "java.util.concurrent.Executor"),
                breach("LocksItself", PurityRules.NO_THREADS, "LocksItself.lock()"),
                breach("Waits", PurityRules.NO_THREADS, "Object.wait()"),
                breach("ReadsAFile", PurityRules.NO_IO, "java.nio.file.Path"),
                breach("OpensASocket", PurityRules.NO_IO, "java.net.Socket"),
                breach("Prints", PurityRules.NO_IO, "System.out"),
                breach("ReadsTheEnvironment", PurityRules.NO_IO, "System.getenv"),
                breach("Logs", PurityRules.NO_LOGGING, "java.util.logging.Logger"),
                breach("LogsToTheSystem", PurityRules.NO_LOGGING, "java.lang.System$Logger"),
                breach("PrintsAStackTrace", PurityRules.NO_LOGGING, "printStackTrace"),
                breach("CountsForEverybody", PurityRules.NO_STATIC_STATE, "CountsForEverybody.count"),
                breach("ConnectionManager", PurityRules.NAMES, "ConnectionManager says Manager"),
                breach("PacketHelper", PurityRules.NAMES, "PacketHelper says Helper"),
                breach("ChecksumUtils", PurityRules.NAMES, "ChecksumUtils says Utils"),
                breach("SocketImpl", PurityRules.NAMES, "SocketImpl says Impl"));
    }

    private static org.junit.jupiter.params.provider.Arguments breach(String fixture, ArchRule rule, String named) {
        return org.junit.jupiter.params.provider.Arguments.of(fixture, rule, named);
    }

    @ParameterizedTest(name = "{0} is caught")
    @MethodSource("breaches")
    void canFail(String fixture, ArchRule rule, String named) {
        JavaClasses one = FIXTURES.that(com.tngtech.archunit.base.DescribedPredicate.describe(
                fixture, c -> c.getName().startsWith("io.rxpath.conformance.core.ImpureFixtures$" + fixture)));
        assertThat(one).as("the fixture is there").isNotEmpty();
        assertThatThrownBy(() -> rule.check(one))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(named);
    }

    @ParameterizedTest(name = "{0} is not caught")
    @CsvSource({"Pure", "UtilizationOfImplicitState"})
    void lawfulPasses(String fixture) {
        JavaClasses one = FIXTURES.that(com.tngtech.archunit.base.DescribedPredicate.describe(
                fixture, c -> c.getName().startsWith("io.rxpath.conformance.core.ImpureFixtures$" + fixture)));
        assertThat(one).isNotEmpty();
        for (ArchRule rule : PurityRules.ALL) {
            rule.check(one);
        }
    }
}
