package io.rxpath.softirq;

import io.rxpath.kit.ServiceDefaults;
import io.rxpath.skb.Layer;
import io.rxpath.softirq.config.SoftirqConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The softirq layer as a Spring Boot application. */
@EnableAutoConfiguration
@Import(SoftirqConfiguration.class)
public class SoftirqServiceApplication {
    /** The application with its default settings, for whoever wants to run it inside another process. */
    public static SpringApplicationBuilder application() {
        return ServiceDefaults.application(SoftirqServiceApplication.class, Layer.SOFTIRQ);
    }

    /** Runs the service; {@code args} are Spring properties. */
    public static void main(String[] args) {
        application().run(args);
    }
}
