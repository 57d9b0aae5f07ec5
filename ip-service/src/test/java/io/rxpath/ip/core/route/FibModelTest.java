package io.rxpath.ip.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables against a list that is scanned from end to end: routes come, go and are replaced, then flows are looked up. */
class FibModelTest {
    private static final int TABLE = 77;

    /** What the list keeps of a route: its rank is its place among equals. */
    private record Known(
            Cidr to,
            int tos,
            int metric,
            RouteType type,
            int ifindex,
            @Nullable IpAddress via) {
        boolean sameKey(Known other) {
            return to.equals(other.to) && tos == other.tos && metric == other.metric;
        }
    }

    private final FibFrontend frontend = FibWorld.twoDevices();
    private final List<Known> model = new ArrayList<>();

    private Fib fib(boolean v4) {
        return v4 ? frontend.v4() : frontend.v6();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void ipv4TableDoesWhatAListDoes(long seed) {
        run(seed, true);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void ipv6TableDoesWhatAListDoes(long seed) {
        run(seed, false);
    }

    private void run(long seed, boolean v4) {
        Random random = new Random(seed);
        Fib fib = fib(v4);
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            Known route = random(random, v4);
            boolean grow = random.nextInt(10) < (i / 500 % 2 == 0 ? 8 : 3);
            if (grow) {
                FibChange change = FibChange.values()[random.nextInt(FibChange.values().length)];
                boolean expected = modelAdd(route, change, v4);
                boolean done = add(fib, route, change);
                assertThat(done).as("%s %s", change, route).isEqualTo(expected);
                refused += done ? 0 : 1;
            } else {
                boolean expected = modelDelete(route, v4);
                assertThat(delete(fib, route)).as("delete %s", route).isEqualTo(expected);
            }
            assertThat(fib.routes(TABLE)).hasSize(model.size());
            lookUp(fib, random, v4);
        }
        assertThat(refused)
                .as("some requests must be refused for the test to mean something")
                .isPositive();
    }

    private static Known random(Random random, boolean v4) {
        int length = random.nextInt(v4 ? 33 : 129);
        long bits = 0x0a00_0000 | random.nextInt() & 0x0003_0103;
        IpAddress address = v4
                ? IpAddress.v4((int) bits & (length == 0 ? 0 : -1 << 32 - length))
                : new IpAddress(
                        0xfd00_0000_0000_0000L | (bits & 0x30103) << 16 & Fib6Semantics.mask(length),
                        random.nextInt(4) & Fib6Semantics.mask(length - 64));
        if (!v4) {
            address = new IpAddress(
                    address.hi() & Fib6Semantics.mask(length), address.lo() & Fib6Semantics.mask(length - 64));
        }
        RouteType type = random.nextInt(8) == 0 ? RouteType.BLACKHOLE : RouteType.UNICAST;
        int ifindex = type == RouteType.BLACKHOLE ? (v4 ? 0 : 1) : random.nextBoolean() ? 3 : 5;
        int tos = v4 && random.nextInt(4) == 0 ? 0x10 : 0;
        return new Known(new Cidr(address, length), tos, 1 + random.nextInt(2), type, ifindex, null);
    }

    private static FibConfig config(Known route) {
        FibConfig cfg = new FibConfig(route.to);
        cfg.table = TABLE;
        cfg.tos = route.tos;
        cfg.priority = route.metric;
        cfg.type = route.type;
        cfg.ifindex = route.type == RouteType.BLACKHOLE ? 0 : route.ifindex;
        cfg.scope = route.type == RouteType.BLACKHOLE ? RouteScope.UNIVERSE : RouteScope.LINK;
        return cfg;
    }

    private static boolean add(Fib fib, Known route, FibChange change) {
        try {
            fib.add(config(route), change);
            return true;
        } catch (RtnetlinkException e) {
            assertThat(e.errno()).isIn(Errno.EEXIST, Errno.ENOENT);
            return false;
        }
    }

    private static boolean delete(Fib fib, Known route) {
        try {
            fib.delete(config(route));
            return true;
        } catch (RtnetlinkException e) {
            assertThat(e.errno()).isEqualTo(Errno.ESRCH);
            return false;
        }
    }

    /** The list is kept in the order the routes of one prefix, TOS and metric are tried. */
    private boolean modelAdd(Known route, FibChange change, boolean v4) {
        int first = -1;
        int last = -1;
        int same = -1;
        for (int i = 0; i < model.size(); i++) {
            if (model.get(i).sameKey(route)) {
                first = first < 0 ? i : first;
                last = i;
                boolean equal = v4 ? model.get(i).equals(route) : model.get(i).ifindex == route.ifindex;
                same = equal && same < 0 ? i : same;
            }
        }
        if (first < 0) {
            if (change == FibChange.CHANGE) {
                return false;
            }
            model.add(route);
            return true;
        }
        if (change == FibChange.ADD) {
            return false;
        }
        if (change.replaces()) {
            if (v4 && same >= 0) {
                return same == first;
            }
            model.set(first, route);
            return true;
        }
        if (same >= 0) {
            return false;
        }
        model.add(v4 && change == FibChange.PREPEND ? first : last + 1, route);
        return true;
    }

    private boolean modelDelete(Known route, boolean v4) {
        for (Known known : model) {
            boolean fits = known.sameKey(route)
                    && (route.type == RouteType.BLACKHOLE || known.ifindex == route.ifindex)
                    && (known.type == route.type || (!v4 && route.type == RouteType.UNICAST));
            if (fits) {
                model.remove(known);
                return true;
            }
        }
        return false;
    }

    private void lookUp(Fib fib, Random random, boolean v4) {
        Known target = random(random, v4);
        int oif = random.nextInt(3) == 0 ? 3 : 0;
        int tos = random.nextInt(3) == 0 ? 0x10 : 0;
        FlowI flow = new FlowI().between(target.to.address(), v4 ? IpAddress.ANY_V4 : new IpAddress(0, 0));
        flow.oif(oif).tos(tos).strictOif(true);
        FibRoute found = fib.tableLookup(TABLE, flow);
        Known expected = scan(target.to.address(), tos, oif, v4);
        if (expected == null) {
            assertThat(found).as("%s tos %s oif %s", target.to, tos, oif).isNull();
            return;
        }
        assertThat(found)
                .as("%s tos %s oif %s: %s", target.to, tos, oif, expected)
                .isNotNull();
        assertThat(new Known(found.destination(), found.tos(), found.priority(), found.type(), found.ifindex(), null))
                .isEqualTo(expected);
    }

    /** The longest prefix; then the TOS itself before none; then the lowest metric; then the first. */
    private @Nullable Known scan(IpAddress to, int tos, int oif, boolean v4) {
        Known best = null;
        for (Known known : model) {
            boolean passes = known.to.prefix() == 0 || known.to.contains(to);
            boolean device = oif == 0 || known.ifindex == oif || (v4 && known.type == RouteType.BLACKHOLE);
            if (passes && device && (known.tos == 0 || known.tos == tos) && (best == null || better(known, best))) {
                best = known;
            }
        }
        return best;
    }

    private static boolean better(Known a, Known b) {
        if (a.to.prefix() != b.to.prefix()) {
            return a.to.prefix() > b.to.prefix();
        }
        return a.tos != b.tos ? a.tos > b.tos : a.metric < b.metric;
    }
}
