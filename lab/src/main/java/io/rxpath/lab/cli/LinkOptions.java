package io.rxpath.lab.cli;

import io.rxpath.lab.generate.FlowControl;
import io.rxpath.lab.generate.Netem;
import io.rxpath.lab.generate.NetemSettings;
import io.rxpath.lab.run.LabException;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What the link between generators and host does to frames, in both directions. */
final class LinkOptions {
    private static final long HOLD_NANOS = 5_000_000L;
    private static final double PERCENT = 100;
    private static final double BITS_PER_MBIT = 1e6;

    @Option(
            names = "--loss",
            paramLabel = "PERCENT",
            defaultValue = "1",
            description = "Frames lost (default ${DEFAULT-VALUE}).")
    double loss;

    @Option(
            names = "--reorder",
            paramLabel = "PERCENT",
            defaultValue = "1",
            description = "Frames held back by 5 ms, so that others pass them (default ${DEFAULT-VALUE}).")
    double reorder;

    @Option(
            names = "--duplicate",
            paramLabel = "PERCENT",
            defaultValue = "1",
            description = "Frames that arrive twice (default ${DEFAULT-VALUE}).")
    double duplicate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Chooses payload bytes and the fate of frames (default ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--no-flow-control",
            description = "Send on when the host's card asks for a pause (ethtool -A eth0 tx on).")
    boolean noFlowControl;

    /** Whether the senders obey PAUSE frames. */
    FlowControl flowControl() {
        return new FlowControl(!noFlowControl);
    }

    /** One direction of the link. */
    Netem link(int direction) {
        return link(direction, 0);
    }

    /** One direction of the link, limited to so many Mbit/s unless that is 0. */
    Netem link(int direction, double mbit) {
        NetemSettings settings = NetemSettings.none()
                .withLoss(part("--loss", loss))
                .withDuplicate(part("--duplicate", duplicate))
                .withReorder(part("--reorder", reorder), HOLD_NANOS)
                .withRate((long) (mbit * BITS_PER_MBIT));
        return new Netem(settings, seed + direction);
    }

    private static double part(String option, double percent) {
        if (!(percent >= 0 && percent <= PERCENT)) {
            throw LabException.badInput(option + " " + percent + ": expected 0..100 percent");
        }
        return percent / PERCENT;
    }

    /** The link in words. */
    String words() {
        return String.format(
                Locale.ROOT,
                "a link with %s %% loss, %s %% reordering, %s %% duplication, seed %d",
                number(loss),
                number(reorder),
                number(duplicate),
                seed);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
