package io.rxpath.lab.broker;

import io.rxpath.lab.jvm.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The broker's own JVM. It prints {@link #READY} when clients are served, ends when its standard input does (so it
 * never outlives the launcher, however that one dies) or on SIGTERM, and removes its data on the way out.
 */
public final class BrokerMain {
    /** The line printed when clients are served. */
    static final String READY = "ready";

    private BrokerMain() {}

    /** Arguments: HOST PORT CONTROLLER_PORT DIRECTORY LOG; the directory is deleted at the end. */
    public static void main(String[] args) throws IOException {
        ChildJvm.logTo(args[4]);
        Path directory = Path.of(args[3]);
        BrokerSettings settings = new BrokerSettings(
                args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]), directory.resolve("data"));
        KafkaNode node;
        try {
            node = new KafkaNode(settings);
        } catch (IOException | RuntimeException e) {
            System.out.println(reason(e));
            DataDirectory.delete(directory);
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            node.close();
            DataDirectory.delete(directory);
        }));
        System.out.println(READY);
        System.out.flush();
        while (System.in.read() >= 0) {
            // Nothing is said on this line; only its end matters.
        }
        System.exit(0);
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = e.getMessage() + (cause == e ? "" : " (" + cause.getMessage() + ")");
        return message.replace('\n', ' ');
    }
}
