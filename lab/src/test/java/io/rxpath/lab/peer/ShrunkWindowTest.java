package io.rxpath.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.TcpHeader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A host short of memory takes its window back (kernel ICSK_ACK_NOMEM); the client must stay acceptable to it. */
class ShrunkWindowTest {
    private static final Station PEER = Station.of("02:00:00:00:00:01", "10.9.0.1");
    private static final Station HOST = Station.of("02:00:00:00:00:02", "10.9.0.2");
    private static final int ISS = 77;
    private static final int HOST_ISS = 5000;
    private static final ModelClientSettings SETTINGS =
            ModelClientSettings.defaults().withOptions(1460, -1, false, false);

    private final List<byte[]> out = new ArrayList<>();
    private final ModelClient client = new ModelClient(
            SETTINGS,
            PEER,
            40000,
            HOST,
            80,
            ISS,
            new SeededPayload(1, 100_000),
            (bytes, off, len) -> {},
            FlightLimit.none(),
            out::add);

    private void host(int flags, int seq, int ack, int window, int payload) {
        byte[] frame = FrameWriter.tcpBuffer(0, payload);
        FrameWriter.finishTcp(frame, HOST, PEER, 1, 80, 40000, HOST_ISS + seq, ISS + ack, flags, window, 0, payload);
        client.receive(frame, 0);
    }

    private TcpHeader last() {
        return ParsedFrame.of(out.get(out.size() - 1)).tcp();
    }

    private void open() {
        client.connect(0);
        host(TcpHeader.SYN | TcpHeader.ACK, 0, 1, 20_000, 0);
        assertThat(client.bytesSent()).isEqualTo(10 * 536);
    }

    @Test
    void shouldAcknowledgeFromInsideTheWindowThatIsLeft() {
        open();
        host(TcpHeader.ACK, 1, 1 + 536, 0, 0);
        host(TcpHeader.ACK, 1, 1 + 536, 0, 10);
        assertThat(last().ackSeq()).isEqualTo(HOST_ISS + 11);
        assertThat(last().seq()).isEqualTo(ISS + 1 + 536);
        assertThat(client.complaints()).isEmpty();
    }

    @Test
    void shouldAcknowledgeFromTheNextByteWhileTheWindowIsOpen() {
        open();
        host(TcpHeader.ACK, 1, 1, 20_000, 10);
        assertThat(last().seq()).isEqualTo(ISS + 1 + 10 * 536);
    }

    @Test
    void shouldNotGiveUpWhileTheHostAnswers() {
        open();
        host(TcpHeader.ACK, 1, 1 + 536, 0, 0);
        for (int i = 0; i < 3 * SETTINGS.maxRetries(); i++) {
            client.onTimeout(client.nextTimeoutNanos());
            host(TcpHeader.ACK, 1, 1 + 536, 0, 0);
        }
        assertThat(client.state()).isEqualTo(ClientState.ESTABLISHED);
    }
}
