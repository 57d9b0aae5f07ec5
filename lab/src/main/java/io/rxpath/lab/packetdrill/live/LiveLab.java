package io.rxpath.lab.packetdrill.live;

import io.rxpath.kit.HostFile;
import io.rxpath.lab.packetdrill.run.HostUnderTest;
import io.rxpath.lab.packetdrill.run.RunOptions;
import io.rxpath.lab.run.Change;
import io.rxpath.lab.run.KafkaConfigTopic;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LiveSettings;
import io.rxpath.lab.run.Pipeline;
import io.rxpath.lab.run.PipelineSettings;
import io.rxpath.lab.run.Progress;
import io.rxpath.lab.run.SettingCheck;
import io.rxpath.lab.run.StateFolder;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the pipeline that scripts are played against. They share one as long as they want the same addresses and the same
 * MTU; a script that wants others gets another one.
 */
public final class LiveLab implements AutoCloseable {
    static final String HOST_MAC = "02:00:00:00:00:02";
    static final String PEER_MAC = "02:00:00:00:00:01";

    /** 1 January 2025, 0:00 UTC. */
    private static final long START = 1_735_689_600_000_000_000L;

    /** By then the host has made sure of its IPv6 addresses and told its groups. */
    private static final long FIRST_SECONDS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int FIRST_PORT = 20_001;
    private static final int PORTS_OF_A_SCRIPT = 50;
    private static final int LAST_PORT = 60_000;
    private static final int QUEUES = 1;
    private static final int RING = 4096;

    /** What a pipeline is made for. */
    private record Wire(String local, String remote, int mtu) {
        IpAddress gateway() {
            return IpAddress.parse(IpAddress.parse(local).isV4() ? "192.168.255.254" : "fd3d:a0b:17d6::ffff");
        }

        /** The peer's network lies behind a gateway on the host's own. */
        HostFile host() {
            IpAddress address = IpAddress.parse(local);
            IpAddress peer = IpAddress.parse(remote);
            Cidr own = Cidr.parse(local + (address.isV4() ? "/16" : "/48"));
            if (!own.contains(gateway())) {
                throw new IllegalArgumentException("--local_ip=" + local + ": with --live expected an address in "
                        + "192.168.0.0/16 or fd3d:a0b:17d6::/48");
            }
            return new HostFile(
                    HOST_MAC,
                    List.of(own.toString()),
                    List.of(peer + (peer.isV4() ? "/32" : "/128") + " via " + gateway()),
                    mtu,
                    new HostFile.NicSection(QUEUES, RING),
                    Map.of(),
                    List.of());
        }
    }

    private final StateFolder state;
    private final Progress progress;
    private final boolean processes;
    private @Nullable DrivenPipeline running;
    private @Nullable LiveSettings settings;
    private @Nullable Wire wire;
    private int nextPort = FIRST_PORT;

    /**
     * Nothing runs yet.
     *
     * @param processes true for a process per service
     */
    public LiveLab(StateFolder state, Progress progress, boolean processes) {
        this.state = state;
        this.progress = progress;
        this.processes = processes;
    }

    /** A host for one script; another one may be asked for when it is closed. */
    public HostUnderTest host(RunOptions options) {
        Wire wanted = new Wire(options.localIp(), options.remoteIp(), options.mtu());
        DrivenPipeline pipeline = running;
        if (pipeline == null || !wanted.equals(wire) || nextPort > LAST_PORT) {
            close();
            pipeline = start(wanted);
        }
        options.firstPort(nextPort);
        nextPort += PORTS_OF_A_SCRIPT;
        return new LiveHost(this, pipeline, options);
    }

    private DrivenPipeline start(Wire wanted) {
        HostFile host = wanted.host();
        Pipeline pipeline = Pipeline.start(
                new PipelineSettings(
                        "packetdrill --live", host, processes, null, 1, 0, null, PipelineSettings.DEFAULT_VNI, START),
                state,
                progress);
        DrivenPipeline driven;
        try {
            driven = new DrivenPipeline(pipeline, START);
            driven.runUntil(START + FIRST_SECONDS_NANOS);
            driven.heard();
        } catch (RuntimeException e) {
            pipeline.close();
            throw e;
        }
        running = driven;
        wire = wanted;
        nextPort = FIRST_PORT;
        LiveSettings live = new LiveSettings(
                pipeline.pages(),
                host,
                SettingCheck.syntax(),
                new KafkaConfigTopic(pipeline.bootstrap()),
                LiveSettings.WAIT_MILLIS);
        settings = live;
        String gateway = "ip neigh replace " + wanted.gateway() + " lladdr " + PEER_MAC + " dev eth0 nud permanent";
        live.tryChange(Change.command(gateway, Instant.now())).ifPresent(reason -> {
            throw LabException.failed(gateway + ": " + reason);
        });
        driven.settle();
        return driven;
    }

    /** Makes a setting, or takes it back to the start's if {@code value} is null. */
    void change(DrivenPipeline pipeline, String key, @Nullable String value) {
        LiveSettings live = settings;
        if (live == null) {
            throw new IllegalStateException("nothing runs");
        }
        live.change(List.of(new Change(key, value)));
        pipeline.settle();
    }

    @Override
    public void close() {
        LiveSettings live = settings;
        DrivenPipeline pipeline = running;
        settings = null;
        running = null;
        if (live != null) {
            live.close();
        }
        if (pipeline != null) {
            pipeline.close();
        }
    }
}
