package io.rxpath.lab.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One random connection: handshake, segments at and around the edges of what has been sent and what is expected, system
 * calls of its application, waits, and a reset at the end.
 */
final class TcpTalk {
    /** The last: an ACK, a probe of lost data or a first retransmission may be in it. */
    private static final int LAST_WAIT_MS = 120;

    private static final int[] LENGTHS = {1, 2, 10, 10, 100, 100, 100, 536, 700, 1000, 1200, 1440};

    private final Dice dice;
    private final String name;
    private final TcpScript script;
    /** What has been sent, start and end of each stretch. */
    private final TreeMap<Integer, Integer> sent = new TreeMap<>();

    private final List<Integer> edges = new ArrayList<>();

    /** What the host would expect next if it has taken a SYN as a new request. */
    private final List<Integer> requests = new ArrayList<>();

    private boolean stamps;
    /** The peer has asked for ECN: its flags and marks are about that. */
    private boolean ecn;

    /**
     * The peer takes little at a time: what is written fits one segment, as IP counts several that TCP sends together as
     * one.
     */
    private boolean small;

    private boolean alive = true;
    private boolean finished;
    private boolean shut;
    private int port;
    private boolean closed;
    private boolean wrote;
    private int heard;
    private int clock = 200_000;
    private final TcpAnswers answers;
    /** The application writes much at a time. */
    private final boolean large;

    TcpTalk(Dice dice, String name, TcpScript script, boolean wide) {
        this.dice = dice;
        this.name = name;
        this.script = script;
        answers = new TcpAnswers(dice, script, name);
        large = wide && dice.chance(60);
    }

    /** Describes the connection and writes its steps. */
    void open(int sourcePort) {
        port = dice.of(TcpFuzzCase.CLOSES, TcpFuzzCase.HOLDS, TcpFuzzCase.MANUAL, TcpFuzzCase.SMALL);
        ObjectNode flow =
                JsonNodeFactory.instance.objectNode().put("sport", sourcePort).put("dport", port);
        flow.put("isn", dice.of(1_000_000L, 1_000_000L, 0L, 4_294_967_295L, 4_294_966_000L, 2_147_483_000L));
        if (dice.chance(15)) {
            flow.put("win", dice.of(0, 500, 3000));
            small = true;
        }
        options(flow.putArray("opts"));
        script.flow(name, flow);
        handshake();
        for (int i = dice.between(4, 16); i > 0; i--) {
            step();
        }
        pause(LAST_WAIT_MS);
        end();
    }

    /**
     * Resets wherever the host may stand, first where it should: nothing of it is left whose timers would run on while the
     * next one talks, each second some milliseconds later on a real clock.
     */
    private void end() {
        int next = expected();
        TreeSet<Integer> others = new TreeSet<>(List.of(1, next + 1));
        for (int edge : edges) {
            others.add(edge);
            others.add(edge + 1);
        }
        others.removeAll(requests);
        others.remove(next);
        // Before an answer whose timestamp none of a request has: what echoes it is refused there.
        requests.forEach(seq -> segment("R").put("seq", seq).putArray("opts"));
        stamp(segment("R").put("seq", next), clock);
        others.forEach(seq -> stamp(segment("R").put("seq", seq), clock));
        add().put("wait", 5);
    }

    private ObjectNode add() {
        return script.add();
    }

    private ObjectNode segment(String flags) {
        return add().put("tcp", flags).put("conn", name);
    }

    private static void option(ArrayNode list, Object... parts) {
        ArrayNode one = list.addArray();
        for (Object part : parts) {
            if (part instanceof Integer number) {
                one.add(number);
            } else {
                one.add(part.toString());
            }
        }
    }

    private void options(ArrayNode list) {
        if (dice.chance(90)) {
            int mss = dice.of(1460, 1460, 1460, 536, 100, 0, 9000, 65_535);
            option(list, "mss", mss);
            small |= mss == 100;
        }
        if (dice.chance(75)) {
            option(list, "sackok");
        }
        stamps = dice.chance(40);
        if (stamps) {
            option(list, "ts", clock, 0);
        }
        if (dice.chance(60)) {
            option(list, "ws", dice.of(0, 7, 7, 14, 3));
        }
    }

