package io.rxpath.ip.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The trie against a scan of all prefixes, while prefixes come and go. */
class LpmTrieTest {
    private record Prefix(long hi, long lo, int length) {
        Prefix {
            hi &= mask(length);
            lo &= mask(length - 64);
        }

        boolean contains(long h, long l) {
            return (h & mask(length)) == hi && (l & mask(length - 64)) == lo;
        }

        private static long mask(int bits) {
            return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << 64 - bits;
        }
    }

    private final Map<Prefix, Integer> model = new HashMap<>();
    private final LpmTrie<Integer> trie = new LpmTrie<>();

    private @Nullable Integer scan(long hi, long lo, int below) {
        Prefix best = null;
        for (Prefix p : model.keySet()) {
            if (p.length < below && p.contains(hi, lo) && (best == null || p.length > best.length)) {
                best = p;
            }
        }
        return best == null ? null : model.get(best);
    }

    @ParameterizedTest(name = "{0} bits, seed {1}, keys & {2}")
    @CsvSource({
        "32, 1, 0303810300000000",
        "32, 2, ffffffff00000000",
        "32, 3, 0000ffff00000000",
        "32, 4, c0c0c0c000000000",
        "128, 5, 0303810300000000",
        "128, 6, ffffffffffffffff",
        "128, 7, 000000000000000f",
        "128, 8, 8000000000000001"
    })
    void findsWhatALinearScanFinds(int bits, long seed, String keyMask) {
        Random random = new Random(seed);
        long mask = Long.parseUnsignedLong(keyMask, 16);
        for (int i = 0; i < 6_000; i++) {
            Prefix p = new Prefix(
                    random.nextLong() & mask, bits == 32 ? 0 : random.nextLong() & mask, random.nextInt(bits + 1));
            // Grows for a while, then shrinks to nothing, then grows again.
            boolean grow = random.nextInt(10) < (i / 1_000 % 2 == 0 ? 8 : 2);
            if (grow) {
                trie.put(p.hi, p.lo, p.length, i);
                model.put(p, i);
            } else if (!model.isEmpty()) {
                Prefix gone =
                        random.nextBoolean() ? p : model.keySet().iterator().next();
                assertThat(trie.remove(gone.hi, gone.lo, gone.length)).isEqualTo(model.remove(gone) != null);
            }
            assertThat(trie.size()).isEqualTo(model.size());
            long hi = random.nextLong() & mask;
            long lo = bits == 32 ? 0 : random.nextLong() & mask;
            assertThat(trie.lookup(hi, lo)).as("%x:%x", hi, lo).isEqualTo(scan(hi, lo, 129));
            int below = random.nextInt(bits + 2);
            assertThat(trie.lookupShorter(hi, lo, below)).isEqualTo(scan(hi, lo, below));
            assertThat(trie.get(p.hi, p.lo, p.length)).isEqualTo(model.get(p));
        }
        List<Integer> values = new ArrayList<>();
        trie.forEach(values::add);
        assertThat(values).containsExactlyInAnyOrderElementsOf(model.values());
        List.copyOf(model.keySet())
                .forEach(p -> assertThat(trie.remove(p.hi, p.lo, p.length)).isTrue());
        assertThat(trie.lookup(0, 0)).isNull();
    }

    @Test
    void hasEveryLengthAtOnce() {
        for (int length = 0; length <= 128; length++) {
            trie.put(-1L << Math.max(0, 64 - length), -1L << Math.max(0, Math.min(63, 128 - length)), length, length);
        }
        assertThat(trie.lookup(-1, -1)).isEqualTo(128);
        for (int length = 0; length <= 128; length++) {
            assertThat(trie.lookupShorter(-1, -1, length + 1)).isEqualTo(length);
        }
        assertThat(trie.lookupShorter(-1, -1, 0)).isNull();
    }
}
