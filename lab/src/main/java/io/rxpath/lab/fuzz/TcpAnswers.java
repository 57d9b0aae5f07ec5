package io.rxpath.lab.fuzz;

import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the peer of a connection says of the host's data: it acknowledges all of it with whatever it sends next, or holds back
 * and says bit by bit, and again, and with SACK blocks, what has come.
 */
final class TcpAnswers {
    private static final int BLOCKS = 3;

    private final Dice dice;
    private final TcpScript script;
    private final String name;
    private boolean holding;
    private int acked = 1;

    TcpAnswers(Dice dice, TcpScript script, String name) {
        this.dice = dice;
        this.script = script;
        this.name = name;
    }

    /** The host is about to write. */
    void begin() {
        if (!holding && dice.chance(60)) {
            holding = true;
            acked = Math.max(1, script.heard(name));
        }
    }

    /** Whether there is anything to say. */
    boolean due() {
        return holding && script.heard(name) > acked;
    }

    /** A segment with an ACK does not say more than the peer wants to. */
    void hold(ObjectNode segment) {
        if (holding) {
            segment.put("ack", acked);
        }
    }

    /** One acknowledgement, or the same one several times. */
    void answer() {
        int heard = script.heard(name);
        int kind = dice.below(100);
        if (kind < 30) {
            acked = dice.chance(15) ? dice.between(acked, heard) : end(heard);
            window(ack());
        } else if (kind < 45) {
            acked = heard;
            holding = dice.chance(50);
            window(ack());
        } else if (kind < 60) {
            for (int i = dice.between(1, 4); i > 0; i--) {
                ack();
            }
        } else {
            for (int i = dice.between(1, 3); i > 0; i--) {
                sack(heard);
            }
        }
    }

    private ObjectNode ack() {
        // Later than the handshake was answered: what is answered sooner was not sent again, the host thinks.
        script.add().put("wait", 3);
        return script.add().put("tcp", "A").put("conn", name).put("ack", acked);
    }

    private void window(ObjectNode segment) {
        if (dice.chance(10)) {
            segment.put("win", dice.of(0, 1, 100, 2000, 65_535));
        }
    }

    /** Where a segment ends. */
    private int end(int heard) {
        List<Integer> ends =
                script.ends(name).stream().filter(end -> end > acked).toList();
        return ends.isEmpty() ? heard : Math.min(heard, dice.of(ends));
    }

    private void sack(int heard) {
        TreeSet<Integer> edges = new TreeSet<>();
        for (int i = 2 * dice.between(1, BLOCKS); i > 0; i--) {
            edges.add(end(heard));
        }
        List<Integer> all = List.copyOf(edges);
        ArrayNode opts = ack().putArray("opts");
        opts.addArray().add("nop");
        opts.addArray().add("nop");
        ArrayNode option = opts.addArray().add("sack");
        for (int i = 0; i + 1 < all.size(); i += 2) {
            option.addArray().add(all.get(i)).add(all.get(i + 1));
        }
        if (option.size() == 1) {
            // No block: the option is not there.
            opts.removeAll();
        }
    }
}
