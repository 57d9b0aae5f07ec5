package io.rxpath.lab.cli;

import io.rxpath.lab.run.Progress;
import io.rxpath.lab.run.RunControl;
import io.rxpath.lab.run.StateFolder;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command runs.
 *
 * @param state the run's state on disk
 * @param out what was asked for
 * @param err progress and errors
 */
record CliContext(StateFolder state, PrintStream out, PrintStream err) {
    Progress progress() {
        return new Progress(err);
    }

    RunControl control() {
        return new RunControl(state);
    }

    PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
