package io.rxpath.lab.qdisc;

import java.util.List;

/**
 * Options of {@link Fq}, with the defaults of Linux 6.18.
 *
 * @param limit packets in all
 * @param flowLimit packets of a flow
 * @param quantum bytes a flow may send before others have their turn
 * @param initialQuantum the same of a new one
 * @param maxRate bytes per second of a flow, {@link #UNLIMITED} for none
 * @param refillDelay silence after which a flow has a full quantum again, ns
 * @param horizon a packet that is to depart later than that is dropped, ns
 * @param pacing packets of sockets go at the sockets' rates
 */
record FqOptions(
        long limit,
        long flowLimit,
        long quantum,
        long initialQuantum,
        long maxRate,
        long refillDelay,
        long horizon,
        boolean pacing) {
    /** No rate. */
    static final long UNLIMITED = -1;

    /** low_rate_threshold, bytes per second. */
    static final long LOW_RATE = 550_000 / 8;

    private static final List<String> NAMES = List.of("limit", "flow_limit", "quantum", "initial_quantum", "maxrate");
    private static final long MILLISECOND = 1_000_000L;

    /** Those of a device with this MTU in bytes. */
    static FqOptions of(int mtu) {
        return new FqOptions(10_000, 100, 2L * mtu, 10L * mtu, UNLIMITED, 40 * MILLISECOND, 10_000 * MILLISECOND, true);
    }

    /**
     * The same with what tc(8) says.
     *
     * @throws IllegalArgumentException naming the word that is not understood
     */
    FqOptions with(List<String> words) {
        FqOptions o = this;
        for (int i = 0; i < words.size(); i++) {
            String name = words.get(i);
            if (name.equals("pacing") || name.equals("nopacing")) {
                o = o.set(name, 0);
                continue;
            }
            String value = i + 1 < words.size() ? words.get(++i) : "";
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("tc: option '" + name + "' of fq is not supported, expected one of "
                        + String.join(", ", NAMES) + ", pacing or nopacing");
            }
            o = o.set(name, name.equals("maxrate") ? TcQdisc.rate(value) : TcQdisc.number(name, value));
        }
        return o;
    }

    private FqOptions set(String name, long n) {
        return switch (name) {
            case "limit" -> new FqOptions(n, flowLimit, quantum, initialQuantum, maxRate, refillDelay, horizon, pacing);
            case "flow_limit" ->
                new FqOptions(limit, n, quantum, initialQuantum, maxRate, refillDelay, horizon, pacing);
            case "quantum" -> new FqOptions(limit, flowLimit, n, initialQuantum, maxRate, refillDelay, horizon, pacing);
            case "initial_quantum" ->
                new FqOptions(limit, flowLimit, quantum, n, maxRate, refillDelay, horizon, pacing);
            case "maxrate" -> new FqOptions(limit, flowLimit, quantum, initialQuantum, n, refillDelay, horizon, pacing);
            default ->
                new FqOptions(
                        limit,
                        flowLimit,
                        quantum,
                        initialQuantum,
                        maxRate,
                        refillDelay,
                        horizon,
                        name.equals("pacing"));
        };
    }
}
