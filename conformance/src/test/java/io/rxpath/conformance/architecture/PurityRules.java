package io.rxpath.conformance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a core and the shared language may touch. Time and chance come in as parameters, effects go out through one
 * interface, so the same classes run over Kafka and in virtual time.
 */
final class PurityRules {
    private static final Pattern CORE = Pattern.compile("io\\.rxpath\\.([a-z]+)\\.core(\\..*)?");
    private static final Pattern SHARED = Pattern.compile("io\\.rxpath\\.skb(\\..*)?");

    private static final Set<String> JDK = Set.of(
            "java.lang",
            "java.lang.annotation",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.util",
            "java.util.function",
            "java.util.regex",
            "java.util.stream",
            "java.nio.charset");

    /** Computes; its neighbours read archives. */
    private static final Set<String> JDK_CLASSES = Set.of(
            "java.util.zip.CRC32",
            "java.util.zip.CRC32C",
            "java.util.zip.Checksum",
            "java.nio.Buffer",
            "java.nio.BufferUnderflowException",
            "java.nio.ByteBuffer",
            "java.nio.ByteOrder");

    /** Only the shared language may hold what is read by another thread: counters and ledgers. */
    private static final Set<String> JDK_OF_SHARED =
            Set.of("java.nio", "java.util.concurrent", "java.util.concurrent.atomic");

    private static final Set<String> THREADS = Set.of(
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.lang.InheritableThreadLocal",
            "java.util.Timer",
            "java.util.TimerTask");

    private static final Set<String> CHANCE = Set.of(
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.security.SecureRandom",
            "java.util.concurrent.ThreadLocalRandom");

    private static final Set<String> CLOCKS = Set.of(
            "java.time.Clock",
            "java.time.InstantSource",
            "java.util.Date",
            "java.util.Calendar",
            "java.util.GregorianCalendar");

    private static final Set<String> OUTSIDE = Set.of(
            "java.lang.Runtime",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.ProcessHandle",
            "java.lang.Console",
            "java.util.Scanner",
            "java.util.ServiceLoader");

    /** A word of a CamelCase name: what follows begins a new word. */
    private static final Pattern HOLLOW_NAME = Pattern.compile("(Manager|Helper|Utils?|Impl)(?![a-z])");

