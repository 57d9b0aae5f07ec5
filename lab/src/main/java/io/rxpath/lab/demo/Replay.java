package io.rxpath.lab.demo;

import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.Progress;
import io.rxpath.nic.wire.PcapFormatException;
import io.rxpath.nic.wire.PcapPacket;
import io.rxpath.nic.wire.PcapReader;
import io.rxpath.skb.WireFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Puts the frames of a capture file on the wire. */
public final class Replay {
    private static final int MAC = 6;
    private static final int BATCH = 256;
    private static final int ETHERNET_HEADER = 14;

    private final boolean realTime;
    private final boolean rewriteMac;
    private final long mac;
    private long frames;
    private long bytes;
    private long cut;

    /**
     * @param realTime true to keep the gaps between frames, false for as fast as it goes
     * @param rewriteMac true to put {@code mac} into every frame as its destination, save for group addresses
     * @param mac MAC address of the host
     */
    public Replay(boolean realTime, boolean rewriteMac, long mac) {
        this.realTime = realTime;
        this.rewriteMac = rewriteMac;
        this.mac = mac;
    }

    /**
     * Reads {@code file} and gives its frames to {@code wire} in lists, each when its time has come.
     *
     * @throws LabException if it cannot be read
     * @throws PcapFormatException naming the byte at which it is not a capture
     */
    public void run(Path file, LongSupplier clock, Consumer<List<WireFrame>> wire, Progress progress) {
        long start = clock.getAsLong();
        long first = -1;
        double said = progress.seconds();
        List<WireFrame> batch = new ArrayList<>();
        try (PcapReader reader = open(file)) {
            while (reader.hasNext()) {
                PcapPacket packet = reader.next();
                if (packet.truncated() || packet.bytes().length < ETHERNET_HEADER) {
                    cut++;
                    continue;
                }
                first = first < 0 ? packet.epochNanos() : first;
                if (realTime) {
                    long due = start + Math.max(0, packet.epochNanos() - first);
                    if (due > clock.getAsLong() && !batch.isEmpty()) {
                        wire.accept(batch);
                        batch = new ArrayList<>();
                    }
                    sleepUntil(due, clock);
                }
                batch.add(frame(packet.bytes(), reader.fcsLength(), clock.getAsLong()));
                frames++;
                bytes += packet.bytes().length;
                if (batch.size() == BATCH) {
                    wire.accept(batch);
                    batch = new ArrayList<>();
                }
                if (progress.seconds() - said > 2) {
                    progress.say(frames + " frames on the wire");
                    said = progress.seconds();
                }
            }
        } catch (PcapFormatException e) {
            throw LabException.badInput(file + ": " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            throw LabException.badInput(file + ": cannot be read: " + e.getMessage());
        } finally {
            if (!batch.isEmpty()) {
                wire.accept(batch);
            }
        }
    }

    /** Opens a capture file, or says why it cannot be read. */
    static PcapReader open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw LabException.badInput(file + ": no such file; expected a pcap or pcapng file");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw LabException.badInput(file + ": cannot be read; expected a pcap or pcapng file");
        }
        return PcapReader.open(file);
    }

    /**
     * Checks that {@code file} can be opened as a capture.
     *
     * @throws LabException if it cannot
     */
    public static void check(Path file) {
        try (PcapReader reader = open(file)) {
            if (!reader.hasNext()) {
                throw LabException.badInput(file + ": no packets in it");
            }
        } catch (PcapFormatException e) {
            throw LabException.badInput(file + ": " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            throw LabException.badInput(file + ": cannot be read: " + e.getMessage());
        }
    }

    private WireFrame frame(byte[] bytes, int fcs, long now) {
        boolean group = (bytes[0] & 1) != 0;
        if (!rewriteMac || group) {
            return new WireFrame(0, now, fcs > 0, false, 0, bytes);
        }
        for (int i = 0; i < MAC; i++) {
            bytes[i] = (byte) (mac >>> 8 * (MAC - 1 - i));
        }
        // The check sequence in the file is that of the old address.
        return WireFrame.of(0, now, fcs > 0 ? Arrays.copyOf(bytes, bytes.length - fcs) : bytes);
    }

    private static void sleepUntil(long due, LongSupplier clock) {
        long wait = due - clock.getAsLong();
        if (wait <= 0) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LabException.failed("interrupted", e);
        }
    }

    /** Frames put on the wire. */
    public long frames() {
        return frames;
    }

    /** Bytes of these frames. */
    public long bytes() {
        return bytes;
    }

    /** Packets left out because the file does not hold all of their bytes. */
    public long cut() {
        return cut;
    }
}
