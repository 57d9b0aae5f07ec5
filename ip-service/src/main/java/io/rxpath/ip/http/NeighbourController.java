package io.rxpath.ip.http;

import io.rxpath.ip.kafka.IpLayer;
import io.rxpath.skb.MacAddress;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The neighbour table, as {@code ip neigh} would list it. */
@RestController
public final class NeighbourController {
    private final IpLayer layer;

    /** Shows {@code layer}. */
    public NeighbourController(IpLayer layer) {
        this.layer = layer;
    }

    /**
     * One entry.
     *
     * @param address the neighbour
     * @param lladdr its MAC address
     * @param port wire port it was heard on
     */
    public record Entry(String address, String lladdr, int port) {}

    /** All entries. */
    @GetMapping("/neighbours")
    public List<Entry> neighbours() {
        return layer.neighbours().stream()
                .map(n -> new Entry(n.address().toString(), MacAddress.format(n.mac()), n.port()))
                .toList();
    }
}
