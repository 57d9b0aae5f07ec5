package io.rxpath.lab.cli.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EthtoolLineTest {
    private static String changes(String line) {
        EthtoolRequest request = EthtoolLine.parse(List.of(line.split(" ", -1)));
        return ((EthtoolRequest.Set) request)
                .changes().stream()
                        .map(change -> change.toString().replace("ethtool/eth0/", ""))
                        .collect(Collectors.joining("; "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        -G eth0 rx 512                          | ring/rx = 512
        --set-ring eth0 rx 64                   | ring/rx = 64
        -L eth0 combined 2                      | channels/combined = 2
        -K eth0 gro off rxvlan on               | feature/generic-receive-offload = off; feature/rx-vlan-offload = on
        -K eth0 rx-vlan-filter on rx off        | feature/rx-vlan-filter = on; feature/rx-checksumming = off
        -K eth0 ntuple on rx-gro-list on        | feature/ntuple-filters = on; feature/rx-gro-list = on
        -K eth0 rx-udp-gro-forwarding on        | feature/rx-udp-gro-forwarding = on
        -K eth0 rx-gro on rx-vlan-hw-parse off  | feature/generic-receive-offload = on; feature/rx-vlan-offload = off
        -C eth0 rx-usecs 50 rx-frames 32        | coalesce/rx-usecs = 50; coalesce/rx-frames = 32
        -C eth0 adaptive-rx on                  | coalesce/adaptive-rx = on
        -A eth0 rx on tx off                    | pause/rx = on; pause/tx = off
        -X eth0 default                         | rxfh/indir (taken back)
        -X eth0 hkey 6d:5a                      | rxfh/hkey = 6d:5a
        """)
    void sets(String line, String changes) {
        assertThat(changes(line)).isEqualTo(changes);
    }

    /** The table as "queue*entries" of each run. */
    private static String runs(String line) {
        String table = changes(line).replace("rxfh/indir = ", "");
        StringBuilder runs = new StringBuilder();
        String last = "";
        int length = 0;
        for (String queue : (table + " end").split(" ", -1)) {
            if (!queue.equals(last) && length > 0) {
                runs.append(runs.length() == 0 ? "" : " ")
                        .append(last)
                        .append('*')
                        .append(length);
                length = 0;
            }
            last = queue;
            length++;
        }
        return runs.toString();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "-X eth0 equal 1,        0*128",
        "-X eth0 weight 1 1,     0*64 1*64",
        "-X eth0 weight 1 2,     0*42 1*86",
        "-X eth0 weight 0 3 1,   1*96 2*32",
        "-X eth0 weight 64 64,   0*64 1*64",
    })
    void sharesOutTheTable(String line, String runs) {
        assertThat(runs(line)).isEqualTo(runs);
    }

    @Test
    void takesQueuesInTurn() {
        assertThat(changes("-X eth0 equal 3"))
                .startsWith("rxfh/indir = 0 1 2 0 1 2 0")
                .endsWith(" 0 1");
    }

    @Test
    void asksForRules() {
        assertThat(EthtoolLine.parse(List.of("-N", "eth0", "delete", "5"))).isEqualTo(new EthtoolRequest.DeleteRule(5));
        assertThat(EthtoolLine.parse(List.of("-U", "eth0", "flow-type", "tcp4", "dst-port", "80", "action", "2")))
                .isEqualTo(new EthtoolRequest.AddRule(-1, "flow-type tcp4 dst-port 80 action 2"));
        assertThat(EthtoolLine.parse(List.of("-N", "eth0", "flow-type", "ip4", "loc", "7", "action", "-1")))
                .isEqualTo(new EthtoolRequest.AddRule(7, "flow-type ip4 action -1"));
    }

    @Test
    void givesRulesTheLastFreePlace() {
        Map<String, String> settings = new TreeMap<>();
        assertThat(EthtoolLine.freeRule(settings)).isEqualTo(1023);
        settings.put(EthtoolLine.ruleKey(1023), "");
        settings.put(EthtoolLine.ruleKey(1021), "");
        assertThat(EthtoolLine.freeRule(settings)).isEqualTo(1022);
        for (int i = 0; i < 1024; i++) {
            settings.put(EthtoolLine.ruleKey(i), "");
        }
        assertThat(EthtoolLine.freeRule(settings)).isEqualTo(-1);
    }

    @ParameterizedTest(name = "{0} shows {1}")
    @CsvSource({"-S, S", "--statistics, S", "-k, k", "--show-offload, k", "-u, n", "-x, x", "--show-pause, a"})
    void shows(String option, char page) {
        assertThat(EthtoolLine.parse(List.of(option, "eth0"))).isEqualTo(new EthtoolRequest.Show(page));
    }
}
