package io.rxpath.ip.core;

/** Times of a neighbour table, the random one among them (kernel struct neigh_parms; neigh_rand_reach_time()). */
final class NeighParms {
    /** Shortest time between two requests, HZ/100 in the kernel. */
    static final long MIN_RETRANS = 10_000_000L;

    /** The reachable time is drawn anew after this time. */
    private static final long REACHABLE_AGAIN = 300_000_000_000L;

    private NeighSettings settings;
    private Prandom random;
    private long reachable;
    private long reachableUntil = Long.MIN_VALUE;

    NeighParms(NeighSettings settings) {
        this.settings = settings;
        random = new Prandom(settings.reachableSeed());
    }

    void settings(NeighSettings newSettings) {
        if (newSettings.reachableSeed() != settings.reachableSeed()) {
            random = new Prandom(newSettings.reachableSeed());
        }
        reachableUntil = Long.MIN_VALUE;
        settings = newSettings;
    }

    NeighSettings settings() {
        return settings;
    }

    /** Time between two requests. */
    long retransNanos() {
        return Math.max(settings.retransNanos(), MIN_RETRANS);
    }

    /** How long a neighbour counts as reachable once it is confirmed. */
    long reachableNanos(long now) {
        if (now >= reachableUntil) {
            reachableUntil = now + REACHABLE_AGAIN;
            long base = settings.baseReachableNanos();
            reachable =
                    settings.reachableSeed() == 0 ? base : base / 2 + Long.remainderUnsigned(random.nextLong(), base);
        }
        return reachable;
    }
}
