package io.rxpath.lab.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerSettingsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no client port,         0,     9093,  'port 0: expected 1..65535'",
        "client port too large,  65536, 9093,  'port 65536: expected 1..65535'",
        "no controller port,     9092,  0,     'controllerPort 0: expected 1..65535'",
        "the same port twice,    9092,  9092,  'controllerPort 9092: expected another port than the clients'''",
    })
    void refuses(String name, int port, int controllerPort, String message) {
        assertThatThrownBy(() -> new BrokerSettings("127.0.0.1", port, controllerPort, Path.of("/x")))
                .hasMessage(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "clients connect here,              advertised.listeners,                     PLAINTEXT://127.0.0.1:9092",
        "one voter,                         controller.quorum.voters,                 1@127.0.0.1:9093",
        "transactions need no second node,  transaction.state.log.replication.factor, 1",
        "nor a second copy in sync,         transaction.state.log.min.isr,            1",
        "offsets are kept once,             offsets.topic.replication.factor,         1",
        "a group does not wait,             group.initial.rebalance.delay.ms,         0",
        "a misspelt topic is an error,      auto.create.topics.enable,                false",
    })
    void setsForOneNode(String name, String key, String value) {
        assertThat(new BrokerSettings("127.0.0.1", 9092, 9093, Path.of("/x")).toProperties())
                .containsEntry(key, value);
    }

    @Test
    void bootstrapIsHostAndPort() {
        assertThat(new BrokerSettings("127.0.0.1", 9092, 9093, Path.of("/x")).bootstrap())
                .isEqualTo("127.0.0.1:9092");
    }
}
