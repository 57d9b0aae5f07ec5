package io.rxpath.lab.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ResultComparisonTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        the same             | {"frames": [{"gro": "HELD"}]}                  | {"frames": [{"gro": "HELD"}]}              |
        numbers by value     | {"counters": {"a": 1}}                         | {"counters": {"a": 1.0}}                   |
        another verdict      | {"frames": [{"gro": "HELD"}]}                  | {"frames": [{"gro": "NORMAL"}]}            | frames.0.gro: "HELD" != "NORMAL"
        a counter is missing | {"counters": {"Ip.InReceives": 5}}             | {"counters": {}}                           | counters.Ip.InReceives: 5 != nothing
        a counter too many   | {"counters": {}}                               | {"counters": {"Tcp.OutRsts": 1}}           | counters.Tcp.OutRsts: nothing != 1
        another length       | {"other_drops": []}                            | {"other_drops": ["X@y"]}                   | other_drops: [] != ["X@y"]
        loose at the top     | {"kernel": "6.18", "about": "a"}               | {"kernel": "rxpath", "about": "b"}         |
        loose below          | {"streams": [{"info": {"rcv_space": 1}}]}      | {"streams": [{"info": {"rcv_space": 2}}]}  |
        unstable             | {"unstable": ["out.win"], "out": [{"win": 1}]} | {"unstable": [], "out": [{"win": 2}]}      |
        unstable elsewhere   | {"unstable": ["out.win"], "out": [{"len": 1}]} | {"unstable": [], "out": [{"len": 2}]}      | out.0.len: 1 != 2
        times close          | {"out": [{}], "timing": {"dt_ms": [40.0]}}     | {"out": [{}], "timing": {"dt_ms": [52.0]}} |
        times apart          | {"out": [{}], "timing": {"dt_ms": [40.0]}}     | {"out": [{}], "timing": {"dt_ms": [52.1]}} | timing.dt_ms.0: 40.0 != 52.1
        long times close     | {"out": [{}], "timing": {"dt_ms": [1000]}}     | {"out": [{}], "timing": {"dt_ms": [1170]}} |
        """)
    void namesWhatDiffers(String name, String kernel, String ours, String difference) {
        JsonMapper json = new JsonMapper();
        assertThat(ResultComparison.differences(json.readTree(kernel), json.readTree(ours)))
                .isEqualTo(difference == null ? List.of() : List.of(difference));
    }
}
