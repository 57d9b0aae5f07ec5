package io.rxpath.nic.http;

import io.rxpath.nic.core.Nic;
import io.rxpath.nic.kafka.NicDevice;
import java.util.ArrayList;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The descriptor rings to look at. */
@RestController
public final class RingController {
    private final NicDevice device;

    /** Shows {@code device}. */
    public RingController(NicDevice device) {
        this.device = device;
    }

    /**
     * One receive queue.
     *
     * @param queue number
     * @param descriptors size of the ring
     * @param used filled and not yet cleaned
     * @param fifoFrames waiting for a descriptor
     * @param packets frames written to memory so far
     */
    public record Ring(int queue, int descriptors, int used, int fifoFrames, long packets) {}

    /** All receive queues. */
    @GetMapping("/rings")
    public List<Ring> rings() {
        return device.ask(RingController::rings);
    }

    private static List<Ring> rings(Nic nic) {
        List<Ring> rings = new ArrayList<>();
        for (int q = 0; q < nic.settings().queues(); q++) {
            rings.add(
                    new Ring(q, nic.settings().ring(), nic.usedDescriptors(q), nic.fifoFrames(q), nic.queuePackets(q)));
        }
        return rings;
    }
}
