package io.rxpath.kit;

import io.rxpath.skb.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics that are missing and refuses to run on topics with another number of partitions. */
public final class TopicSetup {
    private final int partitions;

    /** For P = {@code partitions}. */
    public TopicSetup(int partitions) {
        this.partitions = partitions;
    }

    /**
     * Makes sure that all topics of {@link Topic} exist with the right partitions.
     *
     * @throws IllegalStateException if one exists with another number of partitions, or the broker does not answer
     */
    public void ensure(Map<String, Object> adminSettings) {
        try (Admin admin = Admin.create(adminSettings)) {
            create(admin);
            verify(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while topics were created", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "topics could not be created on " + adminSettings.get("bootstrap.servers") + ": " + e.getMessage(),
                    e);
        }
    }

    private void create(Admin admin) throws InterruptedException, ExecutionException {
        List<NewTopic> topics = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            NewTopic wanted = new NewTopic(topic.topicName(), wantedPartitions(topic), (short) 1);
            if (topic.compacted()) {
                wanted.configs(Map.of("cleanup.policy", "compact"));
            }
            topics.add(wanted);
        }
        for (KafkaFuture<Void> created : admin.createTopics(topics).values().values()) {
            try {
                created.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private void verify(Admin admin) throws InterruptedException, ExecutionException {
        List<String> names = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            names.add(topic.topicName());
        }
        Map<String, TopicDescription> found = describe(admin, names);
        for (Topic topic : Topic.values()) {
            TopicDescription description = found.get(topic.topicName());
            if (description == null || description.partitions().size() != wantedPartitions(topic)) {
                throw new IllegalStateException("topic " + topic.topicName() + " has "
                        + (description == null ? 0 : description.partitions().size()) + " partitions, expected "
                        + wantedPartitions(topic) + ": set rxpath.partitions to what the topics have, or delete them");
            }
        }
    }

    /** A topic just created by another service may need a moment until every metadata cache knows it. */
    private static Map<String, TopicDescription> describe(Admin admin, List<String> names)
            throws InterruptedException, ExecutionException {
        for (int attempt = 0; ; attempt++) {
            try {
                return admin.describeTopics(names).allTopicNames().get();
            } catch (ExecutionException e) {
                if (attempt == 50 || !(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    private int wantedPartitions(Topic topic) {
        return topic.singlePartition() ? 1 : partitions;
    }
}
