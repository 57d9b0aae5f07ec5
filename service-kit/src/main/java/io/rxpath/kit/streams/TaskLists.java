package io.rxpath.kit.streams;

import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.Topic;

/** The lists a core fills while it works on one record; a task sends them when the record is done. */
public interface TaskLists {
    /** The list for a topic, in the task's own partition. */
    RecordListWriter list(Topic topic);

    /**
     * The list for a topic, in the partition of a flow hash: for what does not belong to the task's own, such as a
     * datagram of a socket that has peers in all partitions.
     */
    RecordListWriter list(Topic topic, int hash);

    /** The task's partition. */
    int partition();
}
