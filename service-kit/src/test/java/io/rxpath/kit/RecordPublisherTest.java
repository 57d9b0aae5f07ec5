package io.rxpath.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.Topic;
import io.rxpath.skb.WireFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordPublisherTest {
    /** A producer whose sends are completed by the test, in any order. */
    private static final class Wire extends MockProducer<byte[], byte[]> {
        final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        final Deque<Callback> callbacks = new ArrayDeque<>();
        boolean refuses;

        Wire() {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message, Callback callback) {
            if (refuses) {
                throw new IllegalStateException("closed");
            }
            sent.add(message);
            callbacks.add(callback);
            return new CompletableFuture<>();
        }

        /** The oldest send that is under way arrives. */
        void first() {
            arrive(callbacks.removeFirst());
        }

        /** The newest send that is under way arrives. */
        void last() {
            arrive(callbacks.removeLast());
        }

        void failFirst() {
            callbacks.removeFirst().onCompletion(null, new RecordTooLargeException("too large"));
        }

        private static void arrive(Callback callback) {
            callback.onCompletion(new RecordMetadata(new TopicPartition("t", 0), 0, 0, 0, 0, 0), null);
        }

        List<String> destinations() {
            return sent.stream().map(s -> s.topic() + "-" + s.partition()).toList();
        }
    }

    private final Wire wire = new Wire();
    private final RecordPublisher publisher = new RecordPublisher(wire, 4);
    private final List<String> arrived = new ArrayList<>();

    private static RingIrq irq(int head) {
        return new RingIrq(1, 2, head);
    }

    private void irqTo(int partition, int head) {
        publisher.list(Topic.NIC_IRQ, partition).add(irq(head));
    }

    @Test
    void shouldPackOneRecordPerTopicAndPartition() {
        irqTo(1, 1);
        irqTo(3, 2);
        publisher.list(Topic.WIRE_TX, 1).add(WireFrame.of(0, 0, new byte[60]));
        irqTo(1, 3);
        assertThat(wire.sent).as("nothing before the flush").isEmpty();

        publisher.flush();

        assertThat(wire.destinations()).containsExactly("nic.irq-1", "nic.irq-3", "wire.tx-1");
        assertThat(RecordListReader.ringIrqs(wire.sent.get(0).value())).containsExactly(irq(1), irq(3));
        assertThat(RecordListReader.ringIrqs(wire.sent.get(1).value())).containsExactly(irq(2));
        assertThat(wire.sent.get(0).key()).isNull();
    }

    @Test
    void shouldSendNothingTwice() {
        irqTo(0, 1);
        publisher.flush();
        publisher.flush();
        irqTo(0, 2);
        publisher.flush();

        assertThat(wire.destinations()).containsExactly("nic.irq-0", "nic.irq-0");
        assertThat(RecordListReader.ringIrqs(wire.sent.get(1).value())).containsExactly(irq(2));
    }

    @Test
    void shouldSendAListOf256KiBAtOnce() {
        byte[] frame = new byte[1000];
        int frames = 0;
        while (wire.sent.isEmpty()) {
            publisher.list(Topic.WIRE_TX, 2).add(WireFrame.of(0, frames++, frame));
        }
        int first = RecordListReader.wireFrames(wire.sent.get(0).value()).size();
        publisher.flush();

        assertThat(wire.sent.get(0).value().length).isBetween(256 * 1024 + 1, 256 * 1024 + 1100);
        assertThat(first)
                .as("the frame that found the list full is in the next")
                .isEqualTo(frames - 1);
        assertThat(RecordListReader.wireFrames(wire.sent.get(1).value()))
                .singleElement()
                .extracting(WireFrame::nanos)
                .isEqualTo(frames - 1L);
        assertThat(wire.destinations()).containsExactly("wire.tx-2", "wire.tx-2");
    }

    @Test
    void shouldSplitOnlyTheListThatIsFull() {
        irqTo(0, 1);
        byte[] frame = new byte[300 * 1024];
        publisher.list(Topic.WIRE_TX, 0).add(WireFrame.of(0, 0, frame));
        publisher.list(Topic.WIRE_TX, 0).add(WireFrame.of(0, 1, frame));

        assertThat(wire.destinations()).containsExactly("wire.tx-0");
        publisher.flush();
        assertThat(wire.destinations()).containsExactly("wire.tx-0", "nic.irq-0", "wire.tx-0");
    }

    private void batch(String name, int records) {
        for (int i = 0; i < records; i++) {
            irqTo(i, i);
        }
        publisher.endBatch(() -> arrived.add(name));
    }

    @Test
    void shouldRunWhenAllOfABatchHasArrived() {
        batch("a", 3);

        wire.first();
        wire.last();
        assertThat(arrived).isEmpty();
        wire.first();
        assertThat(arrived).containsExactly("a");
    }

    @Test
    void shouldRunInOrderHoweverSendsArrive() {
        batch("a", 2);
        batch("b", 1);
        batch("c", 0);
        batch("d", 1);

        wire.last();
        assertThat(arrived).as("d is there, a is not").isEmpty();
        wire.last();
        wire.last();
        assertThat(arrived).as("half of a").isEmpty();
        wire.last();
        assertThat(arrived).containsExactly("a", "b", "c", "d");
    }

    @Test
    void shouldRunABatchWithoutRecordsAtOnce() {
        batch("nothing", 0);

        assertThat(arrived).containsExactly("nothing");
    }

    @Test
    void shouldCountWhatIsSentBeforeTheBatchEnds() {
        irqTo(0, 1);
        publisher.flush();
        publisher.send(new ProducerRecord<>("config", 0, new byte[1], new byte[1]));
        batch("a", 0);

        wire.first();
        assertThat(arrived).isEmpty();
        wire.first();
        assertThat(arrived).containsExactly("a");
    }

    @Test
    void shouldNotWaitForTheNextBatch() {
        batch("a", 1);
        irqTo(0, 9);
        publisher.flush();

        wire.first();

        assertThat(arrived).containsExactly("a");
    }

    @Test
    void shouldNeverRunWhatFailedNorWhatFollows() {
        batch("a", 1);
        batch("b", 2);
        batch("c", 1);
        wire.first();
        assertThatCode(publisher::check).doesNotThrowAnyException();

        wire.failFirst();
        wire.first();
        wire.first();

        assertThat(arrived).containsExactly("a");
        assertThatThrownBy(publisher::check)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a record could not be sent: too large")
                .hasCauseInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void shouldRememberASendThatThrew() {
        wire.refuses = true;
        irqTo(0, 1);

        assertThatThrownBy(publisher::flush)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("closed");
        wire.refuses = false;
        batch("after", 0);

        assertThat(arrived).as("a record is lost: nothing may be committed").isEmpty();
        assertThatThrownBy(publisher::check)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a record could not be sent: closed");
    }

    @Test
    void shouldWorkWithAProducerThatCompletesWithinSend() {
        MockProducer<byte[], byte[]> prompt =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        RecordPublisher eager = new RecordPublisher(prompt, 4);
        eager.list(Topic.NIC_MMIO, 2).add(new RingMmio(2, 1, 3, 4, true));

        eager.endBatch(() -> arrived.add("a"));

        assertThat(arrived).containsExactly("a");
        assertThat(prompt.history())
                .singleElement()
                .extracting(ProducerRecord::partition)
                .isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Topic.class,
            names = {"CONFIG", "IP_CONNTRACK", "DEAD_LETTER"})
    void shouldHaveNoListsForTopicsOfSingleRecords(Topic topic) {
        assertThatThrownBy(() -> publisher.list(topic, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(topic + " carries no lists");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Topic.class,
            names = {"CONFIG", "IP_CONNTRACK", "DEAD_LETTER"},
            mode = EnumSource.Mode.EXCLUDE)
    void shouldHaveAListForEveryPartitionOfTheOthers(Topic topic) {
        for (int partition = 0; partition < publisher.partitions(); partition++) {
            assertThat(publisher.list(topic, partition).isEmpty()).isTrue();
        }
        publisher.flush();

        assertThat(wire.sent).as("empty lists are not sent").isEmpty();
    }
}
