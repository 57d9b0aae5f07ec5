package io.rxpath.lab.run;

import io.rxpath.skb.LedgerSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the services say of themselves over HTTP. Safe for any thread. */
public final class ServicePages {
    private static final int TIMEOUT_MILLIS = 5000;
    private static final int ANSWER_MILLIS = 30_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Ports ports;

    /** Pages on these ports of the loopback address. */
    public ServicePages(Ports ports) {
        this.ports = ports;
    }

    /** Address of a page. */
    public String url(LabService service, String path) {
        return "http://localhost:" + ports.of(service) + path;
    }

    /** True if the service has its partitions and works on them. */
    public boolean ready(LabService service) {
        try {
            return open(service, "/actuator/health/readiness").getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** A layer's conservation terms. */
    public LedgerSnapshot ledger(LabService service) {
        return json(service, "/ledger", LedgerSnapshot.class);
    }

    /** The conservation terms of all layers, lowest first. */
    public Map<LabService, LedgerSnapshot> ledgers() {
        Map<LabService, LedgerSnapshot> all = new EnumMap<>(LabService.class);
        for (LabService service : LabService.all()) {
            all.put(service, ledger(service));
        }
        return all;
    }

    /** The applications' connections, a JSON array. */
    public JsonNode apps() {
        return json(LabService.SOCKET, "/apps", JsonNode.class);
    }

    /** The UDP sockets and their peers, a JSON array. */
    public JsonNode udp() {
        return json(LabService.SOCKET, "/udp", JsonNode.class);
    }

    /** The card's rings, JSON. */
    public JsonNode rings() {
        return json(LabService.NIC, "/rings", JsonNode.class);
    }

    /** The settings a service has heard of since it began, and what became of each, by key. */
    public Map<String, JsonNode> config(LabService service) {
        Map<String, JsonNode> settings = new TreeMap<>();
        json(service, "/config", JsonNode.class).properties().forEach(e -> settings.put(e.getKey(), e.getValue()));
        return settings;
    }

    /** Numbers by name, of a page that is a JSON object of them. */
    public Map<String, Long> numbers(LabService service, String path) {
        Map<String, Long> numbers = new TreeMap<>();
        json(service, path, JsonNode.class)
                .properties()
                .forEach(e -> numbers.put(e.getKey(), e.getValue().asLong(0)));
        return numbers;
    }

    /** A page that may not be there. */
    public Optional<String> find(LabService service, String path) {
        try {
            HttpURLConnection connection = open(service, path);
            return connection.getResponseCode() == HttpURLConnection.HTTP_NOT_FOUND
                    ? Optional.empty()
                    : Optional.of(body(service, path, connection));
        } catch (IOException e) {
            throw silent(service, path, e);
        }
    }

    /**
     * A service's answer.
     *
     * @param status HTTP status
     * @param body its text; what it says of an error, with another status than 200
     */
    public record Reply(int status, String body) {}

    /** A page that may answer with an error of its own. */
    public Reply ask(LabService service, String path) {
        return ask(service, "GET", path);
    }

    /** Asks a service to do something; its answer. */
    public Reply post(LabService service, String path) {
        return ask(service, "POST", path);
    }

    /** Asks a service to do something with a text; its answer. */
    public Reply post(LabService service, String path, String body) {
        return ask(service, "POST", path, body);
    }

    /** Tells a service that something is no longer wanted; its answer. */
    public Reply delete(LabService service, String path) {
        return ask(service, "DELETE", path);
    }

    /** A page that is a JSON object or array. */
    public <T> T read(LabService service, String path, Class<T> type) {
        return json(service, path, type);
    }

    private Reply ask(LabService service, String method, String path) {
        return ask(service, method, path, null);
    }

    private Reply ask(LabService service, String method, String path, @Nullable String request) {
        try {
            HttpURLConnection connection = open(service, path);
            connection.setRequestMethod(method);
            if (request != null) {
                connection.setDoOutput(true);
                connection.setReadTimeout(ANSWER_MILLIS);
                connection.setRequestProperty("Content-Type", "text/plain; charset=utf-8");
                connection.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            try (InputStream in = status < HttpURLConnection.HTTP_BAD_REQUEST
                    ? connection.getInputStream()
                    : connection.getErrorStream()) {
                return new Reply(status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw silent(service, path, e);
        }
    }

    /** A page that goes on; the caller closes it. */
    public InputStream stream(LabService service, String path) {
        try {
            HttpURLConnection connection = open(service, path);
            connection.setReadTimeout(0);
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw badStatus(service, path, connection.getResponseCode());
            }
            return connection.getInputStream();
        } catch (IOException e) {
            throw silent(service, path, e);
        }
    }

    /** The meters in Prometheus' text format. */
    public String metrics(LabService service) {
        return text(service, "/actuator/prometheus");
    }

    /** A page as it is. */
    public String page(LabService service, String path) {
        return text(service, path);
    }

    private <T> T json(LabService service, String path, Class<T> type) {
        String text = text(service, path);
        try {
            return JSON.readValue(text, type);
        } catch (JacksonException e) {
            throw LabException.failed(url(service, path) + ": not what was expected: " + e.getOriginalMessage(), e);
        }
    }

    private String text(LabService service, String path) {
        try {
            return body(service, path, open(service, path));
        } catch (IOException e) {
            throw silent(service, path, e);
        }
    }

    private String body(LabService service, String path, HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw badStatus(service, path, status);
        }
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private LabException badStatus(LabService service, String path, int status) {
        return LabException.failed(
                service.label() + "-service answers " + url(service, path) + " with HTTP status " + status);
    }

    private LabException silent(LabService service, String path, IOException e) {
        return LabException.failed(
                service.label() + "-service does not answer on " + url(service, path) + ": " + e.getMessage(), e);
    }

    private HttpURLConnection open(LabService service, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url(service, path)).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        return connection;
    }
}
