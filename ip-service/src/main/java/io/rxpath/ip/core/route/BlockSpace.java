package io.rxpath.ip.core.route;

import java.util.Arrays;

/**
 * Numbers of slots, handed out in blocks of 1 to 64 neighbouring ones that never cross a page. What is given back is used
 * again by blocks of the same size.
 */
final class BlockSpace {
    /** Sizes in use: a block grows in steps, so that adding one entry after another copies little. */
    private static final int[] SIZES = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};

    private static final byte[] SIZE_CLASS = new byte[65];

    static {
        int size = 0;
        for (int n = 1; n <= 64; n++) {
            if (n > SIZES[size]) {
                size++;
            }
            SIZE_CLASS[n] = (byte) size;
        }
    }

    private final int pageSlots;
    private final int[][] free = new int[SIZES.length][16];
    private final int[] freeCount = new int[SIZES.length];
    private int top;

    /** Pages of {@code pageSlots} slots, a power of two of at least 64. */
    BlockSpace(int pageSlots) {
        this.pageSlots = pageSlots;
    }

    /** Slots that a block for {@code n} entries has, 0 for none. */
    static int capacity(int n) {
        return n == 0 ? 0 : SIZES[SIZE_CLASS[n]];
    }

    /** The first slot of a block for {@code n} entries, 1..64. */
    int take(int n) {
        int size = SIZE_CLASS[n];
        if (freeCount[size] > 0) {
            return free[size][--freeCount[size]];
        }
        int left = pageSlots - (top & pageSlots - 1);
        if (left < SIZES[size]) {
            giveRest(left);
        }
        int base = top;
        top += SIZES[size];
        return base;
    }

    /** Takes back the block of {@code n} entries at {@code base}. */
    void give(int base, int n) {
        push(SIZE_CLASS[n], base);
    }

    /** Slots ever handed out: pages are needed up to here. */
    int top() {
        return top;
    }

    private void giveRest(int slots) {
        int left = slots;
        for (int size = SIZES.length - 1; left > 0; size--) {
            while (left >= SIZES[size]) {
                push(size, top);
                top += SIZES[size];
                left -= SIZES[size];
            }
        }
    }

    private void push(int size, int base) {
        if (freeCount[size] == free[size].length) {
            free[size] = Arrays.copyOf(free[size], 2 * freeCount[size]);
        }
        free[size][freeCount[size]++] = base;
    }
}
