package io.rxpath.socket.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.kit.HostFile;
import io.rxpath.kit.ListenSection;
import io.rxpath.socket.core.App;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SocketConfigurationTest {
    static List<Arguments> apps() {
        return List.of(
                Arguments.of("sink", new ListenSection(9, "sink", 0, null), App.sink(9)),
                Arguments.of("echo", new ListenSection(7, "echo", 0, null), App.echo(7)),
                Arguments.of("http", new ListenSection(80, "http", 0, null), App.http(80)),
                Arguments.of("slow by default", new ListenSection(1, "slow", 0, null), App.slow(1, 1000, 50_000_000)),
                Arguments.of("slow as asked for", new ListenSection(1, "slow", 7, "2s"), App.slow(1, 7, 2_000_000_000)),
                Arguments.of("sink takes no rate", new ListenSection(9, "sink", 7, "2s"), App.sink(9)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("apps")
    void shouldMakeTheAppOfAListener(String name, ListenSection listener, App app) {
        assertThat(SocketConfiguration.app(listener)).isEqualTo(app);
    }

    @Test
    void shouldRefuseAnUnknownApp() {
        assertThatThrownBy(() -> SocketConfiguration.app(new ListenSection(1, "ftp", 0, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("listen: unknown app ftp");
    }

    @Test
    void shouldHaveAnAppForEveryListenerOfTheHostFile() {
        assertThat(new SocketConfiguration().socketSettings(HostFile.defaults()).apps())
                .containsExactly(App.sink(9000), App.slow(9001, 1000, 50_000_000), App.echo(9002), App.http(80));
    }
}
