package io.rxpath.lab.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.lab.oracle.CaseFile.NapiMode;
import io.rxpath.lab.run.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseReaderTest {
    @TempDir
    Path folder;

    private CaseFile read(String json) throws IOException {
        return CaseReader.read(Files.writeString(folder.resolve("x.json"), json));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        unknown key           | {"stpes": [], "steps": []}                              | x.json.stpes: unknown key; expected one of
        no steps              | {}                                                      | x.json.steps: missing; expected a list of steps
        not a step            | {"steps": [{"wiat": 5}]}                                | x.json.steps[0]: {"wiat":5}; expected a step: wait, expect
        unknown key in a step | {"steps": [{"wait": 5, "conn": "c0"}]}                  | x.json.steps[0].conn: unknown key; expected one of
        text for a number     | {"steps": [{"wait": "5"}]}                              | x.json.steps[0].wait: "5"; expected a number from 0 to 600000
        deep inside           | {"steps": [{"repeat": 2, "steps": [{"tcp": "X"}]}]}     | x.json.steps[0].steps[0].tcp: "X"; expected flags of S F R P A U E C
        unknown TCP option    | {"steps": [{"tcp": "S", "opts": [["msss", 1]]}]}        | x.json.steps[0].opts[0][0]: "msss"; expected mss, ws,
        option without value  | {"steps": [{"tcp": "S", "opts": [["mss"]]}]}            | x.json.steps[0].opts[0]: ["mss"]; expected mss with 1 values
        odd hex digits        | {"steps": [{"raw": "abc"}]}                             | x.json.steps[0].raw: "abc"; expected bytes as hexadecimal digits
        port out of range     | {"apps": [{"port": 0}], "steps": []}                    | x.json.apps[0].port: 0; expected a number from 1 to 65535
        slow without a time   | {"apps": [{"port": 9, "mode": "slow"}], "steps": []}    | x.json.apps[0].bytes: missing; expected a number
        unknown system call   | {"steps": [{"app": "c0", "do": "fork"}]}                | x.json.steps[0].do: "fork"; expected read, write,
        unknown napi          | {"napi": "busy", "steps": []}                           | x.json.napi: "busy"; expected softirq, threaded
        no JSON               | {"steps": [}                                            | x.json: line 1, column
        """)
    void aMalformedCaseIsRefusedWithFileAndPlace(String name, String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        LabException.class, e -> assertThat(e.exitCode()).isEqualTo(LabException.BAD_INPUT))
                .hasMessageContaining(message);
    }

    @Test
    void readsEveryKindOfStep() throws IOException {
        CaseFile c = read("""
            {"napi": "threaded", "gap_ms": 3, "conns": {"a": {"sport": 7, "opts": [["ts", 5, 0]]}},
             "apps": [{"port": 80, "mode": "slow", "bytes": 10, "every_ms": 2}],
             "steps": [{"connect": "a"}, {"bulk": 3, "conn": "a", "push": true}, {"burst": [{"bulk": 2}, {"icmp": [8, 0]}]},
              {"repeat": 2, "steps": [{"wait": 1}]}, {"udp": [1, 2], "frags": [[0, 8], [8, 8, 65]]}]}""");
        assertThat(c.name()).isEqualTo("x");
        assertThat(c.napi()).isEqualTo(NapiMode.THREADED);
        assertThat(c.gapMillis()).isEqualTo(3);
        assertThat(c.flows()).containsOnlyKeys("a");
        assertThat(c.apps())
                .singleElement()
                .satisfies(a -> assertThat(a.everyMillis()).isEqualTo(2));
        assertThat(c.unsupported()).isEmpty();
        assertThat(c.steps()).hasSize(5);
        assertThat(((Step.Send) c.steps().get(1)).packets())
                .extracting(p -> ((Step.Tcp) p.body()).flags())
                .containsExactly("A", "A", "PA");
        assertThat(((Step.Burst) c.steps().get(2)).packets()).hasSize(3);
        assertThat(((Step.Send) c.steps().get(4)).packets().get(0).pieces())
                .containsExactly(new Step.Piece(0, 8, -1), new Step.Piece(8, 8, 65));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        VXLAN                   | {"steps": [{"udp": [1, 4789], "vni": 7, "inner": {"icmp": [8, 0]}}]}
        napi frags              | {"napi": "frags", "steps": []}
        """)
    void whatCannotBePlayedIsNamed(String what, String json) throws IOException {
        assertThat(read(json).unsupported()).isEqualTo(List.of(what));
    }
}
