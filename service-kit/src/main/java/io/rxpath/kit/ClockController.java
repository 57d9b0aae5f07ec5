package io.rxpath.kit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The service's time, what it waits for, and how far it is with its records; sets a driven clock. */
@RestController
public final class ClockController {
    /**
     * What the page shows.
     *
     * @param now the service's time, epoch nanoseconds
     * @param driven true if it stands still but for whoever sets it
     * @param nextTimeout when the next timer is due, epoch nanoseconds; at most {@code now} while there is work
     * @param received records worked off since the start, by topic
     * @param sent records sent since the start, by topic
     */
    public record View(
            long now, boolean driven, long nextTimeout, Map<String, Long> received, Map<String, Long> sent) {}

    private final ServiceClock clock;
    private final LayerView view;
    private final List<RecordCounts> counts;

    /** Shows {@code clock} and {@code view}; what passed is in {@code counts} and the view's own. */
    public ClockController(ServiceClock clock, LayerView view, List<RecordCounts> counts) {
        this.clock = clock;
        this.view = view;
        this.counts = counts;
    }

    /** The time and the work. */
    @GetMapping("/clock")
    public View clock() {
        // What was received is looked at first: what it led to is then among what was sent.
        Map<String, Long> received = sum(RecordCounts::received);
        return new View(
                clock.getAsLong(), clock.isDriven(), view.nextTimeoutNanos(), received, sum(RecordCounts::sent));
    }

    /** Sets a driven clock, epoch nanoseconds; status 400 if it is not driven or would go back. */
    @PostMapping("/clock")
    public ResponseEntity<String> drive(@RequestParam("nanos") long nanos) {
        try {
            clock.drive(nanos);
            return ResponseEntity.ok("");
        } catch (IllegalArgumentException | IllegalStateException e) {
            return ResponseEntity.badRequest().body(e.getMessage());
        }
    }

    private Map<String, Long> sum(Function<RecordCounts, Map<String, Long>> part) {
        Map<String, Long> sum = new TreeMap<>();
        counts.forEach(one -> part.apply(one).forEach((topic, n) -> sum.merge(topic, n, Long::sum)));
        part.apply(view.records()).forEach((topic, n) -> sum.merge(topic, n, Long::sum));
        return sum;
    }
}
