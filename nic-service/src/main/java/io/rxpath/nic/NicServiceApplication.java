package io.rxpath.nic;

import io.rxpath.kit.ServiceDefaults;
import io.rxpath.nic.config.NicConfiguration;
import io.rxpath.skb.Layer;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The nic layer as a Spring Boot application. */
@EnableAutoConfiguration
@Import(NicConfiguration.class)
public class NicServiceApplication {
    /** The application with its default settings, for whoever wants to run it inside another process. */
    public static SpringApplicationBuilder application() {
        return ServiceDefaults.application(NicServiceApplication.class, Layer.NIC);
    }

    /** Runs the service; {@code args} are Spring properties. */
    public static void main(String[] args) {
        application().run(args);
    }
}
