package io.rxpath.lab.packetdrill.script;

import java.util.List;

/**
 * One script.
 *
 * @param file its name, for messages
 * @param options its option lines, in order
 * @param before commands that stand in front of the first event
 * @param events its events, in order
 * @param after commands that stand behind the last event
 */
public record Script(String file, List<Option> options, List<Command> before, List<Event> events, List<Command> after) {
    /**
     * An option, {@code --name=value}.
     *
     * @param line where it stands
     * @param name without dashes
     * @param value the value; empty for a switch
     */
    public record Option(int line, String name, String value) {}

    /**
     * A shell command without a time of its own.
     *
     * @param line where it stands
     * @param text what stands between the back quotes
     */
    public record Command(int line, String text) {}

    /** Copies the lists. */
    public Script {
        options = List.copyOf(options);
        before = List.copyOf(before);
        events = List.copyOf(events);
        after = List.copyOf(after);
    }
}
