package io.rxpath.tcp.core.queue;

import io.rxpath.skb.Seq;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The out-of-order queue as a data structure: a red-black tree of entries by their sequence numbers. Entries may overlap;
 * who reads takes the bytes of the earlier one. Knows nothing of TCP.
 *
 * <p>Its shape is the kernel's: which entries a segment meets on its way down decides what it is joined to and how many
 * duplicates are counted. Kernel: lib/rbtree.c rb_insert_color(), rb_erase(); net/ipv4/tcp_input.c tcp_rbtree_insert().
 */
public final class OutOfOrderQueue {
    private @Nullable OfoSkb root;
    /** The entry with the highest sequence number (ooo_last_skb). */
    private @Nullable OfoSkb last;

    private int size;
    private int nextId;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** An id for the next entry. */
    public int newId() {
        return nextId++;
    }

    /** Ids from {@code id} on are free: for loading. */
    public void idsFrom(int id) {
        nextId = Math.max(nextId, id);
    }

    /** First id that was never given away. */
    public int nextId() {
        return nextId;
    }

    /** Where a way down begins. */
    @Nullable
    OfoSkb root() {
        return root;
    }

    /** The entry with the lowest sequence number, null for none. */
    public @Nullable OfoSkb first() {
        OfoSkb skb = root;
        return skb == null ? null : leftmost(skb);
    }

    /** The entry with the highest sequence number; only when not empty. */
    public OfoSkb last() {
        OfoSkb skb = last;
        if (skb == null) {
            throw new IllegalStateException("the queue is empty");
        }
        return skb;
    }

    private static OfoSkb leftmost(OfoSkb from) {
        OfoSkb skb = from;
        while (skb.left != null) {
            skb = skb.left;
        }
        return skb;
    }

    /** The next entry in sequence order, null behind the last (rb_next()). */
    public static @Nullable OfoSkb after(OfoSkb skb) {
        if (skb.right != null) {
            return leftmost(skb.right);
        }
        OfoSkb child = skb;
        OfoSkb up = skb.parent;
        while (up != null && child == up.right) {
            child = up;
            up = up.parent;
        }
        return up;
    }

    private static @Nullable OfoSkb before(OfoSkb skb) {
        if (skb.left != null) {
            OfoSkb down = skb.left;
            while (down.right != null) {
                down = down.right;
            }
            return down;
        }
        OfoSkb child = skb;
        OfoSkb up = skb.parent;
        while (up != null && child == up.left) {
            child = up;
            up = up.parent;
        }
        return up;
    }

    /** Adds an entry where its sequence number puts it, behind others with the same (tcp_rbtree_insert()). */
    void insert(OfoSkb skb) {
        OfoSkb up = null;
        OfoSkb at = root;
        boolean right = false;
        while (at != null) {
            up = at;
            right = !Seq.before(skb.seq, at.seq);
            at = right ? at.right : at.left;
        }
        link(skb, up, right);
    }

    /** Hangs an entry below {@code up}, or as the only one, where there is nothing yet. */
    void link(OfoSkb skb, @Nullable OfoSkb up, boolean right) {
        skb.parent = up;
        skb.left = null;
        skb.right = null;
        skb.red = true;
        if (up == null) {
            root = skb;
        } else if (right) {
            up.right = skb;
        } else {
            up.left = skb;
        }
        if (up == null || right && up == last) {
            last = skb;
        }
        size++;
        balance(skb);
    }

    /** Puts an entry that is in no tree into the place of another (rb_replace_node()). */
    void replace(OfoSkb old, OfoSkb skb) {
        skb.red = old.red;
        hang(old, skb);
        adopt(skb, old.left, false);
        adopt(skb, old.right, true);
        if (old == last) {
            last = skb;
        }
        forget(old);
    }

    /** Takes an entry out (rb_erase()). */
    void remove(OfoSkb skb) {
        if (skb == last) {
            last = before(skb);
        }
        size--;
        OfoSkb left = skb.left;
        OfoSkb right = skb.right;
        OfoSkb thin;
        boolean black;
        if (left == null || right == null) {
            OfoSkb child = left == null ? right : left;
            thin = skb.parent;
            black = !skb.red;
            hang(skb, child);
            if (child != null) {
                child.red = skb.red;
                black = false;
            }
        } else {
            OfoSkb successor = leftmost(right);
            OfoSkb child = successor.right;
            thin = successor;
            black = !successor.red;
            if (successor != right) {
                thin = successor.parent;
                hang(successor, child);
                adopt(successor, right, true);
            }
            adopt(successor, left, false);
            hang(skb, successor);
            successor.red = skb.red;
            if (child != null) {
                child.red = false;
                black = false;
            }
        }
        forget(skb);
        if (black && thin != null) {
            thicken(thin);
        }
    }

