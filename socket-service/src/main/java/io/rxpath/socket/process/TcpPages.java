package io.rxpath.socket.process;

import io.rxpath.skb.FlowKey;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** Where tcp-service says what getsockopt() reads there. */
final class TcpPages {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final RestClient client;

    /** @param base such as http://localhost:8084/ */
    TcpPages(URI base) {
        SimpleClientHttpRequestFactory connections = new SimpleClientHttpRequestFactory();
        connections.setConnectTimeout(LIMIT);
        connections.setReadTimeout(LIMIT);
        client = RestClient.builder().baseUrl(base).requestFactory(connections).build();
    }

    /**
     * The sysctl net.ipv4.tcp_fastopen.
     *
     * @throws org.springframework.web.client.RestClientException if tcp-service does not answer
     */
    int fastopen() {
        Integer bits = client.get().uri("/fastopen").retrieve().body(Integer.class);
        return bits == null ? 0 : bits;
    }

    /**
     * TCP_INFO and SO_MEMINFO of a socket; empty if tcp-service does not know it.
     *
     * @throws org.springframework.web.client.RestClientException if it does not answer
     */
    Map<String, Long> info(long cookie, FlowKey flow) {
        byte[] key = new byte[FlowKey.ENCODED_LENGTH];
        flow.encode(key, 0);
        String body = client.get()
                .uri("/info?cookie={cookie}&flow={flow}", cookie, HexFormat.of().formatHex(key))
                .retrieve()
                .body(String.class);
        Map<String, Long> numbers = new TreeMap<>();
        CallJson.parse(body == null ? "{}" : body)
                .properties()
                .forEach(e -> numbers.put(e.getKey(), e.getValue().longValue()));
        return numbers;
    }
}
