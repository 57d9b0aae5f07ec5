package io.rxpath.ip.core;

/** What happens when a neighbour's timer runs out (kernel net/core/neighbour.c neigh_timer_handler()). */
final class NeighTimer {
    private final NeighTable table;
    private final NeighParms parms;

    NeighTimer(NeighTable table, NeighParms parms) {
        this.table = table;
        this.parms = parms;
    }

    void handler(NeighEntry entry, long now) {
        NeighSettings settings = parms.settings();
        switch (entry.state) {
            case REACHABLE -> reachable(entry, settings.delayFirstProbeNanos(), now);
            case DELAY -> delay(entry, settings.delayFirstProbeNanos(), now);
            case INCOMPLETE -> probeAgain(entry, settings.ucastSolicit() + settings.mcastSolicit(), now);
            case PROBE -> probeAgain(entry, settings.ucastSolicit() + settings.mcastResolicit(), now);
            case STALE, FAILED, PERMANENT -> {}
        }
    }

    private void reachable(NeighEntry entry, long delay, long now) {
        long until = entry.confirmed + parms.reachableNanos(now);
        if (now < until) {
            table.arm(entry, until);
        } else if (now <= entry.used + delay) {
            table.state(entry, NudState.DELAY, now);
            table.arm(entry, now + delay);
        } else {
            table.state(entry, NudState.STALE, now);
        }
    }

    private void delay(NeighEntry entry, long delay, long now) {
        if (now <= entry.confirmed + delay) {
            table.state(entry, NudState.REACHABLE, now);
            table.arm(entry, Math.max(entry.confirmed + parms.reachableNanos(now), now + NeighParms.MIN_RETRANS));
        } else {
            entry.probes = 0;
            table.state(entry, NudState.PROBE, now);
            if (probesLeft(entry)) {
                table.arm(entry, now + parms.retransNanos());
                table.probe(entry, now);
            } else {
                table.invalidate(entry, now);
            }
        }
    }

    private boolean probesLeft(NeighEntry entry) {
        return entry.probes < parms.settings().ucastSolicit() + parms.settings().mcastResolicit();
    }

    private void probeAgain(NeighEntry entry, int maxProbes, long now) {
        if (entry.elsewhere || entry.probes >= maxProbes) {
            table.invalidate(entry, now);
        } else {
            table.arm(entry, now + parms.retransNanos());
            table.probe(entry, now);
        }
    }
}
