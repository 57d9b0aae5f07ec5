package io.rxpath.lab.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.peer.ScriptedConnection;
import io.rxpath.skb.SoftnetStat;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream through softirq CPUs that need time: it arrives whole, whichever CPU does the work. */
class CpuCostTest {
    @ParameterizedTest(name = "{0} CPUs, threads {1}, RPS mask {2}, {3} ns a packet")
    @CsvSource({
        "1, false, 0, 0",
        "1, false, 0, 1000",
        "1, true, 0, 20000",
        "2, false, 2, 0",
        "2, false, 2, 5000",
        "2, true, 2, 5000",
    })
    void aStreamArrivesWhole(int cpus, boolean threaded, long rps, long packetNanos) {
        InlineSettings settings = Lab.settings();
        Lab lab = new Lab(settings.withSoftirq(settings.softirq().withCpus(cpus).with(b -> {
            b.threaded = threaded;
            b.rpsCpus.put(0, rps);
        })));
        ScriptedConnection c = lab.peer.connection(40000, Lab.SINK);
        c.connect();
        // The peer of the handshake does not wait for answers.
        lab.stack.softirq().settings(lab.stack.softirq().settings().withCpuCost(packetNanos, packetNanos));
        // What fits into the first window: the peer does not wait for room either.
        c.bulk(44, 1460);
        lab.stack.advance(Duration.ofSeconds(1));
        assertThat(lab.connection(40000).bytesReceived()).isEqualTo(64_240);
        assertThat(lab.stack.softirq().softnet(cpus - 1).get(SoftnetStat.PROCESSED))
                .isPositive();
        lab.checkLedger();
    }
}
