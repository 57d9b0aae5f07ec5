package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpSettingsTest {
    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(textBlock = """
            net.ipv4.tcp_rmem,                 '4096 131072 6291456', rmemMax=6291456
            tcp_wmem,                          '4096 20000 100000',   wmemDefault=20000
            net.core.rmem_max,                 212992,                coreRmemMax=212992
            net.core.somaxconn,                128,                   somaxconn=128
            net.ipv4.tcp_timestamps,           0,                     timestamps=false
            net.ipv4.tcp_sack,                 0,                     sack=false
            net.ipv4.tcp_dsack,                0,                     dsack=false
            net.ipv4.tcp_window_scaling,       0,                     windowScaling=false
            net.ipv4.tcp_ecn,                  0,                     ecn=0
            net.ipv4.tcp_fin_timeout,          30,                    finTimeout=30000000000
            net.ipv4.tcp_invalid_ratelimit,    0,                     invalidRatelimit=0
            net.ipv4.tcp_synack_retries,       2,                     synackRetries=2
            net.ipv4.tcp_moderate_rcvbuf,      0,                     moderateRcvbuf=false
            net.ipv4.tcp_comp_sack_nr,         0,                     compSackNr=0
            net.ipv4.tcp_syncookies,           2,                     syncookies=2
            net.ipv4.tcp_fastopen,             0x403,                 fastopen=1027
            net.ipv4.tcp_fastopen_key,         1-2-3-4,               fastopenKey=1-2-3-4
            net.ipv4.tcp_stdurg,               1,                     stdurg=true
            net.ipv4.tcp_rfc1337,              1,                     rfc1337=true
            net.ipv4.tcp_max_tw_buckets,       7,                     maxTwBuckets=7
            net.ipv4.tcp_mem,                  '10 20 30',            'min=10, pressure=20, high=30'
            net.ipv4.tcp_max_orphans,          7,                     maxOrphans=7
            net.core.mem_pcpu_rsv,             1000,                  pcpuReserve=1000
            net.ipv4.tcp_congestion_control,   reno,                  congestion=reno
            net.ipv4.tcp_allowed_congestion_control, 'cubic reno',    congestion=cubic
            net.ipv4.tcp_abort_on_overflow,    1,                     abortOnOverflow=true
            kernel.osrelease,                  7.2,                   release=7.2
            """)
    void sysctl(String name, String value, String expected) {
        assertThat(TcpSettings.defaults().withSysctl(name, value).toString()).contains(expected);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(textBlock = """
            net.ipv4.tcp_sack,            2,          '0 or 1'
            net.ipv4.tcp_rmem,            '1 2',      'three numbers'
            net.ipv4.tcp_rmem,            '1 2 x',    'a whole number'
            net.ipv4.tcp_ecn,             9,          '0..5'
            net.ipv4.tcp_fin_timeout,     -1,         '0..120000000000'
            net.ipv4.tcp_syncookies,      3,          '0..2'
            net.ipv4.tcp_fastopen,        0xg,        'a whole number'
            net.ipv4.tcp_fastopen_key,    1-2-3,      'xxxxxxxx-xxxxxxxx'
            net.ipv4.tcp_mem,             '1 2',      'three numbers of pages'
            net.ipv4.tcp_mem,             '1 2 x',    'a whole number of pages'
            net.ipv4.tcp_mem,             '1 -2 3',   '0..'
            net.core.mem_pcpu_rsv,        255,        '256..'
            net.ipv4.tcp_congestion_control, bbr,     'cubic or reno'
            net.ipv4.tcp_allowed_congestion_control, 'cubic bbr', 'cubic and reno'
            net.ipv4.tcp_available_congestion_control, cubic, 'read'
            net.ipv4.tcp_rfc1337,         x,          '0 or 1'
            kernel.osrelease,             6.1,        '6.18 or 7.2'
            net.ipv4.tcp_nonsense,        1,          'a sysctl of'
            """)
    void badSysctl(String name, String value, String expected) {
        TcpSettings settings = TcpSettings.defaults();
        assertThatThrownBy(() -> settings.withSysctl(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name.replace("net.ipv4.", ""))
                .hasMessageContaining(expected);
    }
}
