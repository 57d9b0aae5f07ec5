package io.rxpath.lab.broker;

import java.nio.file.Path;
import java.util.Properties;

/**
 * Settings of the one-node cluster.
 *
 * @param host address it listens on; the loopback address unless somebody else shall reach it
 * @param port port of the clients, 1..65535
 * @param controllerPort port of the Raft controller, 1..65535, not {@code port}
 * @param directory where its logs are
 */
public record BrokerSettings(String host, int port, int controllerPort, Path directory) {
    /** Checks the ports. */
    public BrokerSettings {
        checkPort("port", port);
        checkPort("controllerPort", controllerPort);
        if (port == controllerPort) {
            throw new IllegalArgumentException("controllerPort " + port + ": expected another port than the clients'");
        }
    }

    private static void checkPort(String name, int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(name + " " + port + ": expected 1..65535");
        }
    }

    /** What clients connect to, HOST:PORT. */
    public String bootstrap() {
        return host + ":" + port;
    }

    /**
     * The node's server.properties. Everything that a cluster keeps several times is kept once, and nothing waits for
     * a second member; data is thrown away soon, because it is packets that have been delivered.
     */
    public Properties toProperties() {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", "1");
        p.setProperty("controller.quorum.voters", "1@" + host + ":" + controllerPort);
        p.setProperty("listeners", "PLAINTEXT://" + bootstrap() + ",CONTROLLER://" + host + ":" + controllerPort);
        p.setProperty("advertised.listeners", "PLAINTEXT://" + bootstrap());
        p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.setProperty("controller.listener.names", "CONTROLLER");
        p.setProperty("inter.broker.listener.name", "PLAINTEXT");
        p.setProperty("log.dirs", directory.toString());

        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            p.setProperty(topic + ".replication.factor", "1");
        }
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
        p.setProperty("offsets.topic.num.partitions", "4");
        p.setProperty("transaction.state.log.num.partitions", "4");
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        p.setProperty("auto.create.topics.enable", "false");
        // A service that was killed is dead; its partitions go to the one that takes its place after this time.
        p.setProperty("group.min.session.timeout.ms", "1000");
        p.setProperty("transaction.max.timeout.ms", "900000");
        // A killed service leaves a transaction open, and what was sent behind it waits until that is aborted.
        p.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");

        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "4");
        p.setProperty("background.threads", "2");
        p.setProperty("num.recovery.threads.per.data.dir", "1");
        p.setProperty("log.cleaner.threads", "1");
        p.setProperty("log.cleaner.dedupe.buffer.size", "4194304");

        p.setProperty("log.segment.bytes", "67108864");
        p.setProperty("log.retention.ms", "600000");
        p.setProperty("log.retention.bytes", "268435456");
        p.setProperty("log.retention.check.interval.ms", "30000");
        p.setProperty("log.segment.delete.delay.ms", "1000");
        p.setProperty("message.max.bytes", "8388608");
        p.setProperty("controlled.shutdown.enable", "false");
        return p;
    }
}
