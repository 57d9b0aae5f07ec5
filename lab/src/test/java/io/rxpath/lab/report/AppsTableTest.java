package io.rxpath.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.socket.core.AppConnection;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AppsTableTest {
    private static final FlowKey FLOW = FlowKey.v4(
            IpAddress.parse("10.9.0.2").v4(),
            9000,
            IpAddress.parse("10.9.0.101").v4(),
            20_000);

    private static JsonNode page(AppConnection... connections) {
        return JsonMapper.builder().build().valueToTree(List.of(connections));
    }

    private static AppConnection connection() {
        return new AppConnection(3, FLOW, 9000, "sink", "open", 1500, "aa", 0, "bb", 60, 1);
    }

    @Test
    void theFlowOfThePageIsTheFlow() {
        assertThat(AppsTable.flow(page(connection()).get(0).path("flow"))).isEqualTo(FLOW);
    }

    @Test
    void aTableForPeople() {
        assertThat(AppsTable.text(page(connection()))).isEqualTo("""
                        flow                               app   state  received  SHA-256  sent  SHA-256 sent  queued
                        10.9.0.2:9000 <- 10.9.0.101:20000  sink  open      1,500  aa          0  bb                60
                        """);
    }

    @Test
    void jsonForPrograms() {
        assertThat(AppsTable.json(page(connection()))).isEqualTo("""
                        [
                          {"local":"10.9.0.2:9000","remote":"10.9.0.101:20000","cookie":3,"port":9000,"app":"sink",\
                        "state":"open","bytesReceived":1500,"sha256":"aa","bytesSent":0,"sha256Sent":"bb",\
                        "queuedBytes":60,"queuedSkbs":1}
                        ]
                        """);
    }

    @Test
    void noConnections() {
        assertThat(AppsTable.text(page())).isEqualTo("no connections\n");
        assertThat(AppsTable.json(page())).isEqualTo("[]\n");
    }
}
