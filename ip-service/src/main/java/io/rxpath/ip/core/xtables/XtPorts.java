package io.rxpath.ip.core.xtables;

/** A range of ports in matches tcp and udp. */
final class XtPorts {
    private static final int MAX = 0xffff;

    private int min;
    private int max = MAX;
    private boolean invert;

    void set(String text, boolean inverted) {
        int[] ports = XtValues.ports(text);
        min = ports[0];
        max = ports[1];
        invert = inverted;
    }

    /** As the nf_tables back end keeps it: "not 0 to N" is "N+1 on", and "not any" is not looked at. */
    void settle() {
        if (invert && min == 0 && max == MAX) {
            invert = false;
        } else if (invert && min == 0 && max > 0) {
            min = max + 1;
            max = MAX;
            invert = false;
        }
    }

    /** Every port is meant. */
    boolean any() {
        return !invert && min == 0 && max == MAX;
    }

    /**
     * The port {@code at} bytes behind the IP header (kernel nft_payload_fast_eval()): what is in the linear part is taken for
     * a port, of a later fragment too; elsewhere a fragment has none (nft_payload_eval()).
     */
    boolean match(XtPacket p, int at) {
        return any() || p.hasTransport(at, 2) && contains(p.u16(p.thoff + at));
    }

    boolean contains(int port) {
        return (port >= min && port <= max) != invert;
    }

    void save(StringBuilder out, String option) {
        if (!any()) {
            out.append(invert ? " ! " : " ").append(option).append(' ').append(XtValues.range(min, max));
        }
    }

    void print(StringBuilder out, String name) {
        if (!any()) {
            out.append(' ').append(name).append(min == max ? ":" : "s:").append(invert ? "!" : "");
            out.append(XtValues.range(min, max));
        }
    }
}
