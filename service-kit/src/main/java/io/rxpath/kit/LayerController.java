package io.rxpath.kit;

import io.rxpath.skb.LedgerSnapshot;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The pages every service has. */
@RestController
public final class LayerController {
    private final LayerView view;

    /** Shows {@code view}. */
    public LayerController(LayerView view) {
        this.view = view;
    }

    /** The layer's conservation terms. */
    @GetMapping("/ledger")
    public LedgerSnapshot ledger() {
        return view.ledger();
    }

    /** The layer's counters that are not 0. */
    @GetMapping("/counters")
    public Map<String, Long> counters() {
        return view.counters();
    }
}
