package io.rxpath.conformance.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.conformance.architecture.Checkout;
import io.rxpath.lab.oracle.Conformance;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code rxpath conformance} finds: the whole stack in one process against the recordings of a 6.18 kernel. */
class KernelCasesTest {
    private static final Path FOLDER = Checkout.root().resolve("conformance");
    private static final Conformance CONFORMANCE =
            new Conformance(FOLDER.resolve("cases"), FOLDER.resolve("expected"), null);

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "arp",
                "eth-addressing",
                "gro-flush",
                "gro-headers",
                "gro-limits",
                "gro-many-flows",
                "gro-merge",
                "gro-nine-flows",
                "gro-order",
                "icmp-echo",
                "ip-addresses",
                "ip-bad-headers",
                "ip-fragments",
                "pcap-static",
                "tcp-autotune",
                "tcp-backlog-overflow",
                "tcp-bad-segments",
                "tcp-challenge-ack",
                "tcp-challenge-ack-limit",
                "tcp-closed-port",
                "tcp-delayed-ack",
                "tcp-delayed-ack-full",
                "tcp-delayed-ack-pingpong",
                "tcp-duplicate-dsack",
                "tcp-ecn",
                "tcp-fin",
                "tcp-in-order",
                "tcp-listener-segments",
                "tcp-never-reads",
                "tcp-options",
                "tcp-out-of-order",
                "tcp-overlap",
                "tcp-prune",
                "tcp-sack-blocks",
                "tcp-sack-compression",
                "tcp-seq-wrap",
                "tcp-slow-reader",
                "tcp-syn-flood",
                "tcp-window-growth",
                "tcp-window-probe",
                "tcp-zero-window",
                "truesize-gro",
                "truesize-tap",
                "udp-basics",
                "udp-overflow"
            })
    void everyFieldIsTheKernels(String name) {
        assertThat(CONFORMANCE.check(name)).isEmpty();
    }

    /** What is not built yet, and a line that says so. A case that begins to pass must move up. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
        tcp-urgent,       there is no recv with MSG_OOB,                                 not supported: urgent data read with MSG_OOB
        tcp-quickack,     no socket command carries TCP_QUICKACK,                       not supported: setsockopt TCP_QUICKACK
        tcp-syncookies,   there are no SYN cookies,                                     counters.TcpExt.SyncookiesSent
        tcp-close-unread, the FIN of a closed socket is consumed,                       frames.9.drop: "QUEUE_PURGE@sk_stream_kill_queues" != nothing
        tcp-half-close,   a socket that is gone shows what it had before its last segment, streams.0.info.segs_in: 7 != 6
        tcp-paws,         a socket that is gone shows what it had before its last segment, streams.0.info.segs_in: 12 != 11
        tcp-rst-valid,    a socket that is gone shows what it had before its last segment, streams.0.info.segs_in: 4 != 3
        ip-forward,       there is no forwarding,                                       not supported: sysctl net.ipv4.ip_forward = 1
        iptables-basic,   there is no netfilter,                                        not supported: iptables
        nft-ctstate,      there is no netfilter,                                        not supported: nftables
        nft-dnat,         there is no netfilter,                                        not supported: nftables
        nft-drop,         there is no netfilter,                                        not supported: nftables
        ipv6-basic,       there is no IPv6,                                             not supported: IPv6
        vxlan,            there are no VXLAN devices,                                   not supported: VXLAN
        """)
    void differsAsKnown(String name, String why, String line) {
        assertThat(CONFORMANCE.check(name)).as(why).anyMatch(found -> found.startsWith(line));
    }

    /** Every case is in one of the two lists. */
    @Test
    void noCaseIsForgotten() {
        assertThat(CONFORMANCE.names()).hasSize(45 + 14);
    }
}
