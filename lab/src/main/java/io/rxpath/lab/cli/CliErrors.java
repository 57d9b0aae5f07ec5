package io.rxpath.lab.cli;

import io.rxpath.kit.HostFileException;
import io.rxpath.lab.run.LabException;
import io.rxpath.nic.wire.PcapFormatException;
import picocli.CommandLine;

/** Errors as a person reads them: one line, and an exit code. */
final class CliErrors {
    private CliErrors() {}

    /** An option or argument that picocli refuses. */
    static int badUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println("rxpath: " + oneLine(e) + "; '"
                        + command.getCommandSpec().qualifiedName() + " --help' lists what is expected");
        return LabException.BAD_INPUT;
    }

    /** A command that did not do what it should. */
    static int failed(Exception e, CommandLine command, CommandLine.ParseResult result) {
        int code = LabException.FAILED;
        String what = oneLine(e);
        if (e instanceof LabException lab) {
            code = lab.exitCode();
        } else if (e instanceof HostFileException || e instanceof PcapFormatException) {
            code = LabException.BAD_INPUT;
        } else {
            what = "unexpected " + e.getClass().getSimpleName() + ": " + what;
        }
        command.getErr().println("rxpath: " + what);
        if (System.getenv("RXPATH_TRACE") != null) {
            e.printStackTrace(command.getErr());
        }
        return code;
    }

    private static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }
}
