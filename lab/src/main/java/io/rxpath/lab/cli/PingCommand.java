package io.rxpath.lab.cli;

import io.rxpath.lab.report.PingText;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.ServicePages;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code rxpath ping}. */
@Command(
        name = "ping",
        mixinStandardHelpOptions = true,
        description = "Ping from the simulated host: echo requests leave through its sockets, IP and card.")
final class PingCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long LOOK_MILLIS = 100;

    /** How long a request may need to reach the socket that is to send it. */
    private static final int START_LOOKS = 100;

    private final CliContext context;

    @Option(names = "-c", paramLabel = "N", description = "Requests, 1 to 65535; default ${DEFAULT-VALUE}.")
    int count = 4;

    @Option(names = "-s", paramLabel = "SIZE", description = "Bytes behind the ICMP header; default ${DEFAULT-VALUE}.")
    int size = 56;

    @Option(names = "-i", paramLabel = "SECONDS", description = "Time between requests; default ${DEFAULT-VALUE}.")
    double interval = 1;

    @Option(names = "-t", paramLabel = "TTL", description = "Time to live; default the host's.")
    int ttl;

    @Parameters(paramLabel = "ADDRESS", description = "IPv4 or IPv6 address.")
    String address = "";

    PingCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServicePages pages = context.control().pages();
        ServicePages.Reply started = pages.post(
                LabService.SOCKET,
                "/ping?address=" + URLEncoder.encode(address, StandardCharsets.UTF_8) + "&count=" + count + "&size="
                        + size + "&interval=" + Math.round(interval * 1000) + "&ttl=" + ttl);
        if (started.status() == HttpURLConnection.HTTP_BAD_REQUEST) {
            throw LabException.badInput(started.body());
        }
        if (started.status() != HttpURLConnection.HTTP_OK) {
            throw LabException.failed("ping: socket-service answers " + started.status() + " " + started.body());
        }
        JsonNode ping = watch(pages, "/ping/" + started.body());
        context.out().print(PingText.statistics(ping));
        return ping.path("received").asInt(0) > 0 ? 0 : LabException.FAILED;
    }

    /** Prints answers as they come; returns the page when nothing more will. */
    private JsonNode watch(ServicePages pages, String page) throws InterruptedException {
        int shown = 0;
        int looks = 0;
        boolean begun = false;
        while (true) {
            ServicePages.Reply reply = pages.ask(LabService.SOCKET, page);
            if (reply.status() == HttpURLConnection.HTTP_OK) {
                JsonNode ping = JSON.readTree(reply.body());
                if (!begun) {
                    context.out().print(PingText.head(ping));
                    begun = true;
                }
                int first = ping.path("repliesMissing").asInt(0);
                JsonNode replies = ping.path("replies");
                for (int i = Math.max(0, shown - first); i < replies.size(); i++) {
                    context.out().print(PingText.line(replies.get(i)));
                }
                shown = first + replies.size();
                if (ping.path("done").asBoolean(false)) {
                    return ping;
                }
            } else if (!begun && ++looks > START_LOOKS) {
                throw LabException.failed("ping: no socket has begun to send");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
