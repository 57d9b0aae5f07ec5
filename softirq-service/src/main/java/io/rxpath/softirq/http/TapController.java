package io.rxpath.softirq.http;

import io.rxpath.softirq.kafka.SoftirqLoop;
import io.rxpath.softirq.kafka.TapReaders;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The tap as a stream that any reader of capture files understands. */
@RestController
public final class TapController {
    private static final int MAX_SNAPLEN = 262_144;
    private static final long LOOK_MILLIS = 200;

    private final SoftirqLoop loop;

    /** Shows the tap of {@code loop}. */
    public TapController(SoftirqLoop loop) {
        this.loop = loop;
    }

    /**
     * What passes from now on, as a pcap stream with nanoseconds. At its end the trailer {@code Tap-Lost} says how many
     * packets this reader was too slow for; /tap/readers says it for all while they read.
     *
     * @param count packets after which the stream ends; 0 for never
     * @param snaplen bytes of each packet at most
     */
    @GetMapping("/tap")
    public void tap(
            @RequestParam(defaultValue = "0") long count,
            @RequestParam(defaultValue = "" + MAX_SNAPLEN) int snaplen,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        if (count < 0 || snaplen < PcapStream.MIN_SNAPLEN || snaplen > MAX_SNAPLEN) {
            response.sendError(
                    HttpServletResponse.SC_BAD_REQUEST,
                    "count " + count + ", snaplen " + snaplen + ": expected count 0 or more, snaplen "
                            + PcapStream.MIN_SNAPLEN + " to " + MAX_SNAPLEN);
            return;
        }
        TapReaders.Reader reader = loop.openTap(snaplen);
        try {
            response.setContentType("application/vnd.tcpdump.pcap");
            if (!request.getProtocol().equals("HTTP/1.0")) {
                response.setTrailerFields(() -> Map.of("Tap-Lost", Long.toString(reader.lost())));
            }
            stream(reader, count, snaplen, response.getOutputStream());
        } finally {
            loop.closeTap(reader);
        }
    }

    private void stream(TapReaders.Reader reader, long count, int snaplen, OutputStream out)
            throws IOException, InterruptedException {
        out.write(PcapStream.header(snaplen));
        out.flush();
        long sent = 0;
        while (loop.isRunning() && (count == 0 || sent < count)) {
            TapReaders.Captured packet = reader.next(LOOK_MILLIS);
            if (packet == null) {
                out.flush();
                continue;
            }
            out.write(PcapStream.packet(packet));
            sent++;
        }
        out.flush();
    }

    /** How many read, what they got and what they lost, in this service's life. */
    @GetMapping("/tap/readers")
    public Map<String, Long> readers() {
        TapReaders taps = loop.taps();
        return new TreeMap<>(Map.of("readers", (long) taps.count(), "packets", taps.packets(), "lost", taps.lost()));
    }
}
