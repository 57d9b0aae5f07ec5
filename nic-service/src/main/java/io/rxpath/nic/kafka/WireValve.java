package io.rxpath.nic.kafka;

import io.rxpath.skb.Topic;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/** Stops and goes on reading wire.rx, while register writes and frames to send are read all the time. */
public final class WireValve {
    private final KafkaListenerEndpointRegistry registry;

    /** A valve for the listener of the card. */
    public WireValve(KafkaListenerEndpointRegistry registry) {
        this.registry = registry;
    }

    /** Opens or closes; false if there is nothing yet that could be. */
    boolean open(boolean open) {
        MessageListenerContainer container = registry.getListenerContainer(NicListener.ID);
        if (container == null || container.getAssignedPartitions() == null) {
            return false;
        }
        for (TopicPartition partition : container.getAssignedPartitions()) {
            if (!partition.topic().equals(Topic.WIRE_RX.topicName())) {
                continue;
            }
            if (open) {
                container.resumePartition(partition);
            } else {
                container.pausePartition(partition);
            }
        }
        return true;
    }
}
