package io.rxpath.lab.packetdrill.run;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a system call has returned, or will return: a value and what it has written to the caller's memory. */
final class Reply {
    /**
     * A control message of recvmsg().
     *
     * @param level its level
     * @param type its type
     * @param data its number
     * @param fields the members of one that is a struct, otherwise empty
     */
    record Control(long level, long type, long data, List<Long> fields) {}

    /**
     * An event of epoll_wait().
     *
     * @param events bits
     * @param data what the caller has registered
     */
    record Ready(long events, long data) {}

    /**
     * All of it.
     *
     * @param value the result, or minus an errno
     * @param nanos when it returned
     * @param numbers numbers it has written, in the order of the caller's memory
     * @param control control messages
     * @param ready events
     */
    record Done(long value, long nanos, List<Long> numbers, List<Control> control, List<Ready> ready) {}

    private final Supplier<@Nullable Done> source;
    private @Nullable Done done;

    private Reply(Supplier<@Nullable Done> source) {
        this.source = source;
    }

    /** A call that {@code source} says the result of, null as long as it waits. */
    static Reply of(Supplier<@Nullable Done> source) {
        return new Reply(source);
    }

    /** A value at once. */
    static Reply at(long nanos, long value, Long... numbers) {
        Done done = new Done(value, nanos, List.of(numbers), List.of(), List.of());
        return new Reply(() -> done);
    }

    /** The result, null as long as the call waits. */
    @Nullable
    Done done() {
        if (done == null) {
            done = source.get();
        }
        return done;
    }
}
