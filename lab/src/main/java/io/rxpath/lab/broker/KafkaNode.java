package io.rxpath.lab.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** The broker in this JVM: its storage is formatted as kafka-storage.sh does it, then the server runs. */
public final class KafkaNode implements AutoCloseable {
    private final KafkaRaftServer server;

    /** Formats {@code settings.directory()} and starts; returns when clients are served. */
    public KafkaNode(BrokerSettings settings) throws IOException {
        Properties properties = settings.toProperties();
        format(properties, settings.directory());
        server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
    }

    private static void format(Properties properties, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolveSibling(directory.getFileName() + ".properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String[] args = {"format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()};
        int code;
        try (PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            code = StorageTool.execute(args, print);
        }
        if (code != 0) {
            throw new IOException("formatting " + directory + " failed: " + said.toString(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
