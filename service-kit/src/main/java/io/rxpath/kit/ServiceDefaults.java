package io.rxpath.kit;

import io.rxpath.skb.Layer;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * Settings that all five services share, as Spring default properties: every one of them may be overridden by an
 * argument, an environment variable or a configuration file. They are code and not an application.yaml because lab runs
 * all five on one class path, where five files of that name would hide each other.
 */
public final class ServiceDefaults {
    private ServiceDefaults() {}

    /** An application of a layer with its defaults in place. */
    public static SpringApplicationBuilder application(Class<?> main, Layer layer) {
        return new SpringApplicationBuilder(main).properties(of(layer)).registerShutdownHook(true);
    }

    /** The default properties of a layer. */
    static Map<String, Object> of(Layer layer) {
        Map<String, Object> p = new HashMap<>();
        p.put("spring.application.name", layer.label() + "-service");
        p.put("spring.config.name", layer.label() + "-service");
        p.put("spring.main.banner-mode", "off");
        p.put("spring.jmx.enabled", "false");
        p.put("server.port", 8081 + layer.ordinal());
        p.put("server.tomcat.threads.max", "8");
        p.put("server.tomcat.threads.min-spare", "1");
        web(p);
        kafka(p, layer);
        p.put("logging.level.org.apache.kafka", "WARN");
        p.put("logging.level.org.springframework", "WARN");
        p.put("logging.level.org.apache.catalina", "WARN");
        p.put("logging.level.org.apache.coyote", "WARN");
        p.put("logging.level.org.apache.tomcat", "WARN");
        return p;
    }

    private static void web(Map<String, Object> p) {
        p.put("management.endpoints.web.exposure.include", "health,info,prometheus");
        p.put("management.endpoint.health.probes.enabled", "true");
        p.put("management.endpoint.health.group.readiness.include", "readinessState,partitions");
        p.put("management.endpoint.health.show-components", "always");
        // Hundreds of client meters per service; the layers' own meters say what a lab needs.
        p.put("management.metrics.enable.kafka", "false");
        p.put("management.metrics.enable.tomcat", "false");
        p.put("management.metrics.enable.spring", "false");
    }

    private static void kafka(Map<String, Object> p, Layer layer) {
        String bytes = "org.apache.kafka.common.serialization.ByteArray";
        p.put("spring.kafka.bootstrap-servers", "localhost:9092");
        p.put("spring.kafka.client-id", layer.label());
        p.put("spring.kafka.consumer.group-id", "rxpath-" + layer.label());
        p.put("spring.kafka.consumer.key-deserializer", bytes + "Deserializer");
        p.put("spring.kafka.consumer.value-deserializer", bytes + "Deserializer");
        p.put("spring.kafka.consumer.enable-auto-commit", "false");
        p.put("spring.kafka.consumer.auto-offset-reset", "earliest");
        p.put("spring.kafka.consumer.max-poll-records", "2000");
        p.put("spring.kafka.consumer.isolation-level", "read_committed");
        // A restarted instance has the same name, so it gets its partitions back without waiting for a time-out.
        p.put("spring.kafka.consumer.properties[group.instance.id]", layer.label() + "-${rxpath.instance:0}");
        p.put("spring.kafka.consumer.properties[session.timeout.ms]", "15000");
        p.put("spring.kafka.consumer.properties[heartbeat.interval.ms]", "3000");
        p.put(
                "spring.kafka.consumer.properties[partition.assignment.strategy]",
                "org.apache.kafka.clients.consumer.RangeAssignor");
        p.put("spring.kafka.producer.key-serializer", bytes + "Serializer");
        p.put("spring.kafka.producer.value-serializer", bytes + "Serializer");
        p.put("spring.kafka.producer.acks", "all");
        p.put("spring.kafka.producer.batch-size", "128KB");
        p.put("spring.kafka.producer.properties[linger.ms]", "1");
        p.put("spring.kafka.producer.properties[enable.idempotence]", "true");
    }
}
