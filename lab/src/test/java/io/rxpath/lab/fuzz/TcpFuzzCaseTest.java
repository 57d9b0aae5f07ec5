package io.rxpath.lab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.oracle.Rehearsal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TcpFuzzCaseTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void sameSeedSameCase(long seed) {
        assertThat(TcpFuzzCase.of(seed)).isEqualTo(TcpFuzzCase.of(seed)).isNotEqualTo(TcpFuzzCase.of(seed + 1));
        assertThat(TcpFuzzCase.wide(seed)).isEqualTo(TcpFuzzCase.wide(seed)).isNotEqualTo(TcpFuzzCase.of(seed));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noStepBeginsNearTimer(long seed) {
        assertThat(stepsNearTimers(TcpFuzzCase.of(seed))).isEmpty();
        assertThat(stepsNearTimers(TcpFuzzCase.wide(seed))).isEmpty();
    }

    private static List<String> stepsNearTimers(ObjectNode theCase) {
        ObjectNode host = theCase.deepCopy();
        host.remove(List.of("steps", "conns"));
        Rehearsal rehearsal = new Rehearsal(host);
        theCase.get("conns")
                .propertyNames()
                .forEach(name -> rehearsal.flow(name, theCase.get("conns").get(name)));
        List<String> near = new ArrayList<>();
        for (JsonNode step : theCase.get("steps")) {
            // A wait may begin there: that is what it is for.
            if (!step.has("wait") && rehearsal.millisToCalm() > 0) {
                near.add(step.toString());
            }
            rehearsal.play((ObjectNode) step);
        }
        return near;
    }
}
