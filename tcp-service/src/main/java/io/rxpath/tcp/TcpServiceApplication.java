package io.rxpath.tcp;

import io.rxpath.kit.ServiceDefaults;
import io.rxpath.skb.Layer;
import io.rxpath.tcp.config.TcpConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The tcp layer as a Spring Boot application. */
@EnableAutoConfiguration
@Import(TcpConfiguration.class)
public class TcpServiceApplication {
    /** The application with its default settings, for whoever wants to run it inside another process. */
    public static SpringApplicationBuilder application() {
        return ServiceDefaults.application(TcpServiceApplication.class, Layer.TCP);
    }

    /** Runs the service; {@code args} are Spring properties. */
    public static void main(String[] args) {
        application().run(args);
    }
}
