package io.rxpath.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.kit.HostFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class HostOptionsTest {
    private static final String FILE = """
            mac: 02:00:00:00:00:07
            addresses: [10.5.0.2/16, 10.6.0.2/16]
            mtu: 1400
            listen:
              - {port: 9000, app: slow, bytes: 10, every: 5ms}
              - {port: 80, app: http}
            """;

    @TempDir
    Path folder;

    @Command
    private static final class Host {
        @Mixin
        HostOptions options = new HostOptions();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        nothing said              | ''                                        | 10.9.0.2/24             | 9000 sink, 9001 slow, 9002 echo, 80 http
        address instead           | --address 10.1.0.2/8                      | 10.1.0.2/8              | 9000 sink, 9001 slow, 9002 echo, 80 http
        two addresses             | --address 10.1.0.2/8 --address 10.2.0.2/8 | 10.1.0.2/8 10.2.0.2/8   | 9000 sink, 9001 slow, 9002 echo, 80 http
        another listener          | --listen 9100:sink                        | 10.9.0.2/24             | 9000 sink, 9001 slow, 9002 echo, 80 http, 9100 sink
        another app of a port     | --listen 9000:echo                        | 10.9.0.2/24             | 9000 echo, 9001 slow, 9002 echo, 80 http
        the file                  | FILE                                      | 10.5.0.2/16 10.6.0.2/16 | 9000 slow, 80 http
        the file, other address   | FILE --address 10.7.0.2/16                | 10.7.0.2/16             | 9000 slow, 80 http
        the file, more listeners  | FILE --listen 9001:echo --listen 80:sink  | 10.5.0.2/16 10.6.0.2/16 | 9000 slow, 80 sink, 9001 echo
        """)
    void merges(String name, String line, String addresses, String listeners) throws IOException {
        HostFile host = host(line);
        assertThat(String.join(" ", host.addresses())).isEqualTo(addresses);
        assertThat(host.listen().stream()
                        .map(listener -> listener.port() + " " + listener.app())
                        .collect(Collectors.joining(", ")))
                .isEqualTo(listeners);
    }

    private HostFile host(String line) throws IOException {
        return host(line, FILE);
    }

    private HostFile host(String line, String text) throws IOException {
        Path file = folder.resolve("host.yaml");
        Files.writeString(file, text);
        Host command = new Host();
        String args = line.replace("FILE", file.toString());
        new CommandLine(command).parseArgs(args.isEmpty() ? new String[0] : args.split(" ", -1));
        return command.options.host();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"MAC address, 02:00:00:00:00:07", "MTU, 1400", "reader's bytes, 10"})
    void theRestOfTheFileStays(String name, String value) throws IOException {
        HostFile host = host("FILE --listen 7:echo --address 10.7.0.2/16");
        assertThat(host.mac() + " " + host.mtu() + " " + host.listen().get(0).bytes())
                .contains(value);
        assertThat(HostFile.read(written(host))).isEqualTo(host);
    }

    private Path written(HostFile host) throws IOException {
        return Files.writeString(folder.resolve("effective.yaml"), host.toYaml());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "nft: add rule ip filter input tcp dprt 5 | host file: nft: | dprt",
                "iptables: [-A INPUT -m set --match-set x src] | host file: iptables: | set",
                "ip6tables: [-A INPUT -s 1.2.3.4 -j DROP] | host file: ip6tables: | 1.2.3.4"
            })
    void rulesThatAreNotUnderstoodAreRefusedBeforeAnythingStarts(String text, String key, String word) {
        assertThatThrownBy(() -> host("FILE", text)).hasMessageStartingWith(key).hasMessageContaining(word);
    }

    @Test
    void keepsWhatTheCommandLineDoesNotSay() throws IOException {
        String text = """
                nic: {ring: 256}
                interfaces:
                  - {name: eth1, mac: "02:00:00:00:01:02", vni: 43}
                rules: [from 10.1.0.0/16 lookup 7]
                nft: table ip t { }
                iptables: [-P FORWARD DROP]
                ip6tables: [-P INPUT DROP]
                sysctl: {net.ipv4.ip_default_ttl: 33}
                """;

        HostFile host = host("FILE --listen 7:echo", text);

        HostFile file = host("FILE", text);
        assertThat(host).isNotEqualTo(file);
        assertThat(host.with(file.addresses(), file.listen())).isEqualTo(file);
    }
}
