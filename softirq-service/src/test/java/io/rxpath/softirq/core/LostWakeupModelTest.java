package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * No interleaving of {frame written and interrupt raised if unmasked, softirq polls, completes, unmasks} may leave a frame
 * behind that nobody will poll for. A small card and three channels, in which buffers, interrupts and register writes
 * may each be delayed as long as they like, are driven through every order of events, also of those that fall between two
 * steps of one softirq. Every state that is reached must be able to come to rest, and at rest every frame has gone up.
 */
class LostWakeupModelTest {
    /** Answers each question of a world: first those of a known way to a state, then each way to go on from there. */
    private static final class Choices {
        final List<Integer> taken;
        private final List<Integer> options = new ArrayList<>();
        private final int prefix;
        private int at;

        Choices() {
            this(List.of());
        }

        Choices(List<Integer> way) {
            taken = new ArrayList<>(way);
            prefix = way.size();
        }

        int choose(int count) {
            if (at == taken.size()) {
                taken.add(0);
            }
            if (at >= prefix && options.size() == at - prefix) {
                options.add(count);
            }
            return taken.get(at++);
        }

        /** True if the known way is behind us. */
        boolean replayed() {
            return at >= prefix;
        }

        /** Begins again with the next answers after the known way; false if there are no others. */
        boolean advance() {
            at = 0;
            for (int i = taken.size() - 1; i >= prefix; i--) {
                int next = taken.get(i) + 1;
                options.subList(i - prefix + 1, options.size()).clear();
                taken.subList(i + 1, taken.size()).clear();
                if (next < options.get(i - prefix)) {
                    taken.set(i, next);
                    return true;
                }
            }
            return false;
        }
    }

    /** What a card that is modelled wrongly does. */
    private enum Fault {
        NONE,
        /** The card does not look at {@code cleaned} when it is unmasked. */
        NO_REFIRE,
        /** The first register write that unmasks is lost. */
        LOST_UNMASK
    }

    private static final class World implements SoftirqOutput {
        final Choices choices;
        final Fault fault;
        final Softirq softirq;
        int framesLeft;
        int restartsLeft;
        int switchesLeft;
        int delivered;
        int unmasks;

        int epoch = 1;
        int head;
        boolean masked;
        final ArrayDeque<SkBuff> dma = new ArrayDeque<>();
        final ArrayDeque<RingIrq> irq = new ArrayDeque<>();
        final ArrayDeque<RingMmio> mmio = new ArrayDeque<>();
        long now = Rig.START;
        boolean inRun;

        /** With a card that may be replaced, interrupts are really lost, and the driver's service task must help. */
        final boolean serviceTask;

        World(Choices choices, Fault fault, SoftirqSettings settings, int frames, int restarts, int switches) {
            switchesLeft = switches;
            serviceTask = restarts > 0;
            this.choices = choices;
            this.fault = fault;
            framesLeft = frames;
            restartsLeft = restarts;
            softirq = new Softirq(settings, 64, this);
            softirq.openQueue(0, now);
        }

        List<Runnable> enabled() {
            List<Runnable> events = new ArrayList<>();
            if (softirq.pending() && !inRun) {
                events.add(this::run);
            }
            if (timeoutAt() != Long.MAX_VALUE && !inRun) {
                events.add(this::timer);
            }
            if (framesLeft > 0) {
                events.add(this::frame);
            }
            if (!dma.isEmpty()) {
                events.add(() -> softirq.dma(dma.remove()));
            }
            if (!irq.isEmpty()) {
                events.add(() -> softirq.interrupt(irq.remove(), now));
            }
            if (!mmio.isEmpty()) {
                events.add(() -> write(mmio.remove()));
            }
            if (restartsLeft > 0) {
                events.add(this::restart);
            }
            if (switchesLeft > 0) {
                events.add(this::switchThreads);
            }
            return events;
        }

        void step() {
            List<Runnable> events = enabled();
            events.get(choices.choose(events.size())).run();
        }

        private void run() {
            inRun = true;
            softirq.run(now, () -> now);
            inRun = false;
        }

        private long timeoutAt() {
            return serviceTask
                    ? softirq.nextTimeoutNanos()
                    : Objects.requireNonNull(softirq.open(0)).timerAt();
        }

        private void timer() {
            now = Math.max(now, timeoutAt());
            softirq.onTimeout(now);
        }

        private void frame() {
            framesLeft--;
            SkBuff skb = TestFrame.tcp(1 + 100 * framesLeft, 100)
                    .id(framesLeft)
                    .hash(5)
                    .skb();
            skb.descriptor = (long) epoch << 32 | head;
            head++;
            dma.add(skb);
            raise();
        }

        private void raise() {
            if (!masked) {
                masked = true;
                irq.add(new RingIrq(0, epoch, head));
            }
        }

        private void write(RingMmio write) {
            if (write.epoch() == epoch && write.unmask()) {
                masked = false;
                if (head != write.cleaned() && fault != Fault.NO_REFIRE) {
                    raise();
                }
            }
        }

        /** The card is replaced by a fresh one; what it wrote to memory stays there. */
        private void restart() {
            restartsLeft--;
            epoch++;
            head = 0;
            masked = false;
        }

        /** NAPI goes into a thread, or back into the softirq. */
        private void switchThreads() {
            switchesLeft--;
            softirq.settings(softirq.settings().with(b -> b.threaded = !b.threaded), now);
        }

