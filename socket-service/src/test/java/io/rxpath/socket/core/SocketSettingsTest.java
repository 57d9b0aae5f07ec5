package io.rxpath.socket.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketSettingsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            port too small,      0,     SINK, 0,          0, 16384,      'app port 0: expected 1..65535'
            port too great,      65536, ECHO, 0,          0, 16384,      'app port 65536: expected 1..65535'
            no send buffer,      80,    HTTP, 0,          0, 0,          'app sndbuf 0: expected 1..1073741824'
            huge send buffer,    80,    HTTP, 0,          0, 1073741825, 'app sndbuf 1073741825: expected 1..1073741824'
            slow reads nothing,  80,    SLOW, 0,          1, 1,          'app bytes 0: expected 1..1073741824'
            slow reads too much, 80,    SLOW, 1073741825, 1, 1,          'app bytes 1073741825: expected 1..1073741824'
            slow never sleeps,   80,    SLOW, 1,          0, 1,          'app everyNanos 0: expected at least 1'
            """)
    void badApp(String name, int port, AppKind kind, int bytes, long everyNanos, int sndbuf, String message) {
        assertThatThrownBy(() -> new App(port, kind, bytes, everyNanos, sndbuf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            least values,               1,     SLOW, 1,          1,                   1
            greatest values,            65535, SLOW, 1073741824, 9223372036854775807, 1073741824
            sink needs no read size,    9,     SINK, 0,          0,                   16384
            """)
    void goodApp(String name, int port, AppKind kind, int bytes, long everyNanos, int sndbuf) {
        App app = new App(port, kind, bytes, everyNanos, sndbuf);
        assertThat(new SocketSettings(List.of(app)).app(port)).isEqualTo(app);
    }

    @Test
    void twoAppsOnOnePort() {
        List<App> apps = List.of(App.sink(9), App.echo(7), App.http(9));
        assertThatThrownBy(() -> new SocketSettings(apps))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("apps: port 9 is used twice, expected once");
    }

    @Test
    void portWithoutApp() {
        assertThat(SocketSettings.defaults().app(81)).isNull();
    }
}
