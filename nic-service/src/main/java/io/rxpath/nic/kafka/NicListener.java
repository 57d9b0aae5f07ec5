package io.rxpath.nic.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.Acknowledgment;

/** Listens on the card's three topics, a poll's records at a time. */
public final class NicListener {
    static final String ID = "nic";

    private final NicDevice device;

    /** Feeds {@code device}. */
    public NicListener(NicDevice device) {
        this.device = device;
    }

    /** One poll. */
    @KafkaListener(
            id = ID,
            idIsGroup = false,
            topics = {"wire.rx", "nic.mmio", "nic.tx"},
            containerFactory = "batchListeners")
    public void onBatch(ConsumerRecords<byte[], byte[]> records, Acknowledgment acknowledgment) {
        device.onBatch(records, acknowledgment);
    }
}
