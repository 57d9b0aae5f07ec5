package io.rxpath.lab.report;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.tcp.core.TcpDiagMsg;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** TCP sockets as ss(8) of iproute2 lists them, numbers only. */
public final class SsText {
    private static final String LISTEN = "LISTEN";
    /** States that are shown only when asked for. */
    private static final Set<String> HIDDEN = Set.of(LISTEN, "TIME-WAIT", "SYN-RECV", "UNCONN");

    private SsText() {}

    /** One line per socket, and another with its numbers if they are asked for; the header first. */
    public static String text(List<TcpDiagMsg> sockets, SsOptions options) {
        List<String[]> rows = new ArrayList<>();
        List<String> more = new ArrayList<>();
        if (options.header()) {
            rows.add(new String[] {
                "State", "Recv-Q", "Send-Q", "Local Address:", "Port", "Peer Address:", "Port", "Process"
            });
            more.add("");
        }
        for (TcpDiagMsg m : sockets) {
            if (shown(m, options)) {
                rows.add(row(m));
                more.add((options.timers() ? timer(m) : "") + details(m, options));
            }
        }
        int[] widths = new int[8];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append(line(rows.get(i), widths)).append(more.get(i)).append('\n');
        }
        return text.toString();
    }

    private static boolean shown(TcpDiagMsg m, SsOptions o) {
        boolean listens = m.state().equals(LISTEN);
        boolean family = (!o.v4() || !m.v6()) && (!o.v6() || m.v6());
        return family && (o.all() || (o.listening() ? listens : !HIDDEN.contains(m.state())));
    }

    private static String line(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            boolean address = i == 3 || i == 5;
            String gap = " ".repeat(widths[i] - row[i].length());
            line.append(address ? gap : "").append(row[i]).append(address ? "" : gap);
            line.append(address || i == row.length - 1 ? "" : " ");
        }
        return line.toString().stripTrailing();
    }

    private static String[] row(TcpDiagMsg m) {
        FlowKey f = m.flow();
        boolean listens = m.state().equals(LISTEN);
        String device = m.device().isEmpty() ? "" : "%" + m.device();
        return new String[] {
            m.state(),
            Long.toString(m.recvQ()),
            Long.toString(m.sendQ()),
            address(f.local(), m) + device + ":",
            Integer.toString(f.localPort()),
            (listens ? any(m) : address(f.remote(), m)) + ":",
            listens ? "*" : Integer.toString(f.remotePort()),
            ""
        };
    }

    private static String any(TcpDiagMsg m) {
        return m.v6() ? m.v6only() ? "[::]" : "*" : "0.0.0.0";
    }

    private static String address(IpAddress address, TcpDiagMsg m) {
        boolean unbound = address.equals(IpAddress.ANY_V4) || address.hi() == 0 && address.lo() == 0;
        if (unbound) {
            return any(m);
        }
        return address.isV4() ? address.toString() : "[" + address + "]";
    }

    private static String timer(TcpDiagMsg m) {
        return m.timer().isEmpty()
                ? ""
                : " timer:(" + m.timer() + "," + time(m.expiresMillis()) + "," + m.retrans() + ")";
    }

    /** Minutes, seconds and milliseconds as ss writes them: 204ms, 1.500ms, 14sec, 1min59sec. */
    private static String time(long millis) {
        long ms = millis % 1000;
        long seconds = millis / 1000;
        long minutes = seconds / 60;
        seconds %= 60;
        StringBuilder text = new StringBuilder();
        if (minutes > 0) {
            ms = 0;
            text.append(minutes).append("min");
            seconds = minutes > 9 ? 0 : seconds;
        }
        if (seconds > 0) {
            ms = seconds > 9 ? 0 : ms;
            text.append(seconds).append(ms > 0 ? "." : "sec");
        }
        if (ms > 0) {
            text.append(String.format("%03dms", ms));
        }
        return text.toString();
    }

    private static String details(TcpDiagMsg m, SsOptions o) {
        boolean any = !m.info().isEmpty() && (o.info() || o.memory());
        return any ? "\n\t" + SsInfo.text(m, o) : "";
    }
}
