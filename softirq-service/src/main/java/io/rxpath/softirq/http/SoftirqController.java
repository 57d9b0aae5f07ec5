package io.rxpath.softirq.http;

import io.rxpath.softirq.kafka.SoftirqLoop;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What GRO did. */
@RestController
public final class SoftirqController {
    private final SoftirqLoop loop;

    /** Shows {@code loop}. */
    public SoftirqController(SoftirqLoop loop) {
        this.loop = loop;
    }

    /** GRO's verdicts and what came out. */
    @GetMapping("/gro")
    public Map<String, Long> gro() {
        return loop.gro();
    }
}
