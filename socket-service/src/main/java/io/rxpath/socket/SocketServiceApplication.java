package io.rxpath.socket;

import io.rxpath.kit.ServiceDefaults;
import io.rxpath.skb.Layer;
import io.rxpath.socket.config.SocketConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The socket layer as a Spring Boot application. */
@EnableAutoConfiguration
@Import(SocketConfiguration.class)
public class SocketServiceApplication {
    /** The application with its default settings, for whoever wants to run it inside another process. */
    public static SpringApplicationBuilder application() {
        return ServiceDefaults.application(SocketServiceApplication.class, Layer.SOCKET);
    }

    /** Runs the service; {@code args} are Spring properties. */
    public static void main(String[] args) {
        application().run(args);
    }
}
