package io.rxpath.ip.core.route;

/** How a route is added (kernel NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE, NLM_F_APPEND as {@code ip route} sets them). */
public enum FibChange {
    /** {@code ip route add}: refused if there is one to the same prefix with the same TOS and metric. */
    ADD,
    /** {@code ip route append}: behind such ones. */
    APPEND,
    /** {@code ip route prepend}: before such ones. */
    PREPEND,
    /** {@code ip route replace}: in the place of the first of such ones, else added. */
    REPLACE,
    /** {@code ip route change}: in the place of the first of such ones, refused if there is none. */
    CHANGE;

    boolean replaces() {
        return this == REPLACE || this == CHANGE;
    }
}
