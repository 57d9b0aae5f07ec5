package io.rxpath.lab.run;

import io.rxpath.kit.HostFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** The settings of a run, seen from outside: what holds, and how to change it. */
public final class LiveSettings implements AutoCloseable {
    /** How long a service may take to obey. */
    public static final long WAIT_MILLIS = 5000;

    private static final int POLL_MILLIS = 50;
    private static final String PAGE = "/config";

    private record Published(Change change, long offset, Change before) {}

    private final ServicePages pages;
    private final HostFile host;
    private final SettingCheck check;
    private final ConfigTopic topic;
    private final long waitMillis;

    /**
     * The settings of the services behind {@code pages}.
     *
     * @param host the host file they began with
     * @param check what refuses bad input before anything is published
     * @param waitMillis how long to wait for the services to obey
     */
    public LiveSettings(ServicePages pages, HostFile host, SettingCheck check, ConfigTopic topic, long waitMillis) {
        this.pages = pages;
        this.host = host;
        this.check = check;
        this.topic = topic;
        this.waitMillis = waitMillis;
    }

    /** What the host file sets, changed by what the services have obeyed since, by key. */
    public Map<String, String> inForce() {
        Map<String, String> settings = new LinkedHashMap<>(host.settings());
        settings.putAll(changed());
        return settings;
    }

    /** What has been changed since the host file. */
    private Map<String, String> changed() {
        Map<String, String> changes = new LinkedHashMap<>();
        for (LabService service : List.of(LabService.NIC, LabService.SOFTIRQ, LabService.IP, LabService.TCP)) {
            pages.config(service).forEach((key, outcome) -> {
                JsonNode value = outcome.path("value");
                if (outcome.path("applied").asBoolean(false) && value.isString()) {
                    changes.put(key, value.asString());
                }
            });
        }
        return changes;
    }

    /** True if the host file sets {@code key}: it can be changed while everything runs, but not taken away. */
    public boolean inHostFile(String key) {
        return host.settings().containsKey(key);
    }

    /**
     * Makes changes, and returns when every service they are for has obeyed. What one of them refuses is taken back, so
     * that all go on with what held before, after a restart too.
     *
     * @throws LabException if one is refused, in which case nothing is published; or if a service does not obey
     */
    public void change(List<Change> changes) {
        Map<String, String> before = changed();
        Map<String, String> settings = new LinkedHashMap<>(host.settings());
        settings.putAll(before);
        for (Change change : changes) {
            String value = change.value();
            if (value == null) {
                settings.remove(change.key());
                continue;
            }
            try {
                check.check(settings, change.key(), value);
            } catch (IllegalArgumentException e) {
                throw LabException.badInput(String.valueOf(e.getMessage()));
            }
            settings.put(change.key(), value);
        }
        List<Published> published = new ArrayList<>();
        for (Change change : changes) {
            Change undo = new Change(change.key(), before.get(change.key()));
            published.add(new Published(change, topic.publish(change), undo));
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        for (Published one : published) {
            for (LabService service : SettingOwners.of(one.change().key())) {
                await(service, one, deadline);
            }
        }
    }

    /**
     * Makes one change that is another each time, such as a command, and returns when the services it is for have obeyed;
     * if one refuses, the change is taken back and its reason returned.
     *
     * @throws LabException if the change cannot be published or a service does not answer
     */
    public Optional<String> tryChange(Change change) {
        try {
            check.check(Map.of(), change.key(), String.valueOf(change.value()));
        } catch (IllegalArgumentException e) {
            throw LabException.badInput(String.valueOf(e.getMessage()));
        }
        Published one = new Published(change, topic.publish(change), new Change(change.key(), null));
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        for (LabService service : SettingOwners.of(change.key())) {
            Optional<String> refused = refusal(service, one, deadline);
            if (refused.isPresent()) {
                return refused;
            }
        }
        return Optional.empty();
    }

    private void await(LabService service, Published one, long deadline) {
        refusal(service, one, deadline).ifPresent(reason -> {
            throw LabException.failed(service.label() + "-service refuses " + one.change() + ": " + reason);
        });
    }

    /** Waits for the service; its reason if it refuses, which takes the change back. */
    private Optional<String> refusal(LabService service, Published one, long deadline) {
        while (true) {
            Optional<JsonNode> outcome = outcome(service, one);
            if (outcome.isPresent()) {
                if (outcome.get().path("applied").asBoolean(false)) {
                    return Optional.empty();
                }
                topic.publish(one.before());
                return Optional.of(outcome.get().path("refused").asString("no reason given"));
            }
            if (System.nanoTime() >= deadline) {
                throw LabException.failed(
                        one.change() + " is published, but " + service.label() + "-service has not taken it within "
                                + waitMillis + " ms; " + pages.url(service, PAGE) + " shows when it does");
            }
            pause();
        }
    }

    private Optional<JsonNode> outcome(LabService service, Published one) {
        JsonNode outcome = pages.config(service).get(one.change().key());
        return outcome == null || outcome.path("offset").asLong(-1) < one.offset()
                ? Optional.empty()
                : Optional.of(outcome);
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LabException.failed("interrupted", e);
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
