package io.rxpath.lab.report;

import io.rxpath.skb.LedgerSnapshot;
import java.util.List;
import java.util.Map;

/**
 * What a run did.
 *
 * @param seconds how long the traffic took
 * @param sent segments put on the wire
 * @param layers what each layer did with them, lowest first
 * @param hops latencies by hop, in the order of the way up
 * @param wireToRecv latency from the wire to the end of recv()
 * @param superPackets packets that GRO made of several segments
 * @param superSegments segments in them
 * @param streams every stream
 * @param complaints what else went wrong, in words
 */
public record RunReport(
        double seconds,
        long sent,
        List<LedgerSnapshot> layers,
        Map<String, Histogram> hops,
        Histogram wireToRecv,
        long superPackets,
        long superSegments,
        List<StreamResult> streams,
        List<String> complaints) {
    /** Copies the lists. */
    public RunReport {
        layers = List.copyOf(layers);
        streams = List.copyOf(streams);
        complaints = List.copyOf(complaints);
    }

    /** True if no segment was lost track of. */
    public boolean balanced() {
        return Ledgers.balanced(sent, layers);
    }

    /** True if there are streams and every one of them matches. */
    public boolean streamsMatch() {
        return !streams.isEmpty() && streams.stream().allMatch(StreamResult::matches);
    }

    /** True if everything is as it should be. */
    public boolean good() {
        return balanced() && streamsMatch() && complaints.isEmpty();
    }
}
