package io.rxpath.kit;

import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/** True while every batch listener of the service runs and has partitions. */
public final class BatchListening implements KitConfiguration.Consuming {
    private final KafkaListenerEndpointRegistry registry;

    /** Watches all listeners of the registry. */
    public BatchListening(KafkaListenerEndpointRegistry registry) {
        this.registry = registry;
    }

    @Override
    public boolean getAsBoolean() {
        for (MessageListenerContainer container : registry.getListenerContainers()) {
            if (!container.isRunning()
                    || container.getAssignedPartitions() == null
                    || container.getAssignedPartitions().isEmpty()) {
                return false;
            }
        }
        return !registry.getListenerContainers().isEmpty();
    }
}
