package io.rxpath.tcp.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.tcp.core.TcpSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpConfigTest {
    @ParameterizedTest
    @CsvSource({
        "sysctl/net.ipv4.tcp_sack, true",
        "sysctl/net.core.somaxconn, true",
        "sysctl/net.ipv4.ip_forward, false",
        "ethtool/eth0/ring/rx, false"
    })
    void shouldKnowItsOwn(String key, boolean mine) {
        assertThat(TcpConfig.obeys(key)).isEqualTo(mine);
    }

    @Test
    void shouldChangeTheHostFilesSettings() {
        TcpSettings changed = TcpConfig.all(
                TcpSettings.defaults(),
                Map.of("sysctl/net.ipv4.tcp_sack", "0", "sysctl/net.ipv4.tcp_rmem", "4096 5000 6000"));
        assertThat(changed.options().sack()).isFalse();
        assertThat(changed.memory().rmemDefault()).isEqualTo(5000);
    }

    @Test
    void shouldSayWhatItRefuses() {
        assertThatThrownBy(() -> TcpConfig.all(TcpSettings.defaults(), Map.of("sysctl/net.ipv4.tcp_nonsense", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tcp_nonsense");
    }
}