    private void handshake() {
        int kind = dice.below(100);
        if (kind >= 25) {
            add().put("connect", name);
            return;
        }
        // What the host answers hangs on its settings: a millisecond is enough for it.
        ecn = true;
        mark(segment(kind < 8 ? "SEC" : kind < 22 ? "SECN" : dice.of("SE", "SC", "SN", "SCN", "SEN")), 20);
        mark(segment("A" + (kind < 8 ? "" : ace())), 10);
    }

    /** Some of the three flags that are the ACE field of accurate ECN, whose lowest bit is ECE and highest AE. */
    private String ace() {
        return dice.of("", "E", "C", "C", "EC", "N", "EN", "CN", "ECN");
    }

    private void mark(ObjectNode s, int percent) {
        if (dice.chance(percent)) {
            s.withObject("ip").put("tos", dice.of(1, 2, 2, 3));
        }
    }

    /** An option of accurate ECN: some of its three counters, in one order or the other. */
    private void accurate(ObjectNode s) {
        int counters = dice.below(4);
        StringBuilder hex = new StringBuilder(dice.of("ac", "ae")).append(String.format("%02x", 2 + 3 * counters));
        for (int i = 0; i < counters; i++) {
            hex.append(String.format("%06x", dice.of(0, 1, 1, 2, 101, 0x800000)));
        }
        option(s.withArray("opts"), "raw", hex);
    }

    private void step() {
        rest();
        int kind = dice.below(100);
        if (answers.due() && dice.chance(70)) {
            answers.answer();
        } else if (kind < (large ? 45 : 68)) {
            data();
        } else if (kind < 78) {
            call();
        } else if (kind < 88) {
            pause(dice.of(2, 10, 10, 50, 120, 120, 300));
        } else if (kind < 92 && !finished) {
            ObjectNode fin = segment(dice.of("FA", "FA", "FPA", "F"));
            place(fin, expected(), dice.chance(30) ? dice.of(1, 10, 100) : 0);
            answers.hold(fin);
            finished = true;
            alive = alive && port != TcpFuzzCase.CLOSES;
        } else {
            odd();
        }
    }

    private void pause(int millis) {
        add().put("wait", millis);
    }

    private void data() {
        // Data behind a FIN may kill the connection.
        alive &= !finished;
        ObjectNode s = ecn
                ? segment(dice.of("A", "PA", "PA", "UPA") + (dice.chance(60) ? ace() : ""))
                : segment(dice.of("A", "A", "PA", "PA", "PA", "UPA", "EA", "CA", ""));
        String flags = s.get("tcp").asString();
        int length = LENGTHS[dice.below(LENGTHS.length)];
        if (dice.chance(10)) {
            length = 0;
        }
        place(s, start(length), length);
        if (flags.contains("U")) {
            s.put("urg", dice.of(0, 1, length, length + 1, 3000));
        }
        acknowledge(s, flags);
        stamp(s);
        mark(s, ecn ? 50 : 5);
        if (ecn && !stamps && dice.chance(20)) {
            accurate(s);
        }
        if (dice.chance(2)) {
            s.put("csum", "bad");
        }
    }

    private void acknowledge(ObjectNode s, String flags) {
        if (flags.contains("A")) {
            answers.hold(s);
        }
        if (flags.contains("A") && dice.chance(12)) {
            s.put("ack", dice.of(-100_000, -70_000, -1, 0, 1, 2, 3, 50, 100_000));
        }
        if (dice.chance(8)) {
            s.put("win", dice.of(0, 1, 100, 2000, 65_535));
        }
    }

    private void stamp(ObjectNode s, int value) {
        if (stamps) {
            s.put("ts", value);
        }
    }

