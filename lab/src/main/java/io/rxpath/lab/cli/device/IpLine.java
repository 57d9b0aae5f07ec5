package io.rxpath.lab.cli.device;

import io.rxpath.lab.run.Change;
import io.rxpath.lab.run.LabException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** An ip command line, after ip(8): the device's flags, its XDP program and its groups. */
public final class IpLine {
    private static final String EXPECTED =
            "expected ip [-s] link show eth0, ip link set eth0 promisc|allmulticast on|off,"
                    + " ip link set eth0 xdp PROGRAM|off, or ip maddr add|del MAC";
    private static final Set<String> SHOW = Set.of("show", "sh", "list", "ls", "lst");

    private final Deque<String> words;

    private IpLine(List<String> words) {
        this.words = new ArrayDeque<>(words);
    }

    /**
     * Reads a command line.
     *
     * @throws LabException naming the word and what was expected
     */
    public static IpRequest parse(List<String> line) {
        return new IpLine(line).request();
    }

    private IpRequest request() {
        int stats = 0;
        while (!words.isEmpty() && words.peek().startsWith("-")) {
            String option = words.remove();
            switch (option) {
                case "-s", "-stats", "-statistics", "--statistics" -> stats++;
                case "-d", "-details" -> {
                    // There are no more details.
                }
                default -> throw LabException.badInput("ip " + option + ": " + EXPECTED);
            }
        }
        String object = words.isEmpty() ? "" : words.remove();
        if (!object.isEmpty() && "link".startsWith(object)) {
            return link(stats);
        }
        if (object.length() > 1 && "maddress".startsWith(object)) {
            return groups();
        }
        throw LabException.badInput("ip" + (object.isEmpty() ? "" : " " + object) + ": " + EXPECTED);
    }

    private IpRequest link(int stats) {
        if (words.isEmpty()) {
            return new IpRequest.ShowLink(stats);
        }
        String command = words.remove();
        if (SHOW.contains(command)) {
            device("ip link show", true);
            end("ip link show");
            return new IpRequest.ShowLink(stats);
        }
        if (!command.equals("set")) {
            throw LabException.badInput("ip link " + command + ": " + EXPECTED);
        }
        device("ip link set", false);
        return new IpRequest.Set(attributes());
    }

    private void device(String command, boolean optional) {
        if ("dev".equals(words.peek())) {
            words.remove();
            optional = false;
        }
        if (words.isEmpty()) {
            if (optional) {
                return;
            }
            throw LabException.badInput(command + ": which device? expected eth0");
        }
        Device.check(command, words.remove());
    }

    private void end(String command) {
        if (!words.isEmpty()) {
            throw LabException.badInput(command + ": '" + words.peek() + "': expected nothing more");
        }
    }

    private List<Change> attributes() {
        List<Change> changes = new ArrayList<>();
        while (!words.isEmpty()) {
            String name = words.remove();
            switch (name) {
                case "promisc", "allmulticast" -> changes.add(new Change("ip/link/eth0/" + name, value(name)));
                case "xdp" -> {
                    value(name, "a program, or off");
                    changes.add(new Change("ip/link/eth0/xdp", program()));
                }
                default ->
                    throw LabException.badInput("ip link set eth0 " + name + ": expected promisc, allmulticast or xdp");
            }
        }
        if (changes.isEmpty()) {
            throw LabException.badInput(
                    "ip link set eth0: what is to be set? expected promisc on|off, allmulticast on|off or xdp PROGRAM");
        }
        return changes;
    }

    private String value(String name) {
        value(name, "on or off");
        return words.remove();
    }

    private void value(String name, String expected) {
        if (words.isEmpty()) {
            throw LabException.badInput("ip link set eth0 " + name + ": expected " + expected);
        }
    }

    /** All that is left. */
    private String program() {
        String program = String.join(" ", words);
        words.clear();
        return program.strip();
    }

    private IpRequest groups() {
        String command = words.isEmpty() ? "show" : words.remove();
        if (SHOW.contains(command)) {
            device("ip maddr show", true);
            end("ip maddr show");
            return new IpRequest.ShowGroups();
        }
        boolean add = command.equals("add");
        if (!add && !command.equals("del") && !command.equals("delete")) {
            throw LabException.badInput("ip maddr " + command + ": " + EXPECTED);
        }
        String shown = "ip maddr " + command;
        if (words.isEmpty()) {
            throw LabException.badInput(shown + ": which group? expected a MAC address such as 01:00:5e:00:00:05");
        }
        String mac = words.remove().toLowerCase(Locale.ROOT);
        if (!words.isEmpty()) {
            if (!words.peek().equals("dev")) {
                throw LabException.badInput(shown + ": '" + words.peek() + "': expected dev eth0");
            }
            device(shown, false);
            end(shown);
        }
        return new IpRequest.Set(List.of(new Change("ip/maddr/eth0/" + mac, add ? "" : null)));
    }
}
