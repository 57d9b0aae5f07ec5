package io.rxpath.lab.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class FreePortTest {
    @RepeatedTest(20)
    void isBelowThePortsOfOutgoingConnections() throws IOException {
        assertThat(FreePort.find(InetAddress.getLoopbackAddress())).isBetween(10_000, 29_999);
    }

    @Test
    void aTakenPortIsNotFree() throws IOException {
        int port = FreePort.find(null);
        FreePort.check(null, port);
        try (ServerSocket taken = new ServerSocket(port)) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> FreePort.check(null, port))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Address already in use");
        }
    }
}
