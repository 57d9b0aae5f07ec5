package io.rxpath.conformance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Linux kernel's UDP talks to the simulated host's sockets over VXLAN, and the host pings it. */
class UdpClientTest {
    private static final String NAME = "UdpClientTest";

    private static @Nullable AttachedClient attached;

    @BeforeAll
    static void up() {
        Requires.tools(NAME, "bash", "java", "timeout");
        attached = AttachedClient.up(
                NAME,
                "udp-client",
                "--address",
                "10.9.0.2/24",
                "--listen",
                "9002/udp:echo",
                "--listen",
                "9003/udp:sink");
    }

    @AfterAll
    static void down() {
        if (attached != null) {
            attached.close();
        }
    }

    private static RxPathRun host() {
        return Objects.requireNonNull(attached).host();
    }

    private static Program.Ended client(String script) {
        return Objects.requireNonNull(attached)
                .client()
                .program("bash", "-c", script)
                .run();
    }

    @Test
    void anEchoComesBack() {
        Program.Ended echo = client("exec 3<>/dev/udp/" + NetworkNamespace.HOST
                + "/9002; printf 'over five services' >&3; timeout 20 head -c 18 <&3");
        assertThat(echo.out()).as("%s", echo).isEqualTo("over five services");
    }

    /** 2000 bytes are two fragments each way. */
    @Test
    void fragmentsAreOneDatagram() {
        Program.Ended echo = client("exec 3<>/dev/udp/" + NetworkNamespace.HOST
                + "/9002; printf '%2000s' end >&3; timeout 20 head -c 2000 <&3");
        assertThat(echo.out()).as("%s", echo).hasSize(2000).endsWith("end");
    }

    @Test
    void theSinkHasReadTheBytes() {
        client("exec 3>/dev/udp/" + NetworkNamespace.HOST + "/9003; printf abc >&3");
        // SHA-256 of "abc" (FIPS 180-4's example).
        String digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () -> assertThat(host().rxpath("apps", "--udp").out()).contains(digest));
    }

    @Test
    void aPortNobodyIsBoundToRefuses() {
        Program.Ended refused =
                client("exec 3<>/dev/udp/" + NetworkNamespace.HOST + "/9999; printf x >&3; timeout 20 head -c 1 <&3");
        assertThat(refused.err()).contains("Connection refused");
    }

    @Test
    void theHostPingsItsPeer() {
        Program.Ended ping = host().rxpath("ping", "-c", "3", "-i", "0.2", NetworkNamespace.CLIENT);
        assertThat(ping.exit()).as("%s", ping).isZero();
        assertThat(ping.out())
                .contains("3 packets transmitted, 3 received, 0% packet loss")
                .contains("64 bytes from 10.9.0.1: icmp_seq=1 ttl=64 time=");
    }
}
