package io.rxpath.kit;

import io.rxpath.skb.MalformedRecordException;
import io.rxpath.skb.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Turns a record that no service can read into its dead letter: the same bytes, with where it came from and why. */
public final class DeadLetters {
    /** Header: topic-partition@offset the record was read from. */
    public static final String ORIGIN = "rxpath-origin";
    /** Header: what is wrong, with the byte. */
    public static final String REASON = "rxpath-reason";
    /** Header: the layer that could not read it. */
    public static final String LAYER = "rxpath-layer";

    private DeadLetters() {}

    /** The dead letter of a record. */
    public static ProducerRecord<byte[], byte[]> of(
            String layer,
            String topic,
            int partition,
            long offset,
            byte @Nullable [] value,
            MalformedRecordException fault) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(Topic.DEAD_LETTER.topicName(), 0, null, value);
        addHeaders(letter.headers(), layer, topic, partition, offset, fault);
        return letter;
    }

    /** Adds the three headers. */
    public static void addHeaders(
            Headers headers, String layer, String topic, int partition, long offset, MalformedRecordException fault) {
        headers.add(ORIGIN, ascii(topic + "-" + partition + "@" + offset));
        headers.add(REASON, ascii(String.valueOf(fault.getMessage())));
        headers.add(LAYER, ascii(layer));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
