package io.rxpath.lab.cli;

import io.rxpath.lab.report.SsOptions;
import io.rxpath.lab.report.SsText;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import io.rxpath.tcp.core.TcpDiagMsg;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rxpath ss}. */
@Command(
        name = "ss",
        mixinStandardHelpOptions = true,
        description =
                "List the TCP sockets as ss(8) does, such as ss -tin: -t TCP, -i TCP_INFO, -m memory, -o timers and"
                        + " options, -a all, -l listeners, -4, -6, -H no header; numbers are never resolved (-n).")
final class SsCommand implements Callable<Integer> {
    private final CliContext context;

    @Parameters(arity = "0..*", paramLabel = "...", description = "As ss(8) takes them.")
    List<String> words = new ArrayList<>();

    SsCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        SsOptions options;
        try {
            options = SsOptions.of(words);
        } catch (IllegalArgumentException e) {
            throw LabException.badInput(String.valueOf(e.getMessage()));
        }
        TcpDiagMsg[] sockets = context.control().pages().read(LabService.TCP, "/diag", TcpDiagMsg[].class);
        context.out().print(SsText.text(List.of(sockets), options));
        return 0;
    }
}
