package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.exchange.MemoryStore;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** When what lies in the queues of a connection that is over is lost: with the socket, not with the connection. */
class ClosedQueueTest {
    private static final String OFO = "NOT_SPECIFIED@skb_rbtree_purge";
    private static final String FIN = "QUEUE_PURGE@sk_stream_kill_queues";
    private final Wire w = Wire.listening().connect(true);

    private static List<String> lost(RecordingOutput output) {
        return output.drops.stream().map(ClosedQueueTest::name).toList();
    }

    private static String name(DropEvent drop) {
        return drop.reason() + "@" + drop.place();
    }

    /** The same stack after a restart. */
    private TcpStack again(RecordingOutput output) {
        MemoryStore store = new MemoryStore();
        w.stack.saveDirty(store);
        TcpStack stack = new TcpStack(TcpSettings.defaults().withListeners(List.of(Listener.on(80))), output);
        store.loadInto(stack, 1, w.now);
        return stack;
    }

    private SockCommand close() {
        SockEvent c = Objects.requireNonNull(w.connection);
        return SockCommand.of(SockCommand.Kind.CLOSE, c.hash(), c.cookie(), c.flow(), 0);
    }

    @Test
    void outOfOrderSegmentsStayUntilTheSocketIsClosed() {
        w.send(TcpHeader.ACK, 101, 1, 100);
        w.send(TcpHeader.RST, 1, 0, 0);
        assertThat(w.events()).containsExactly("ERROR");
        assertThat(lost(w.output)).isEmpty();
        assertThat(w.stack.heldSegments()).isOne();

        RecordingOutput output = new RecordingOutput();
        TcpStack restarted = again(output);
        assertThat(restarted.heldSegments()).isOne();
        restarted.command(close(), w.now);
        assertThat(lost(output)).containsExactly(OFO);
        assertThat(restarted.ledger().snapshot(restarted.heldSegments()).imbalance())
                .isZero();

        w.command(SockCommand.Kind.CLOSE, 0);
        assertThat(lost(w.output)).containsExactly(OFO);
        assertThat(w.stack.heldSegments()).isZero();
    }

    @Test
    void outOfOrderSegmentsOfAnOrphanGoWithItsConnection() {
        w.send(TcpHeader.ACK, 101, 1, 100);
        w.command(SockCommand.Kind.CLOSE, 0);
        assertThat(lost(w.output)).isEmpty();
        w.send(TcpHeader.RST, 1, 0, 0);
        assertThat(lost(w.output)).containsExactly(OFO);
    }

    @Test
    void theFinOfAnOrphanIsLostWhenItsConnectionIsOver() {
        w.command(SockCommand.Kind.CLOSE, 0);
        w.send(TcpHeader.FIN | TcpHeader.ACK, 1, 1, 0);
        assertThat(w.state()).isEqualTo("CLOSING");
        assertThat(lost(w.output)).isEmpty();
        assertThat(w.stack.heldSegments()).isOne();

        RecordingOutput output = new RecordingOutput();
        TcpStack restarted = again(output);
        assertThat(restarted.heldSegments()).isOne();

        w.send(TcpHeader.ACK, 2, 2, 0);
        assertThat(lost(w.output)).containsExactly(FIN);
        assertThat(w.stack.heldSegments()).isZero();
    }

    @Test
    void theFinThatAcknowledgesOursIsLostAtOnce() {
        w.command(SockCommand.Kind.CLOSE, 0);
        assertThat(w.send(TcpHeader.FIN | TcpHeader.ACK, 1, 2, 0)).containsExactly(". 2:2 ack 2 win 64239");
        assertThat(w.state()).isEqualTo("TIME-WAIT");
        assertThat(lost(w.output)).containsExactly(FIN);
    }

    @Test
    void theFinOfAnOpenSocketIsRead() {
        w.send(TcpHeader.FIN | TcpHeader.ACK, 1, 1, 0);
        w.command(SockCommand.Kind.CLOSE, 0);
        w.send(TcpHeader.ACK, 2, 2, 0);
        assertThat(lost(w.output)).isEmpty();
        assertThat(w.state()).isEmpty();
    }
}
