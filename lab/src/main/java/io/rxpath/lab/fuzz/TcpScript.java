package io.rxpath.lab.fuzz;

import io.rxpath.lab.oracle.Rehearsal;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The steps of a case while they are written. Each is played before the next is begun, and no step begins near a timer of the
 * host: where one would, a wait is put in until the timer has run. So the same happens in the same step on any clock.
 */
final class TcpScript {
    private final Rehearsal host;
    private final ObjectNode flows;
    private final ArrayNode steps;
    private int played;

    /** A script for the host that {@code theCase} describes; flows and steps are written to it. */
    TcpScript(ObjectNode theCase) {
        host = new Rehearsal(theCase);
        flows = theCase.putObject("conns");
        steps = theCase.putArray("steps");
    }

    /** The peer has a flow. */
    void flow(String name, ObjectNode flow) {
        flows.set(name, flow);
        host.flow(name, flow);
    }

    /** One more step, to be filled in before the next call. */
    ObjectNode add() {
        settle();
        return steps.addObject();
    }

    /** Plays what is written, and lets the timers that are near run. */
    void settle() {
        catchUp();
        for (int millis = host.millisToCalm(); millis > 0; millis = host.millisToCalm()) {
            steps.addObject().put("wait", millis);
            catchUp();
        }
    }

    /** See {@link Rehearsal#heard}. */
    int heard(String flow) {
        catchUp();
        return host.heard(flow);
    }

    /** See {@link Rehearsal#ends}. */
    List<Integer> ends(String flow) {
        catchUp();
        return host.ends(flow);
    }

    /** See {@link Rehearsal#writable}. */
    boolean writable(String flow) {
        catchUp();
        return host.writable(flow);
    }

    private void catchUp() {
        while (played < steps.size()) {
            host.play((ObjectNode) steps.get(played++));
        }
    }
}
