package io.rxpath.socket.process;

import io.rxpath.skb.FlowKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Where tcp-service says what getsockopt() reads there. */
final class TcpPages {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final URI base;

    /** @param base such as http://localhost:8084/ */
    TcpPages(URI base) {
        this.base = base;
    }

    /**
     * TCP_INFO and SO_MEMINFO of a socket; empty if tcp-service does not know it.
     *
     * @throws UncheckedIOException if it does not answer
     */
    Map<String, Long> info(long cookie, FlowKey flow) {
        byte[] key = new byte[FlowKey.ENCODED_LENGTH];
        flow.encode(key, 0);
        URI page = base.resolve(
                "/info?cookie=" + cookie + "&flow=" + HexFormat.of().formatHex(key));
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(page).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode());
            }
            Map<String, Long> numbers = new TreeMap<>();
            CallJson.parse(answer.body())
                    .properties()
                    .forEach(e -> numbers.put(e.getKey(), e.getValue().longValue()));
            return numbers;
        } catch (IOException e) {
            throw new UncheckedIOException("tcp-service at " + page + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while tcp-service was asked", e));
        }
    }
}