        /** Between two steps of a softirq anything may happen but another softirq. */
        private void preempt() {
            List<Runnable> events = enabled();
            int choice = choices.choose(events.size() + 1);
            if (choice > 0) {
                events.get(choice - 1).run();
            }
        }

        @Override
        public void mmio(RingMmio write) {
            if (write.unmask() && fault == Fault.LOST_UNMASK && unmasks == 0) {
                unmasks = 1;
                return;
            }
            mmio.add(write);
            preempt();
        }

        @Override
        public void receive(SkBuff skb) {
            delivered += skb.segments();
            preempt();
        }

        @Override
        public void transmit(SkBuff frame) {
            throw new AssertionError("transmitted " + frame);
        }

        @Override
        public void drop(DropEvent event) {
            throw new AssertionError("dropped " + event);
        }

        String state() {
            return framesLeft + " " + restartsLeft + " " + switchesLeft + " " + softirq.cpuStates() + " card " + epoch
                    + ":" + head + (masked ? " masked" : "") + " dma "
                    + dma.stream().map(s -> s.descriptor).toList() + " irq " + irq + " mmio " + mmio + " "
                    + softirq.pending() + " " + softirq.open(0) + " gro "
                    + Objects.requireNonNull(softirq.open(0)).gro.segments() + " timer "
                    + (timeoutAt() == Long.MAX_VALUE ? "none" : timeoutAt() - now)
                    + " up " + delivered + " unmasks " + unmasks;
        }
    }

    /** What the exploration found. */
    private record Result(int states, int atRest, @Nullable String stuck) {}

    /** Breadth first: each new state is kept with the shortest answers that lead to it. */
    private static Result explore(Fault fault, SoftirqSettings settings, int frames, int restarts, int switches) {
        Map<String, Set<String>> before = new HashMap<>();
        Set<String> resting = new HashSet<>();
        Set<String> seen = new HashSet<>();
        ArrayDeque<List<Integer>> todo = new ArrayDeque<>();
        String stuck = null;
        todo.add(List.of());
        seen.add(new World(new Choices(), fault, settings, frames, restarts, switches).state());
        while (!todo.isEmpty()) {
            Choices choices = new Choices(todo.remove());
            do {
                World world = new World(choices, fault, settings, frames, restarts, switches);
                while (!choices.replayed()) {
                    world.step();
                }
                String state = world.state();
                if (world.enabled().isEmpty()) {
                    resting.add(state);
                    stuck = world.delivered != frames && stuck == null ? state : stuck;
                    break;
                }
                world.step();
                String next = world.state();
                before.computeIfAbsent(next, s -> new HashSet<>()).add(state);
                if (seen.add(next)) {
                    todo.add(List.copyOf(choices.taken));
                }
            } while (choices.advance());
        }
        if (stuck == null) {
            stuck = cannotRest(seen, resting, before);
        }
        return new Result(seen.size(), resting.size(), stuck);
    }

    /** A state from which none at rest can be reached, or null. */
    private static @Nullable String cannotRest(Set<String> seen, Set<String> resting, Map<String, Set<String>> before) {
        Set<String> can = new HashSet<>(resting);
        ArrayDeque<String> todo = new ArrayDeque<>(resting);
        while (!todo.isEmpty()) {
            for (String earlier : before.getOrDefault(todo.remove(), Set.of())) {
                if (can.add(earlier)) {
                    todo.add(earlier);
                }
            }
        }
        return seen.stream().filter(s -> !can.contains(s)).findAny().orElse(null);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "three frames, 64, 0, 0, 3, 0, 0, 1",
        "polls of one packet, 1, 0, 0, 3, 0, 0, 1",
        "polls of two packets, 2, 0, 0, 3, 0, 0, 1",
        "the card restarts, 64, 0, 0, 2, 1, 0, 1",
        "the card restarts twice, 64, 0, 0, 2, 2, 0, 1",
        "the card restarts and polls are of one packet, 1, 0, 0, 2, 1, 0, 1",
        "interrupts are deferred, 64, 1, 20000, 2, 0, 0, 1",
        "GRO has a timeout, 64, 0, 20000, 2, 0, 0, 1",
        "NAPI goes into a thread, 64, 0, 0, 2, 0, 1, 1",
        "NAPI goes into a thread and back and polls are of one packet, 1, 0, 0, 2, 0, 2, 1",
        "RPS gives packets to another CPU, 64, 0, 0, 2, 0, 0, 2",
        "RPS gives packets to another CPU and polls are of one packet, 1, 0, 0, 2, 0, 0, 2",
    })
    void noInterleavingLosesAWakeup(
            String name, int weight, int defer, long timeout, int frames, int restarts, int switches, int cpus) {
        SoftirqSettings settings = Rig.tap()
                .withWeight(weight)
                .withDeferral(defer, timeout)
                .with(b -> {
                    b.cpus = cpus;
                    b.rpsCpus.put(0, cpus == 1 ? 0L : 2L);
                    b.devWeight = weight;
                });
        Result result = explore(Fault.NONE, settings, frames, restarts, switches);
        assertThat(result.stuck()).as(name).isNull();
        assertThat(result.states()).as("the model moves").isGreaterThan(50);
        assertThat(result.atRest()).isPositive();
    }

    @Test
    void theModelFindsACardThatDoesNotFireAgain() {
        assertThat(explore(Fault.NO_REFIRE, Rig.tap(), 2, 0, 0).stuck()).isNotNull();
    }

    @Test
    void theModelFindsALostUnmask() {
        assertThat(explore(Fault.LOST_UNMASK, Rig.tap(), 2, 0, 0).stuck()).isNotNull();
    }
}
