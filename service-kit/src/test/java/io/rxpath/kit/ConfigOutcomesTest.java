package io.rxpath.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.kit.ConfigOutcomes.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ConfigOutcomesTest {
    private final ConfigOutcomes outcomes = new ConfigOutcomes();
    private final List<String> heard = new ArrayList<>();

    private void handler(String key, @Nullable String value) {
        heard.add(key + "=" + value);
        if ("bad".equals(value)) {
            throw new IllegalArgumentException("bad: expected good");
        }
        if ("worse".equals(value)) {
            throw new IllegalStateException("a bug");
        }
    }

    private void hand(String key, @Nullable String value, long offset) {
        outcomes.hand(key, value, offset, this::handler);
    }

    @Test
    void shouldHandOverWhatComesAfterARefusal() {
        hand("a", "bad", 1);
        hand("b", "worse", 2);
        hand("c", "good", 3);
        assertThat(heard).containsExactly("a=bad", "b=worse", "c=good");
        assertThat(outcomes.all())
                .containsExactly(
                        Map.entry("a", new Outcome("bad", 1, false, "bad: expected good")),
                        Map.entry("b", new Outcome("worse", 2, false, "java.lang.IllegalStateException: a bug")),
                        Map.entry("c", new Outcome("good", 3, true, null)));
    }

    @Test
    void shouldRememberTheLastOfEachKeyAndHandOverThatItIsTakenBack() {
        hand("a", "bad", 1);
        hand("a", null, 2);
        assertThat(heard).containsExactly("a=bad", "a=null");
        assertThat(outcomes.all()).containsExactly(Map.entry("a", new Outcome(null, 2, true, null)));
    }

    @Test
    void shouldMakeRecordsThatSetAndTakeBack() {
        assertThat(ConfigReader.setting("a", "1").value()).containsExactly('1');
        assertThat(ConfigReader.setting("a", null).value()).isNull();
    }

    @Test
    void shouldLookLikeThisOnThePage() {
        hand("a", "good", 1);
        hand("b", "bad", 2);
        assertThat(JsonMapper.builder().build().writeValueAsString(outcomes.all()))
                .isEqualTo("{\"a\":{\"value\":\"good\",\"offset\":1,\"applied\":true},"
                        + "\"b\":{\"value\":\"bad\",\"offset\":2,\"applied\":false,"
                        + "\"refused\":\"bad: expected good\"}}");
    }
}
