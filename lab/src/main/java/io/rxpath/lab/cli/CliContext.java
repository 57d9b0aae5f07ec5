package io.rxpath.lab.cli;

import io.rxpath.kit.HostFile;
import io.rxpath.lab.cli.device.DeviceFiles;
import io.rxpath.lab.run.ConfigTopic;
import io.rxpath.lab.run.KafkaConfigTopic;
import io.rxpath.lab.run.LiveSettings;
import io.rxpath.lab.run.Progress;
import io.rxpath.lab.run.RunControl;
import io.rxpath.lab.run.SettingCheck;
import io.rxpath.lab.run.StateFolder;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Where a command runs.
 *
 * @param state the run's state on disk
 * @param out what was asked for
 * @param err progress and errors
 * @param topics the config topic of a broker
 */
record CliContext(StateFolder state, PrintStream out, PrintStream err, Function<String, ConfigTopic> topics) {
    CliContext(StateFolder state, PrintStream out, PrintStream err) {
        this(state, out, err, KafkaConfigTopic::new);
    }

    Progress progress() {
        return new Progress(err);
    }

    RunControl control() {
        return new RunControl(state);
    }

    HostFile host() {
        return HostFile.read(state.hostFile());
    }

    /** The running host's files and pages. */
    DeviceFiles files() {
        return new DeviceFiles(control().pages(), host());
    }

    /** The running host's settings; the caller closes them. */
    LiveSettings settings() {
        String bootstrap = control().alive().bootstrap();
        return new LiveSettings(
                control().pages(), host(), SettingCheck.syntax(), topics.apply(bootstrap), LiveSettings.WAIT_MILLIS);
    }

    PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
