package io.rxpath.lab.cli.device;

import io.rxpath.kit.HostFile;
import io.rxpath.skb.LinkStat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A device's statistics as /proc/net/dev and {@code ip -s link} show them (kernel net/core/net-procfs.c
 * dev_seq_printf_stats(), iproute2 print_stats64()).
 */
public final class LinkText {
    private static final int[] WIDTHS = {10, 7, 6, 7, 7, 7, 10, 9};

    private LinkText() {}

    /** Both layers' statistics, added up. */
    static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
        Map<String, Long> sum = new TreeMap<>();
        for (LinkStat stat : LinkStat.values()) {
            sum.put(stat.kernelName(), 0L);
        }
        a.forEach((name, value) -> sum.merge(name, value, Long::sum));
        b.forEach((name, value) -> sum.merge(name, value, Long::sum));
        return sum;
    }

    private static long get(Map<String, Long> stats, LinkStat... names) {
        long sum = 0;
        for (LinkStat name : names) {
            sum += stats.getOrDefault(name.kernelName(), 0L);
        }
        return sum;
    }

    /** /proc/net/dev. */
    static String procNetDev(Map<String, Long> s) {
        return """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                """
                + String.format(
                        Locale.ROOT,
                        "%6s: %7d %7d %4d %4d %4d %5d %10d %9d %8d %7d %4d %4d %4d %5d %7d %10d\n",
                        Device.NAME,
                        get(s, LinkStat.RX_BYTES),
                        get(s, LinkStat.RX_PACKETS),
                        get(s, LinkStat.RX_ERRORS),
                        get(s, LinkStat.RX_DROPPED, LinkStat.RX_MISSED_ERRORS),
                        get(s, LinkStat.RX_FIFO_ERRORS),
                        get(
                                s,
                                LinkStat.RX_LENGTH_ERRORS,
                                LinkStat.RX_OVER_ERRORS,
                                LinkStat.RX_CRC_ERRORS,
                                LinkStat.RX_FRAME_ERRORS),
                        get(s, LinkStat.RX_COMPRESSED),
                        get(s, LinkStat.MULTICAST),
                        get(s, LinkStat.TX_BYTES),
                        get(s, LinkStat.TX_PACKETS),
                        get(s, LinkStat.TX_ERRORS),
                        get(s, LinkStat.TX_DROPPED),
                        get(s, LinkStat.TX_FIFO_ERRORS),
                        get(s, LinkStat.COLLISIONS),
                        get(
                                s,
                                LinkStat.TX_CARRIER_ERRORS,
                                LinkStat.TX_ABORTED_ERRORS,
                                LinkStat.TX_WINDOW_ERRORS,
                                LinkStat.TX_HEARTBEAT_ERRORS),
                        get(s, LinkStat.TX_COMPRESSED));
    }

    /**
     * {@code ip [-s [-s]] link show eth0}.
     *
     * @param settings what is in force, by key of the config topic
     * @param detail how often -s was given
     */
    public static String link(HostFile host, Map<String, String> settings, Map<String, Long> stats, int detail) {
        boolean all = "on".equals(settings.get("ip/link/eth0/allmulticast"));
        boolean promisc = "on".equals(settings.get("ip/link/eth0/promisc"));
        String xdp = settings.getOrDefault("ip/link/eth0/xdp", "off");
        StringBuilder text = new StringBuilder();
        text.append("2: ").append(Device.NAME).append(": <BROADCAST,MULTICAST");
        text.append(all ? ",ALLMULTI" : "").append(promisc ? ",PROMISC" : "").append(",UP,LOWER_UP> mtu ");
        text.append(host.mtu()).append(xdp.equals("off") ? "" : " xdp").append(" qdisc noqueue state UP\n");
        text.append("    link/ether ")
                .append(host.mac().toLowerCase(Locale.ROOT))
                .append(" brd ff:ff:ff:ff:ff:ff\n");
        if (!xdp.equals("off")) {
            text.append("    prog/xdp ").append(xdp).append('\n');
        }
        if (detail > 0) {
            statistics(text, stats, detail);
        }
        return text.toString();
    }

    private static void statistics(StringBuilder text, Map<String, Long> s, int detail) {
        int[] width = widths(s);
        String[] rx = {"bytes", "packets", "errors", "dropped", "missed", "mcast"};
        header(text, "    RX: ", width, rx);
        numbers(
                text,
                width,
                0,
                get(s, LinkStat.RX_BYTES),
                get(s, LinkStat.RX_PACKETS),
                get(s, LinkStat.RX_ERRORS),
                get(s, LinkStat.RX_DROPPED),
                get(s, LinkStat.RX_MISSED_ERRORS),
                get(s, LinkStat.MULTICAST));
        if (detail > 1) {
            long otherHost = get(s, LinkStat.RX_OTHERHOST_DROPPED);
            String[] errors = {"", "length", "crc", "frame", "fifo", "overrun", "nohandler", "otherhost"};
            header(text, "    RX errors:", width, errors);
            numbers(
                    text,
                    width,
                    1,
                    get(s, LinkStat.RX_LENGTH_ERRORS),
                    get(s, LinkStat.RX_CRC_ERRORS),
                    get(s, LinkStat.RX_FRAME_ERRORS),
                    get(s, LinkStat.RX_FIFO_ERRORS),
                    get(s, LinkStat.RX_OVER_ERRORS),
                    get(s, LinkStat.RX_NOHANDLER),
                    otherHost);
        }
        String[] tx = {"bytes", "packets", "errors", "dropped", "carrier", "collsns"};
        header(text, "    TX: ", width, tx);
        numbers(
                text,
                width,
                0,
                get(s, LinkStat.TX_BYTES),
                get(s, LinkStat.TX_PACKETS),
                get(s, LinkStat.TX_ERRORS),
                get(s, LinkStat.TX_DROPPED),
                get(s, LinkStat.TX_CARRIER_ERRORS),
                get(s, LinkStat.COLLISIONS));
    }

    /** Every column as wide as its widest number. */
    private static int[] widths(Map<String, Long> s) {
        LinkStat[][] columns = {
            {LinkStat.RX_BYTES, LinkStat.TX_BYTES},
            {LinkStat.RX_PACKETS, LinkStat.TX_PACKETS, LinkStat.RX_LENGTH_ERRORS},
            {LinkStat.RX_ERRORS, LinkStat.TX_ERRORS, LinkStat.RX_CRC_ERRORS},
            {LinkStat.RX_DROPPED, LinkStat.TX_DROPPED, LinkStat.RX_FRAME_ERRORS},
            {LinkStat.RX_MISSED_ERRORS, LinkStat.TX_CARRIER_ERRORS, LinkStat.RX_FIFO_ERRORS},
            {LinkStat.MULTICAST, LinkStat.COLLISIONS, LinkStat.RX_OVER_ERRORS},
            {LinkStat.RX_NOHANDLER},
            {LinkStat.RX_OTHERHOST_DROPPED}
        };
        int[] width = WIDTHS.clone();
        for (int i = 0; i < width.length; i++) {
            for (LinkStat stat : columns[i]) {
                width[i] = Math.max(width[i], Long.toString(get(s, stat)).length());
            }
        }
        return width;
    }

    private static void header(StringBuilder text, String title, int[] width, String... names) {
        StringBuilder line = new StringBuilder(title);
        for (int i = 0; i < names.length; i++) {
            int room = i == 0 ? width[0] + 4 - title.length() : width[i];
            line.append(" ".repeat(Math.max(0, room - names[i].length())))
                    .append(names[i])
                    .append(' ');
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static void numbers(StringBuilder text, int[] width, int first, long... values) {
        StringBuilder line = new StringBuilder("    ");
        if (first > 0) {
            line.append(" ".repeat(width[0] + 1));
        }
        for (int i = 0; i < values.length; i++) {
            String number = Long.toString(values[i]);
            line.append(" ".repeat(Math.max(0, width[first + i] - number.length())))
                    .append(number)
                    .append(' ');
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    /** {@code ip maddr show}. */
    public static String groups(Map<String, String> settings) {
        StringBuilder text = new StringBuilder("2:\t").append(Device.NAME).append('\n');
        settings.keySet().stream()
                .filter(key -> key.startsWith("ip/maddr/eth0/"))
                .forEach(key -> text.append("\tlink  ")
                        .append(key.substring("ip/maddr/eth0/".length()))
                        .append('\n'));
        return text.toString();
    }
}
