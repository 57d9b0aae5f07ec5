package io.rxpath.lab.cli;

import io.rxpath.lab.cli.device.Device;
import io.rxpath.lab.cli.device.PcapStream;
import io.rxpath.lab.cli.device.TcpdumpLine;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rxpath tcpdump}. */
@Command(
        name = "tcpdump",
        mixinStandardHelpOptions = true,
        description =
                "Show what the tap of softirq-service sees: after XDP, GRO and RPS and before IP. Ctrl-C ends it.")
final class TcpdumpCommand implements Callable<Integer> {
    private static final int MAX_SNAPLEN = 262_144;

    private final CliContext context;

    @Option(names = "-c", paramLabel = "N", defaultValue = "0", description = "End after so many packets; 0: never.")
    int count;

    @Option(names = "-w", paramLabel = "FILE", description = "Write a pcap file instead of lines; - for the output.")
    @Nullable
    String file;

    @Option(
            names = "-s",
            paramLabel = "BYTES",
            defaultValue = "262144",
            description = "Bytes kept of each packet (default ${DEFAULT-VALUE}).")
    int snaplen;

    @Option(names = "-i", paramLabel = "DEVICE", defaultValue = "eth0", description = "eth0.")
    String device = "eth0";

    @Option(
            names = {"-n", "-nn"},
            description = "Numbers instead of names; there are no names anyway.")
    boolean numbers;

    TcpdumpCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        check();
        String page = "/tap?count=" + count + "&snaplen=" + snaplen;
        try (InputStream tap = new BufferedInputStream(context.control().pages().stream(LabService.SOFTIRQ, page))) {
            context.err()
                    .println("listening on " + device + ", link-type EN10MB (Ethernet), snapshot length " + snaplen
                            + " bytes");
            long packets = file == null ? print(new PcapStream(tap)) : write(new PcapStream(tap), file);
            context.err().println(packets + (packets == 1 ? " packet captured" : " packets captured"));
            return 0;
        } catch (IOException e) {
            throw LabException.failed("tcpdump: " + e.getMessage(), e);
        }
    }

    private void check() {
        if (count < 0) {
            throw LabException.badInput("tcpdump: -c " + count + ": expected 0 or more");
        }
        if (snaplen < 1 || snaplen > MAX_SNAPLEN) {
            throw LabException.badInput("tcpdump: -s " + snaplen + ": expected 1..262144");
        }
        if (!device.equals(Device.NAME)) {
            throw LabException.badInput("tcpdump: -i " + device + ": there is only eth0");
        }
    }

    private boolean more(long packets) {
        return count == 0 || packets < count;
    }

    private long print(PcapStream tap) throws IOException {
        TcpdumpLine lines = new TcpdumpLine(ZoneId.systemDefault());
        long packets = 0;
        PcapStream.Packet packet = more(packets) ? tap.next() : null;
        while (packet != null) {
            context.out().println(lines.of(packet.nanos(), packet.bytes(), packet.length()));
            packets++;
            packet = more(packets) ? tap.next() : null;
        }
        return packets;
    }

    private long write(PcapStream tap, String to) throws IOException {
        OutputStream out = to.equals("-") ? context.out() : Files.newOutputStream(Path.of(to));
        try {
            out.write(tap.header());
            long packets = 0;
            PcapStream.Packet packet = more(packets) ? tap.next() : null;
            while (packet != null) {
                out.write(packet.record());
                out.flush();
                packets++;
                packet = more(packets) ? tap.next() : null;
            }
            return packets;
        } finally {
            out.flush();
            if (!to.equals("-")) {
                out.close();
            }
        }
    }
}