    /** Forgets all. */
    public void clear() {
        root = null;
        last = null;
        size = 0;
    }

    private static void forget(OfoSkb skb) {
        skb.parent = null;
        skb.left = null;
        skb.right = null;
    }

    /** {@code by} hangs where {@code place} does. */
    private void hang(OfoSkb place, @Nullable OfoSkb by) {
        OfoSkb up = place.parent;
        if (by != null) {
            by.parent = up;
        }
        if (up == null) {
            root = by;
        } else if (up.left == place) {
            up.left = by;
        } else {
            up.right = by;
        }
    }

    private static void adopt(OfoSkb up, @Nullable OfoSkb child, boolean right) {
        if (right) {
            up.right = child;
        } else {
            up.left = child;
        }
        if (child != null) {
            child.parent = up;
        }
    }

    private static boolean red(@Nullable OfoSkb skb) {
        return skb != null && skb.red;
    }

    private static @Nullable OfoSkb child(OfoSkb skb, boolean right) {
        return right ? skb.right : skb.left;
    }

    /** The child on the other side of {@code right} goes up, {@code skb} down to that side. */
    private void rotate(OfoSkb skb, boolean right, OfoSkb child) {
        adopt(skb, child(child, right), !right);
        hang(skb, child);
        adopt(child, skb, right);
    }

    /** rb_insert_color(): no red entry below a red one. */
    private void balance(OfoSkb added) {
        OfoSkb node = added;
        while (true) {
            OfoSkb up = node.parent;
            if (up == null) {
                node.red = false;
                return;
            }
            OfoSkb top = up.parent;
            if (!up.red || top == null) {
                return;
            }
            boolean upIsRight = top.right == up;
            OfoSkb uncle = child(top, !upIsRight);
            if (uncle != null && uncle.red) {
                uncle.red = false;
                up.red = false;
                top.red = true;
                node = top;
                continue;
            }
            if (child(up, !upIsRight) == node) {
                rotate(up, upIsRight, node);
                up = node;
            }
            rotate(top, !upIsRight, up);
            up.red = false;
            top.red = true;
            return;
        }
    }

    /** ____rb_erase_color(): one side below {@code from} has a black entry less than the other. */
    private void thicken(OfoSkb from) {
        OfoSkb node = null;
        OfoSkb up = from;
        while (true) {
            boolean right = up.right == node;
            OfoSkb sibling = child(up, !right);
            if (sibling == null) {
                throw new IllegalStateException("a tree without balance");
            }
            if (sibling.red) {
                rotate(up, right, sibling);
                up.red = true;
                sibling.red = false;
                sibling = child(up, !right);
                if (sibling == null) {
                    throw new IllegalStateException("a tree without balance");
                }
            }
            OfoSkb far = child(sibling, !right);
            OfoSkb near = child(sibling, right);
            if (!red(far) && !red(near)) {
                sibling.red = true;
                if (up.red) {
                    up.red = false;
                    return;
                }
                node = up;
                up = up.parent;
                if (up == null) {
                    return;
                }
                continue;
            }
            if (!red(far) && near != null) {
                rotate(sibling, !right, near);
                near.red = false;
                sibling.red = true;
                far = sibling;
                sibling = near;
            }
            rotate(up, right, sibling);
            sibling.red = up.red;
            up.red = false;
            if (far != null) {
                far.red = false;
            }
            return;
        }
    }

    /** How deep below the root an entry is, twice, and one more if it is red: the tree's shape, to be stored. */
    public static int shape(OfoSkb skb) {
        int depth = 0;
        for (OfoSkb up = skb.parent; up != null; up = up.parent) {
            depth++;
        }
        return depth << 1 | (skb.red ? 1 : 0);
    }

    /**
     * Makes the tree of entries in sequence order and what {@link #shape} said of each. In this order an entry hangs right
     * of the nearest one before it that is less deep, and what lies between becomes its left side. Returns false if no tree
     * has this shape.
     */
    public boolean restore(List<OfoSkb> entries, int[] shapes) {
        clear();
        int[] spine = new int[shapes.length];
        int height = 0;
        for (int i = 0; i < shapes.length; i++) {
            OfoSkb skb = entries.get(i);
            skb.red = (shapes[i] & 1) != 0;
            OfoSkb child = null;
            while (height > 0 && shapes[spine[height - 1]] >> 1 > shapes[i] >> 1) {
                child = entries.get(spine[--height]);
            }
            skb.right = null;
            skb.parent = null;
            adopt(skb, child, false);
            if (height == 0) {
                root = skb;
            } else {
                adopt(entries.get(spine[height - 1]), skb, true);
            }
            spine[height++] = i;
            last = skb;
            size++;
        }
        for (int i = 0; i < shapes.length; i++) {
            if (shape(entries.get(i)) != shapes[i]) {
                return false;
            }
        }
        return true;
    }
}
