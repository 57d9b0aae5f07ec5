package io.rxpath.ip.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.Acknowledgment;

/** Listens on the layer's two topics, a poll's records at a time. */
public final class IpListener {
    private final IpLayer layer;

    /** Feeds {@code layer}. */
    public IpListener(IpLayer layer) {
        this.layer = layer;
    }

    /** One poll. */
    @KafkaListener(
            id = "ip",
            idIsGroup = false,
            topics = {"ip.rx", "ip.tx"},
            containerFactory = "batchListeners")
    public void onBatch(ConsumerRecords<byte[], byte[]> records, Acknowledgment acknowledgment) {
        layer.onBatch(records, acknowledgment);
    }
}