    /** No framework, no library, no other layer's core. */
    static final ArchRule DEPENDENCIES = core().should(new ArchCondition<>("depend only on what a core may know") {
        @Override
        public void check(JavaClass item, ConditionEvents events) {
            for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                if (!mayKnow(item.getPackageName(), dependency.getTargetClass().getBaseComponentType())) {
                    events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
                }
            }
        }
    });

    /** Time is a parameter. */
    static final ArchRule NO_CLOCK = noCore().should()
            .accessTargetWhere(target("a clock is read", PurityRules::readsClock))
            .orShould(use("a clock", CLOCKS));

    /** Chance is a parameter: a hash secret, a seed. */
    static final ArchRule NO_CHANCE = noCore().should()
            .accessTargetWhere(target("a random source is read", PurityRules::readsChance))
            .orShould(use("a random source", CHANCE))
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.random..");

    /** One thread calls a core; it neither starts, stops, waits for nor locks out others. */
    static final ArchRule NO_THREADS = noCore().should()
            .accessTargetWhere(target("threads wait for each other", PurityRules::waits))
            .orShould(use("a thread", THREADS))
            .orShould()
            .dependOnClassesThat(describe(
                    "run or lock threads",
                    c -> c.getPackageName().equals("java.util.concurrent.locks")
                            || c.getPackageName().equals("java.util.concurrent")
                                    && c.getSimpleName()
                                            .matches(".*(Executor|Executors|ExecutorService|Future|ForkJoin.*|Latch)")))
            .orShould(haveSynchronizedMethods());

    /** Nothing is read or written but the arguments. */
    static final ArchRule NO_IO = noCore().should()
            .accessTargetWhere(target("the world outside is touched", PurityRules::touchesOutside))
            .orShould(use("a process or the console", OUTSIDE))
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..");

    /** A core says what happens through counters, drop reasons and its output. */
    static final ArchRule NO_LOGGING = noCore().should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.util.logging..", "org.slf4j..", "org.apache.commons.logging..", "ch.qos.logback..")
            .orShould(use("a logger", Set.of("java.lang.System$Logger", "java.lang.System$LoggerFinder")))
            .orShould()
            .accessTargetWhere(target(
                    "a stack trace is printed",
                    access -> access.getTarget().getName().equals("printStackTrace")));

    /** Two stacks in one process must not meet. */
    static final ArchRule NO_STATIC_STATE = core().should(new ArchCondition<>("have no static field that changes") {
        @Override
        public void check(JavaClass item, ConditionEvents events) {
            for (JavaField field : item.getFields()) {
                if (field.getModifiers().contains(JavaModifier.STATIC)
                        && !field.getModifiers().contains(JavaModifier.FINAL)) {
                    events.add(SimpleConditionEvent.violated(item, field.getDescription()));
                }
            }
        }
    });

    /** A name says what a thing is. */
    static final ArchRule NAMES = classes().should(new ArchCondition<>("not be called Manager, Helper, Util or Impl") {
        @Override
        public void check(JavaClass item, ConditionEvents events) {
            Matcher matcher = HOLLOW_NAME.matcher(item.getSimpleName());
            if (matcher.find()) {
                events.add(SimpleConditionEvent.violated(item, item.getName() + " says " + matcher.group(1)));
            }
        }
    });

    static final List<ArchRule> ALL =
            List.of(DEPENDENCIES, NO_CLOCK, NO_CHANCE, NO_THREADS, NO_IO, NO_LOGGING, NO_STATIC_STATE, NAMES);

    private PurityRules() {}

    private static DescribedPredicate<JavaClass> pure() {
        return describe(
                "in a core or in the shared language",
                c -> CORE.matcher(c.getPackageName()).matches()
                        || SHARED.matcher(c.getPackageName()).matches());
    }

    private static com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction core() {
        return classes().that(pure());
    }

    private static com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction noCore() {
        return noClasses().that(pure());
    }

    private static boolean mayKnow(String from, JavaClass to) {
        String there = to.getPackageName();
        if (to.isPrimitive()
                || JDK.contains(there)
                || JDK_CLASSES.contains(to.getName())
                || there.equals("org.jspecify.annotations")) {
            return true;
        }
        if (SHARED.matcher(there).matches()) {
            return true;
        }
        Matcher mine = CORE.matcher(from);
        if (!mine.matches()) {
            return JDK_OF_SHARED.contains(there);
        }
        Matcher theirs = CORE.matcher(there);
        return theirs.matches() && mine.group(1).equals(theirs.group(1));
    }

    private static boolean readsClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        return owner.equals("java.lang.System") && (name.equals("nanoTime") || name.equals("currentTimeMillis"))
                || owner.startsWith("java.time.") && name.equals("now");
    }

    private static boolean readsChance(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        return owner.equals("java.lang.Math") && name.equals("random")
                || owner.equals("java.lang.StrictMath") && name.equals("random")
                || owner.equals("java.util.UUID") && name.equals("randomUUID")
                || owner.equals("java.util.Collections") && name.equals("shuffle")
                || owner.equals("java.lang.System") && name.equals("identityHashCode");
    }

    private static boolean waits(JavaAccess<?> access) {
        String name = access.getTarget().getName();
        return access.getTargetOwner().getName().equals("java.lang.Object")
                && (name.equals("wait") || name.equals("notify") || name.equals("notifyAll"));
    }

    private static boolean touchesOutside(JavaAccess<?> access) {
        return access.getTargetOwner().getName().equals("java.lang.System")
                && Set.of(
                                "in",
                                "out",
                                "err",
                                "exit",
                                "getenv",
                                "getProperty",
                                "setProperty",
                                "console",
                                "load",
                                "loadLibrary")
                        .contains(access.getTarget().getName());
    }

    private static DescribedPredicate<JavaAccess<?>> target(
            String description, java.util.function.Predicate<JavaAccess<?>> test) {
        return describe(description, test);
    }

    private static ArchCondition<JavaClass> use(String what, Set<String> names) {
        return new ArchCondition<>("use " + what) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                    String target =
                            dependency.getTargetClass().getBaseComponentType().getName();
                    if (names.contains(target)) {
                        events.add(SimpleConditionEvent.satisfied(item, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> haveSynchronizedMethods() {
        return new ArchCondition<>("have synchronized methods") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (JavaMethod method : item.getMethods()) {
                    if (method.getModifiers().contains(JavaModifier.SYNCHRONIZED)) {
                        events.add(SimpleConditionEvent.satisfied(item, method.getDescription()));
                    }
                }
            }
        };
    }
}
