package io.rxpath.lab.oracle;

import io.rxpath.lab.oracle.CaseFile.Iface;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A case that is played while it is being written: who writes it sees where the stack stands after each step. */
public final class Rehearsal {
    private static final long MILLI = 1_000_000;

    private final List<String> unsupported = new ArrayList<>();
    private final StepReader reader;
    private final CaseRun run;

    /**
     * Boots the host of a case.
     *
     * @param theCase all of the case but its flows and its steps
     * @throws io.rxpath.lab.run.LabException if it is not as the format wants it, naming the place
     */
    public Rehearsal(ObjectNode theCase) {
        ObjectNode begun = theCase.deepCopy();
        begun.putObject("conns");
        begun.putArray("steps");
        CaseFile host = CaseReader.read("rehearsal", begun);
        reader = new StepReader(host.ifaces().stream().map(Iface::name).toList(), unsupported);
        run = new CaseRun(host, stack -> {});
    }

    /** The peer gets a flow. */
    public void flow(String name, JsonNode flow) {
        run.peer.add(name, CaseReader.flow(new JsonPlace(name, flow)));
    }

    /** Plays one step, as the case file writes it. */
    public void play(ObjectNode step) {
        ArrayNode one = JsonNodeFactory.instance.arrayNode().add(step);
        run.play(reader.steps(new JsonPlace("step", one)));
        unsupported.addAll(run.unsupported());
        if (!unsupported.isEmpty()) {
            throw new IllegalStateException("a step that is not supported: " + step + ": " + unsupported);
        }
    }

    /**
     * How long to wait, in ms, until no timer of TCP is near: 0 if a step may begin now. After such a wait another timer can
     * be near.
     */
    public int millisToCalm() {
        return (int) ((run.calmAt() - run.now() + MILLI - 1) / MILLI);
    }

    /** The byte of the host that the peer of a flow expects next, 1 for the first; 0 before a SYN of the host. */
    public int heard(String flow) {
        return (int) run.peer.flow(flow).rcvNxt;
    }

    /** Where the host's segments of a flow have ended so far, in the order they came. */
    public List<Integer> ends(String flow) {
        List<Integer> ends = new ArrayList<>();
        for (ObjectNode answer : run.out) {
            if (answer.path("conn").asString("").equals(flow)) {
                ends.add(answer.path("seq").asInt() + answer.path("len").asInt());
            }
        }
        return ends;
    }

    /** Whether an application has a socket of a flow that it can write to without an error. */
    public boolean writable(String flow) {
        return run.apps.writable(flow);
    }
}