    private void stamp(ObjectNode s) {
        if (!stamps) {
            return;
        }
        clock += dice.below(20);
        if (dice.chance(8)) {
            s.put("ts", clock - dice.of(1, 5, 100, 100_000));
        } else {
            s.put("ts", clock);
        }
        if (dice.chance(6)) {
            s.put("ecr", dice.of(0, -1000, 1, 1_000_000));
        }
    }

    /** Where a segment starts: mostly where it belongs, otherwise around an edge. */
    private int start(int length) {
        int next = expected();
        int kind = dice.below(100);
        if (kind < 45) {
            return next;
        }
        if (kind < 60) {
            return next + dice.of(1, 10, 100, 536, 1460, 3000);
        }
        if (kind < 70) {
            return next - dice.of(1, 5, 10, length, length + 1);
        }
        if (kind < 90 && !edges.isEmpty()) {
            return dice.of(edges) + dice.of(-100, -length, -1, 0, 0, 1, 10);
        }
        return next + dice.of(-100_000, -3000, 14_000, 60_000, 64_240, 66_000, 200_000);
    }

    private void place(ObjectNode s, int start, int length) {
        s.put("seq", start);
        if (length == 0) {
            return;
        }
        s.put("data", length);
        edges.add(start);
        edges.add(start + length);
        if (start < expected() + 60_000) {
            sent.merge(start, start + length, Math::max);
        }
    }

    /** The next byte the host expects, if it has kept all that was sent. */
    private int expected() {
        int next = 1;
        for (var stretch : sent.entrySet()) {
            if (stretch.getKey() > next) {
                return next;
            }
            next = Math.max(next, stretch.getValue());
        }
        return next;
    }

    /** Segments that are out of the ordinary; the application may be gone afterwards. */
    private void odd() {
        String flags = dice.of("R", "RA", "S", "SA", "SF", "", "F", "SEC", "FPU", "SECN", "ECN");
        ObjectNode s = segment(flags);
        place(s, start(10), dice.chance(30) ? 10 : 0);
        acknowledge(s, flags);
        stamp(s);
        if (dice.chance(30)) {
            option(
                    s.withArray("opts"),
                    "raw",
                    dice.of("01010101", "00ffffff", "1e020101", "0504ffff", "02040100", "fd04f989"));
        }
        if (flags.contains("S")) {
            requests.add(s.get("seq").asInt() + 1);
        }
        if (!flags.isEmpty()) {
            alive = false;
        }
    }

    private void call() {
        ObjectNode s = JsonNodeFactory.instance.objectNode().put("app", name);
        int kind = dice.below(100);
        boolean manual = port == TcpFuzzCase.MANUAL || port == TcpFuzzCase.SMALL;
        if (manual && kind < 50 && !closed) {
            s.put("do", "read").put("n", dice.of(1, 10, 100, 1000, 100_000));
        } else if (kind < (large ? 85 : 55) && (large ? script.writable(name) : alive) && !shut) {
            s.put("do", "write").put("n", size());
            wrote = true;
            if (large) {
                answers.begin();
            }
        } else if (kind < 75 && alive && !shut) {
            s.put("do", "shutdown");
            shut = true;
        } else if (kind < (large ? 90 : 85) && alive) {
            s.put("do", "close");
            closed = true;
            alive = false;
        } else {
            s = JsonNodeFactory.instance.objectNode().put("info", name);
        }
        script.add().setAll(s);
    }

    /**
     * Until the host has sent what it could for more than 1 ms, it may wait for a better moment, and what is answered in less
     * time than its SYN-ACK was is taken for an answer to an earlier segment.
     */
    private void rest() {
        int now = script.heard(name);
        if (wrote || large && now != heard) {
            pause(3);
        }
        wrote = false;
        heard = now;
    }

    /** How much is written. */
    private int size() {
        if (large && dice.chance(80)) {
            return dice.of(536, 1448, 1460, 1461, 2000, 2920, 3000, 4380, 5000, 10_000, 14_600, 20_000);
        }
        return small ? dice.of(1, 10, 10, 50) : dice.of(1, 10, 100, 400);
    }
}
