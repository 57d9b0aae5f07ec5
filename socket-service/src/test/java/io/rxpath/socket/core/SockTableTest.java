package io.rxpath.socket.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SockTableTest {
    private static Sock sock(long cookie) {
        App app = App.sink(9);
        return new Sock(cookie, 0, SocketHarness.flow(1), app, Programs.start(app));
    }

    @ParameterizedTest(name = "against a HashMap, seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void model(long seed) {
        Random random = new Random(seed);
        SockTable table = new SockTable();
        Map<Long, Sock> model = new HashMap<>();
        for (int step = 0; step < 50_000; step++) {
            long cookie = random.nextInt(400) * (random.nextBoolean() ? 1L : 0x1_0000_0000L);
            Sock known = model.get(cookie);
            assertThat(table.get(cookie)).isSameAs(known);
            if (known == null && random.nextInt(3) > 0) {
                Sock sk = sock(cookie);
                table.add(sk);
                model.put(cookie, sk);
            } else if (known != null) {
                table.remove(known);
                model.remove(cookie);
            }
            assertThat(table.size()).isEqualTo(model.size());
        }
        assertThat(table.sorted())
                .hasSize(model.size())
                .isSortedAccordingTo((a, b) -> Long.compare(a.cookie, b.cookie));
        for (Map.Entry<Long, Sock> entry : model.entrySet()) {
            assertThat(table.get(entry.getKey())).isSameAs(entry.getValue());
        }
    }

    @Test
    void removingAStrangerIsAProgrammingError() {
        SockTable table = new SockTable();
        table.add(sock(1));
        assertThatThrownBy(() -> table.remove(sock(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("socket 2 is not in the table");
    }
}
