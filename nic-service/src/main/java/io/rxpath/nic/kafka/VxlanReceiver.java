package io.rxpath.nic.kafka;

import io.rxpath.nic.wire.VxlanPort;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The thread that waits at the VXLAN port. */
public final class VxlanReceiver implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(VxlanReceiver.class);

    private final VxlanPort port;
    private final NicDevice device;
    private final LongSupplier clock;
    private volatile boolean running;

    /** Carries frames from {@code port} to {@code device}. */
    public VxlanReceiver(VxlanPort port, NicDevice device, LongSupplier clock) {
        this.port = port;
        this.device = device;
        this.clock = clock;
    }

    @Override
    public void start() {
        running = true;
        Thread thread = new Thread(this::run, "vxlan");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        boolean open = true;
        while (running && open) {
            open = port.receive(device::onCable, clock);
        }
    }

    @Override
    public void stop() {
        running = false;
        try {
            port.close();
        } catch (IOException e) {
            LOG.warn("the VXLAN port did not close: {}", e.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
