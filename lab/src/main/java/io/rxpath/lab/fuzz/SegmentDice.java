package io.rxpath.lab.fuzz;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Segments of the flows of {@link FuzzCase}: the first to the listener, the second to a closed port, the third on. */
final class SegmentDice {
    private final Dice dice;
    private final boolean router;
    private final String flows;
    private boolean asked;

    /** @param flows what the names of the flows begin with */
    SegmentDice(Dice dice, boolean router, String flows) {
        this.dice = dice;
        this.router = router;
        this.flows = flows;
    }

    /** One segment, some of them with fields of the IP header. */
    ObjectNode step() {
        ObjectNode s = JsonNodeFactory.instance.objectNode();
        int flow = router ? dice.of(0, 1, 2) : dice.of(0, 1);
        if (flow == 0 && !asked) {
            // The listener, once: what comes to it is TCP's business, not this layer's.
            asked = true;
            return s.put("tcp", "S").put("conn", flows + 0).put("seq", 0);
        }
        s.put("tcp", dice.of("S", "S", "A", "PA", "R", "FA", "SA", "F", "SF", "RA"));
        s.put("conn", flows + Math.max(1, flow))
                .put("seq", dice.of(0, 1, 1, 100))
                .put("ack", dice.of(0, 1, 7));
        if (dice.chance(30)) {
            s.put("data", dice.between(1, 200));
        }
        if (dice.chance(6)) {
            s.put("csum", "bad");
        }
        if (dice.chance(20)) {
            s.putObject("ip").put("ttl", dice.of(1, 2, 9));
        }
        return s;
    }
}
