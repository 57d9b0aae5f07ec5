package io.rxpath.lab.cli;

import io.rxpath.lab.jvm.ChildJvm;
import io.rxpath.lab.run.StateFolder;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code rxpath}. */
@Command(
        name = "rxpath",
        description = "The Linux kernel's network receive path as five services over Kafka.",
        mixinStandardHelpOptions = true,
        version = "rxpath 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "State of a run is in .rxpath of the current folder, or where RXPATH_HOME says.",
            "Exit codes: 0 ok, 1 failed, 2 an option or input cannot be used."
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            StartCommand.class,
            StopCommand.class,
            ReplayCommand.class,
            GenerateCommand.class,
            BlastCommand.class,
            AppsCommand.class,
            PingCommand.class,
            SsCommand.class,
            EthtoolCommand.class,
            IpCommand.class,
            SysctlCommand.class,
            CatCommand.class,
            WriteCommand.class,
            TcpdumpCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            BenchCommand.class,
            ConformanceCommand.class,
            FuzzCommand.class,
            PacketdrillCommand.class
        })
public final class RxPath {
    private RxPath() {}

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        StateFolder state = StateFolder.of(System.getenv(), Path.of("").toAbsolutePath());
        ChildJvm.logTo(state.log("launcher").toString());
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(new CliContext(state, out, err), args));
    }

    /** Runs a command in {@code context}; returns its exit code. */
    static int run(CliContext context, String... args) {
        CommandLine line = new CommandLine(new RxPath(), new CliFactory(context));
        NetfilterCommand.addTo(line, context, System.in);
        line.setOut(context.writer(context.out()));
        line.setErr(context.writer(context.err()));
        line.setParameterExceptionHandler(CliErrors::badUsage);
        line.setExecutionExceptionHandler(CliErrors::failed);
        line.setUsageHelpAutoWidth(true);
        // Their words look like options, but are for ethtool's, ip's, ss's and packetdrill's own rules.
        line.getSubcommands().forEach((name, command) -> {
            if (name.equals("ethtool") || name.equals("ip") || name.equals("ss") || name.equals("packetdrill")) {
                command.setUnmatchedOptionsArePositionalParams(true);
            }
        });
        return line.execute(args.length == 0 ? new String[] {"--help"} : args);
    }
}
