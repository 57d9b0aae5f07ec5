package io.rxpath.lab.packetdrill.run;

import io.rxpath.lab.packetdrill.ScriptException;
import io.rxpath.lab.packetdrill.run.ShellWords.Pipeline;
import io.rxpath.lab.qdisc.TcQdisc;
import io.rxpath.lab.report.SsOptions;
import io.rxpath.lab.report.SsText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The shell commands of scripts. They are understood, not run: what they would change on a machine is changed in the host
 * under test, and a command that is not known is refused by its name.
 */
final class Shell {
    private static final int MAX_DEPTH = 5;

    private final HostUnderTest host;
    private final String script;
    private final Path folder;
    private final Nstat nstat;
    private int depth;
    /** What the command before a grep has printed, as far as it helps to know if that finds nothing. */
    private String said = "";

    /** Files are found from {@code folder}. */
    Shell(HostUnderTest host, String script, Path folder) {
        this.host = host;
        this.script = script;
        this.folder = folder;
        nstat = new Nstat(host::counters);
    }

    /** Does what {@code text}, which begins at {@code line} of the script, says. */
    void run(int line, String text) {
        List<Pipeline> pipelines;
        try {
            pipelines = ShellWords.split(text);
        } catch (IllegalArgumentException e) {
            throw failed(line, String.valueOf(e.getMessage()));
        }
        for (int i = 0; i < pipelines.size(); i++) {
            Pipeline pipeline = pipelines.get(i);
            int at = depth == 0 ? line + pipeline.line() : line;
            try {
                boolean good = pipeline(at, pipeline.stages());
                // A queue that is not there may be taken away before another is put in its place.
                boolean harmless = i + 1 < pipelines.size() && isTcDel(pipeline.stages());
                if (!good && !harmless) {
                    throw failed(at, "non-zero status 1: '" + words(pipeline.stages()) + "'" + said);
                }
            } catch (IllegalArgumentException e) {
                throw failed(at, String.valueOf(e.getMessage()));
            }
        }
    }

    private static boolean isTcDel(List<List<String>> stages) {
        List<String> words = stages.get(0);
        return words.get(0).equals("tc") && words.stream().anyMatch(w -> w.equals("del") || w.equals("delete"));
    }

    private ScriptException failed(int line, String message) {
        return new ScriptException(script, line, "error executing command: " + message);
    }

    private static String words(List<List<String>> stages) {
        List<String> texts = new ArrayList<>();
        stages.forEach(s -> texts.add(String.join(" ", s)));
        return String.join(" | ", texts);
    }

    /** Returns whether the last command has succeeded. */
    private boolean pipeline(int line, List<List<String>> stages) {
        List<String> output = List.of();
        said = "";
        boolean good = true;
        for (List<String> stage : stages) {
            String name = stage.get(0);
            List<String> arguments = stage.subList(1, stage.size());
            if (name.equals("grep") || name.equals("egrep")) {
                output = Grep.of(arguments, output, this::file);
                good = !output.isEmpty();
            } else if (name.equals("nstat")) {
                output = nstat.run(arguments);
                good = true;
            } else if (name.equals("ss")) {
                output = SsText.text(host.diag(), SsOptions.of(arguments))
                        .lines()
                        .toList();
                said = ", ss says\n" + String.join("\n", output);
                good = true;
            } else if (name.equals("tc")) {
                String error = host.qdisc(TcQdisc.parse(arguments));
                said = error.isEmpty() ? "" : ", tc says " + error;
                good = error.isEmpty();
            } else {
                command(line, name, arguments);
                output = List.of();
                good = true;
            }
        }
        return good;
    }

    private void command(int line, String name, List<String> arguments) {
        switch (name) {
            case "sysctl" -> sysctl(arguments);
            case "ethtool", "true", "echo", "set", "sync" -> {
                // Nothing of the host under test depends on it.
            }
            case "ip" -> ip(arguments);
            case "sleep" -> host.runUntil(host.now() + (long) (Double.parseDouble(arguments.get(0)) * 1e9));
            case "source", ".", "sh", "bash" -> include(line, arguments.get(0));
            default -> program(line, name, arguments);
        }
    }

    private void program(int line, String name, List<String> arguments) {
        if (name.contains("sysctl_restore")) {
            // Every script has a host of its own, which ends with it.
            return;
        }
        if (name.endsWith("set_sysctls.py")) {
            for (String argument : arguments) {
                int at = argument.indexOf('=');
                if (at < 0) {
                    throw new IllegalArgumentException("'" + argument + "', expected /proc/sys/NAME=VALUE");
                }
                set(
                        argument.substring(0, at)
                                .replaceFirst("^/proc/sys/", "")
                                .replace('/', '.'),
                        argument.substring(at + 1));
            }
        } else if (name.equals("rm") || name.endsWith("/rm")) {
            arguments.forEach(host.files()::remove);
        } else if (name.equals("dd") || name.endsWith("/dd")) {
            dd(arguments);
        } else if (name.endsWith(".sh")) {
            include(line, name);
        } else {
            throw new IllegalArgumentException("command '" + name + "' is not supported");
        }
    }

    /** Makes a file of zeros. */
    private void dd(List<String> arguments) {
        String to = "";
        int size = 512;
        int count = 0;
        for (String argument : arguments) {
            int at = argument.indexOf('=');
            String value = argument.substring(at + 1);
            switch (argument.substring(0, Math.max(0, at))) {
                case "of" -> to = value;
                case "bs" -> size = Integer.parseInt(value);
                case "count" -> count = Integer.parseInt(value);
                case "status" -> {
                    // It prints nothing here anyway.
                }
                default -> {
                    if (!argument.equals("if=/dev/zero")) {
                        throw new IllegalArgumentException("dd '" + argument + "' is not supported");
                    }
                }
            }
        }
        host.files().put(to, new byte[size * count]);
    }

    private void include(int line, String name) {
        Path file = folder.resolve(name);
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
        }
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException(name + " includes itself");
        }
        run(line, text);
        depth--;
    }

    private void sysctl(List<String> arguments) {
        for (String argument : arguments) {
            int at = argument.indexOf('=');
            if (at > 0) {
                set(argument.substring(0, at).replace('/', '.'), argument.substring(at + 1));
            } else if (!argument.equals("-q") && !argument.equals("-w") && !argument.equals("-e")) {
                throw new IllegalArgumentException("sysctl '" + argument + "', expected NAME=VALUE");
            }
        }
    }

    private void set(String name, String value) {
        String number = value.matches("0x[0-9a-fA-F]+") ? Long.toString(Long.decode(value)) : value;
        host.sysctl(name, number);
    }

    private void ip(List<String> arguments) {
        if (arguments.size() == 6
                && arguments.subList(0, 3).equals(List.of("link", "set", "dev"))
                && arguments.get(4).equals("mtu")) {
            host.mtu(Integer.parseInt(arguments.get(5)));
        } else if (!arguments.get(0).equals("tcp_metrics")) {
            throw new IllegalArgumentException("'ip " + String.join(" ", arguments) + "' is not supported");
        }
    }

    /** The lines of a file of the host. */
    private List<String> file(String name) {
        if (name.startsWith("/proc/net/tcp")) {
            return ProcNetTcp.lines(host.tcpSockets());
        }
        if (name.equals("/proc/net/sockstat")) {
            String line = ProcNetTcp.sockstat(host.sockstat());
            said = ", it says " + line;
            return List.of(line);
        }
        throw new IllegalArgumentException("file '" + name + "' of the host is not supported");
    }
}
