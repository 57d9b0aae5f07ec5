package io.rxpath.ip.http;

import io.rxpath.ip.core.console.NetfilterConsole;
import io.rxpath.ip.kafka.IpLayer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers netfilter's programs as far as they only ask. */
@RestController
public final class NetfilterController {
    private final IpLayer layer;

    /** Asks {@code layer}. */
    public NetfilterController(IpLayer layer) {
        this.layer = layer;
    }

    /**
     * What a program prints.
     *
     * @param line such as {@code nft list ruleset}; one that would change something is answered with 409, one that is
     *     refused with 400 and the reason
     */
    @GetMapping("/netfilter")
    public ResponseEntity<String> netfilter(@RequestParam String line) {
        try {
            if (!NetfilterConsole.asks(line)) {
                return text(HttpStatus.CONFLICT, "this changes something: it goes by the config topic");
            }
            return text(HttpStatus.OK, layer.netfilter(line));
        } catch (IllegalArgumentException e) {
            return text(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static ResponseEntity<String> text(HttpStatus status, String body) {
        return ResponseEntity.status(status).contentType(MediaType.TEXT_PLAIN).body(body);
    }
}
