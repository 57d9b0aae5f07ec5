package io.rxpath.lab.report;

import io.rxpath.tcp.core.TcpDiagMsg;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;

/** TCP_INFO and SO_MEMINFO of one socket in ss(8)'s words and order; what is 0 or not known is left out, as there. */
final class SsInfo {
    private static final long INITIAL_RTO = 3_000_000;
    private static final int INFINITE_SSTHRESH = 0xffff;
    private static final int USUAL_REORDERING = 3;
    private static final long NO_RTT = 0xffff_ffffL;
    private static final int PRECISION = 6;

    private final Map<String, Long> info;
    private final StringBuilder text = new StringBuilder();

    private SsInfo(Map<String, Long> info) {
        this.info = info;
    }

    /** With a blank in front. */
    static String text(TcpDiagMsg m, SsOptions options) {
        SsInfo ss = new SsInfo(m.info());
        if (options.memory()) {
            ss.memory();
        }
        if (options.info()) {
            ss.negotiated(options.timers(), m.congestion());
            ss.segments();
            ss.counts();
            ss.rates();
            ss.flight(m.state().equals("LISTEN"));
            ss.receiver();
        }
        return ss.text.toString();
    }

    private long get(String name) {
        return info.getOrDefault("tcpi_" + name, 0L);
    }

    private void word(boolean there, String word) {
        if (there) {
            text.append(' ').append(word);
        }
    }

    /** {@code label:value} unless the value is 0. */
    private void count(String label, String name) {
        count(label, get(name));
    }

    private void count(String label, long value) {
        word(value != 0, label + ":" + value);
    }

    private void memory() {
        text.append(" skmem:(");
        String[] labels = {"r", "rb", "t", "tb", "f", "w", "o", "bl", "d"};
        String[] names = {
            "RMEM_ALLOC", "RCVBUF", "WMEM_ALLOC", "SNDBUF", "FWD_ALLOC", "WMEM_QUEUED", "OPTMEM", "BACKLOG", "DROPS"
        };
        for (int i = 0; i < names.length; i++) {
            text.append(i == 0 ? "" : ",").append(labels[i]).append(info.getOrDefault("SK_MEMINFO_" + names[i], 0L));
        }
        text.append(')');
    }

    private void negotiated(boolean options, String congestion) {
        long bits = get("options");
        if (options) {
            word((bits & 1) != 0, "ts");
            word((bits & 2) != 0, "sack");
            word((bits & 8) != 0, "ecn");
            word((bits & 16) != 0, "ecnseen");
            word((bits & 32) != 0, "fastopen");
        }
        word(!congestion.isEmpty(), congestion);
        word((bits & 4) != 0, "wscale:" + get("snd_wscale") + "," + get("rcv_wscale"));
    }

    private void segments() {
        long rto = get("rto");
        word(rto != 0 && rto != INITIAL_RTO, "rto:" + millis(rto));
        count("backoff", "backoff");
        word(get("rtt") != 0, "rtt:" + millis(get("rtt")) + "/" + millis(get("rttvar")));
        word(get("ato") != 0, "ato:" + millis(get("ato")));
        count("mss", "snd_mss");
        count("pmtu", "pmtu");
        count("rcvmss", "rcv_mss");
        count("advmss", "advmss");
        count("cwnd", "snd_cwnd");
        word(get("snd_ssthresh") != 0 && get("snd_ssthresh") < INFINITE_SSTHRESH, "ssthresh:" + get("snd_ssthresh"));
    }

    private void counts() {
        count("bytes_sent", "bytes_sent");
        count("bytes_retrans", "bytes_retrans");
        count("bytes_acked", "bytes_acked");
        count("bytes_received", "bytes_received");
        count("segs_out", "segs_out");
        count("segs_in", "segs_in");
        count("data_segs_out", "data_segs_out");
        count("data_segs_in", "data_segs_in");
    }

    private void rates() {
        long rtt = get("rtt");
        if (rtt > 0 && get("snd_mss") != 0 && get("snd_cwnd") != 0) {
            double bits = (double) get("snd_cwnd") * get("snd_mss") * 8_000_000.0 / rtt;
            word(
                    true,
                    "send "
                            + BigDecimal.valueOf(bits)
                                    .setScale(0, RoundingMode.HALF_EVEN)
                                    .toPlainString() + "bps");
        }
        count("lastsnd", "last_data_sent");
        count("lastrcv", "last_data_recv");
        count("lastack", "last_ack_recv");
        long pacing = get("pacing_rate");
        long most = get("max_pacing_rate");
        if (pacing != 0 && pacing != -1) {
            word(true, "pacing_rate " + bps(pacing) + (most != 0 && most != -1 ? "/" + bps(most) : ""));
        }
        word(get("delivery_rate") != 0, "delivery_rate " + bps(get("delivery_rate")));
        count("delivered", "delivered");
        count("delivered_ce", "delivered_ce");
        word(get("delivery_rate_app_limited") != 0, "app_limited");
        long busy = get("busy_time");
        if (busy != 0) {
            word(true, "busy:" + busy / 1000 + "ms");
            limited("rwnd_limited", busy);
            limited("sndbuf_limited", busy);
        }
    }

    private void limited(String name, long busy) {
        long time = get(name);
        word(time != 0, String.format(Locale.ROOT, "%s:%dms(%.1f%%)", name, time / 1000, 100.0 * time / busy));
    }

    private void flight(boolean listens) {
        count("unacked", "unacked");
        word(
                get("retrans") != 0 || get("total_retrans") != 0,
                "retrans:" + get("retrans") + "/" + get("total_retrans"));
        count("lost", "lost");
        if (!listens) {
            count("sacked", "sacked");
        }
        count("dsack_dups", "dsack_dups");
        word(get("reordering") != USUAL_REORDERING, "reordering:" + get("reordering"));
        count("reord_seen", "reord_seen");
    }

    private void receiver() {
        word(get("rcv_rtt") != 0, "rcv_rtt:" + millis(get("rcv_rtt")));
        count("rcv_space", "rcv_space");
        count("rcv_ssthresh", "rcv_ssthresh");
        count("notsent", "notsent_bytes");
        long min = get("min_rtt");
        word(min != 0 && min != NO_RTT, "minrtt:" + millis(min));
        count("rcv_ooopack", "rcv_ooopack");
        count("snd_wnd", "snd_wnd");
    }

    private static String bps(long bytes) {
        return bytes * 8 + "bps";
    }

    /** Milliseconds of microseconds as printf(3) writes them with %g. */
    private static String millis(long micros) {
        BigDecimal ms = BigDecimal.valueOf(micros, 3).round(new MathContext(PRECISION, RoundingMode.HALF_EVEN));
        if (ms.compareTo(BigDecimal.valueOf(1_000_000)) >= 0) {
            String scientific = String.format(Locale.ROOT, "%.5e", ms);
            return scientific.replaceFirst("0+e", "e").replace(".e", "e");
        }
        return ms.signum() == 0 ? "0" : ms.stripTrailingZeros().toPlainString();
    }
}
