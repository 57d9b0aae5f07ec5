package io.rxpath.lab.fuzz;

import java.util.ArrayList;
import java.util.List;

/** How a datagram is cut into fragments, of either family: pairs of offset and length. */
final class PieceDice {
    private PieceDice() {}

    /** {@code total} bytes in pieces of equal length, of at least {@code units} times 8 bytes but for the last. */
    static List<int[]> cut(Dice dice, int total, int units) {
        List<int[]> pieces = new ArrayList<>();
        int step = 8 * dice.between(Math.max(units, total / 40), Math.max(units + 1, total / 8));
        for (int at = 0; at < total; at += step) {
            pieces.add(new int[] {at, Math.min(step, total - at)});
        }
        return pieces;
    }

    /** Mixes them (0 to 3), repeats one (4), leaves one out (5), or adds one that overlaps (6); another does nothing. */
    static void disturb(Dice dice, List<int[]> pieces, int what) {
        if (what < 4) {
            for (int i = pieces.size() - 1; i > 0; i--) {
                int j = dice.below(i + 1);
                int[] swap = pieces.get(i);
                pieces.set(i, pieces.get(j));
                pieces.set(j, swap);
            }
        } else if (what == 4) {
            pieces.add(dice.below(pieces.size()), dice.of(pieces));
        } else if (what == 5 && pieces.size() > 1) {
            pieces.remove(dice.below(pieces.size()));
        } else if (what == 6) {
            int[] one = dice.of(pieces);
            pieces.add(dice.below(pieces.size()), new int[] {Math.max(0, one[0] - 8), one[1] + 8});
        }
    }
}
