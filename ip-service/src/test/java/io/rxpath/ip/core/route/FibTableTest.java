package io.rxpath.ip.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trie against a scan of all routes. */
class FibTableTest {
    private static FibTable.Entry route(int network, int prefix, int metric, int gateway) {
        int mask = prefix == 0 ? 0 : -1 << (32 - prefix);
        return new FibTable.Entry(network & mask, prefix, metric, Dst.of(RouteType.UNICAST, gateway, 0));
    }

    /** Longest prefix, then lowest metric, then the first given. */
    private static @Nullable Dst scan(List<FibTable.Entry> routes, int daddr) {
        FibTable.Entry best = null;
        for (FibTable.Entry r : routes) {
            boolean better = best == null
                    || r.prefix() > best.prefix()
                    || (r.prefix() == best.prefix() && r.metric() < best.metric());
            if (r.matches(daddr) && better) {
                best = r;
            }
        }
        return best == null ? null : best.dst();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void findsWhatALinearScanFinds(long seed) {
        Random random = new Random(seed);
        List<FibTable.Entry> routes = new ArrayList<>();
        int count = random.nextInt(300);
        for (int i = 0; i < count; i++) {
            // Few distinct bytes, so that networks nest and collide.
            int network = 0x0a00_0000 | random.nextInt() & 0x0303_8103;
            routes.add(route(network, random.nextInt(33), random.nextInt(3), i + 1));
        }
        FibTable table = new FibTable(routes);
        for (int i = 0; i < 20_000; i++) {
            int daddr = i % 2 == 0 ? 0x0a00_0000 | random.nextInt() & 0x0303_8103 : random.nextInt();
            assertThat(table.lookup(daddr)).as("0x%08x", daddr).isSameAs(scan(routes, daddr));
        }
    }

    @Test
    void hasNoRouteWhenEmpty() {
        assertThat(new FibTable(List.of()).lookup(0x0a09_0001)).isNull();
    }

    @Test
    void prefersTheFirstOfEqualRoutes() {
        FibTable table = new FibTable(List.of(route(0x0a00_0000, 8, 0, 1), route(0x0a00_0000, 8, 0, 2)));
        assertThat(table.lookup(0x0a01_0101)).isEqualTo(Dst.of(RouteType.UNICAST, 1, 0));
    }

    @Test
    void refusesHostBits() {
        assertThatThrownBy(() -> new FibTable.Entry(0x0a00_0001, 8, 0, Dst.of(RouteType.UNICAST, 0, 0)))
                .hasMessage("0xa000001/8 is not a network");
    }
}
