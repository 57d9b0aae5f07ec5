package io.rxpath.ip;

import io.rxpath.ip.config.IpConfiguration;
import io.rxpath.kit.ServiceDefaults;
import io.rxpath.skb.Layer;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The ip layer as a Spring Boot application. */
@EnableAutoConfiguration
@Import(IpConfiguration.class)
public class IpServiceApplication {
    /** The application with its default settings, for whoever wants to run it inside another process. */
    public static SpringApplicationBuilder application() {
        return ServiceDefaults.application(IpServiceApplication.class, Layer.IP);
    }

    /** Runs the service; {@code args} are Spring properties. */
    public static void main(String[] args) {
        application().run(args);
    }
}
