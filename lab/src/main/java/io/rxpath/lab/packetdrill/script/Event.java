package io.rxpath.lab.packetdrill.script;

/**
 * What happens, or is expected to happen, at a time.
 *
 * @param line where it stands
 * @param time when
 * @param action what
 */
public record Event(int line, EventTime time, Action action) {}
