package io.rxpath.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.tcp.core.TcpDiagMsg;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SsTextTest {
    private static final FlowKey FLOW = FlowKey.v4(
            IpAddress.parse("127.0.0.1").v4(),
            40010,
            IpAddress.parse("127.0.0.1").v4(),
            8080);

    private static TcpDiagMsg socket(String state, FlowKey flow, Map<String, Long> info) {
        return new TcpDiagMsg(flow, !flow.isV4(), false, "", state, 0, 0, "", 0, 0, "cubic", info);
    }

    private static TcpDiagMsg listener(boolean v6, boolean v6only, String device) {
        FlowKey flow = new FlowKey(0, v6 ? 0 : IpAddress.ANY_V4.lo(), 0, IpAddress.ANY_V4.lo(), 8080, 0);
        return new TcpDiagMsg(
                flow, v6, v6only, device, "LISTEN", 0, 7, "", 0, 0, "cubic", Map.of("tcpi_snd_cwnd", 10L));
    }

    private static String ss(String options, TcpDiagMsg... sockets) {
        return SsText.text(List.of(sockets), SsOptions.of(List.of(options)));
    }

    /** What ss of iproute2 6.1 prints of such sockets, but for the blanks at the ends of its lines. */
    @Test
    void columns() {
        TcpDiagMsg back = socket("ESTAB", FlowKey.v4(FLOW.localV4(), 8080, FLOW.remoteV4(), 40010), Map.of());
        assertThat(ss("-tan", listener(false, false, ""), socket("ESTAB", FLOW, Map.of()), back))
                .isEqualTo("""
                State  Recv-Q Send-Q Local Address:Port  Peer Address:Port  Process
                LISTEN 0      7            0.0.0.0:8080       0.0.0.0:*
                ESTAB  0      0          127.0.0.1:40010    127.0.0.1:8080
                ESTAB  0      0          127.0.0.1:8080     127.0.0.1:40010
                """);
    }

    @Test
    void info() {
        Map<String, Long> info = new LinkedHashMap<>();
        String numbers =
                "options 6 snd_wscale 10 rcv_wscale 10 rto 204000 rtt 87 rttvar 50 snd_mss 32768 pmtu 65535 rcv_mss 536"
                        + " advmss 65483 snd_cwnd 11 snd_ssthresh 2147483647 bytes_sent 100 bytes_acked 101 segs_out 3 segs_in 2"
                        + " data_segs_out 1 last_data_sent 76 last_data_recv 76 last_ack_recv 76 pacing_rate 13378010631"
                        + " max_pacing_rate -1 delivery_rate 4681142857 delivered 2 delivery_rate_app_limited 1 reordering 3"
                        + " rcv_space 65495 rcv_ssthresh 65495 min_rtt 7 snd_wnd 65536";
        String[] words = numbers.split(" ", -1);
        for (int i = 0; i < words.length; i += 2) {
            info.put("tcpi_" + words[i], Long.parseLong(words[i + 1]));
        }
        assertThat(ss("-Htin", socket("ESTAB", FLOW, info)).lines().toList().get(1))
                .isEqualTo(
                        "\t cubic wscale:10,10 rto:204 rtt:0.087/0.05 mss:32768 pmtu:65535 rcvmss:536 advmss:65483 cwnd:11"
                                + " bytes_sent:100 bytes_acked:101 segs_out:3 segs_in:2 data_segs_out:1 send 33144643678bps"
                                + " lastsnd:76 lastrcv:76 lastack:76 pacing_rate 107024085048bps delivery_rate 37449142856bps"
                                + " delivered:2 app_limited rcv_space:65495 rcv_ssthresh:65495 minrtt:0.007 snd_wnd:65536");
        info.put("tcpi_options", 7L);
        assertThat(ss("-Htino", socket("ESTAB", FLOW, info))).contains("\t ts sack cubic wscale:10,10 rto:");
    }

    @Test
    void trouble() {
        Map<String, Long> info = new LinkedHashMap<>();
        String[] words = ("backoff 2 snd_cwnd 1 snd_ssthresh 7 busy_time 300000 rwnd_limited 75000 unacked 10 retrans 1"
                        + " total_retrans 3 lost 9 sacked 4 dsack_dups 1 reordering 12 reord_seen 2 rcv_ooopack 5")
                .split(" ", -1);
        for (int i = 0; i < words.length; i += 2) {
            info.put("tcpi_" + words[i], Long.parseLong(words[i + 1]));
        }
        assertThat(ss("-Hti", socket("ESTAB", FLOW, info)).lines().toList().get(1))
                .isEqualTo(
                        "\t cubic backoff:2 cwnd:1 ssthresh:7 busy:300ms rwnd_limited:75ms(25.0%) unacked:10 retrans:1/3"
                                + " lost:9 sacked:4 dsack_dups:1 reordering:12 reord_seen:2 rcv_ooopack:5");
    }

    @Test
    void memory() {
        Map<String, Long> info = Map.of(
                "SK_MEMINFO_RMEM_ALLOC", 932L,
                "SK_MEMINFO_RCVBUF", 131072L,
                "SK_MEMINFO_SNDBUF", 87040L,
                "SK_MEMINFO_FWD_ALLOC", 3164L);
        assertThat(ss("-Htm", socket("ESTAB", FLOW, info)))
                .endsWith("\n\t skmem:(r932,rb131072,t0,tb87040,f3164,w0,o0,bl0,d0)\n");
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, '',   0.0.0.0:8080,      0.0.0.0:*",
        "true,  false, '',   '      *:8080',    '      *:*'",
        "true,  true,  '',   '   [::]:8080',    '   [::]:*'",
        "false, false, eth0, 0.0.0.0%eth0:8080, 0.0.0.0:*"
    })
    void listeners(boolean v6, boolean v6only, String device, String local, String peer) {
        assertThat(ss("-Htl", listener(v6, v6only, device)))
                .contains(local.strip())
                .contains(peer.strip());
        assertThat(ss("-Ht", listener(v6, v6only, device))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "204, 204ms",
        "1500, 1.500ms",
        "2000, 2sec",
        "14200, 14sec",
        "59999, 59sec",
        "119000, 1min59sec",
        "7200000, 120min"
    })
    void timers(long millis, String text) {
        TcpDiagMsg m = new TcpDiagMsg(FLOW, false, false, "", "ESTAB", 0, 9, "on", millis, 2, "", Map.of());
        assertThat(ss("-Hto", m)).endsWith(" timer:(on," + text + ",2)\n");
    }

    @ParameterizedTest
    @CsvSource({
        "-tx,    ss: -x is not supported",
        "-in,    'ss: which sockets? expected -t'",
        "--tcpx, ss: --tcpx is not supported",
        "dport,  ss: filter 'dport' is not supported"
    })
    void whatIsNotSupportedIsRefused(String option, String message) {
        assertThatThrownBy(() -> SsOptions.of(List.of(option)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
