package io.rxpath.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.jvm.ProcessId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceCommandTest {
    private static final StateFolder STATE = new StateFolder(Path.of("/s"));

    private static RunState run(@Nullable String vxlan) {
        return new RunState(new ProcessId(1, 1), "up", true, "127.0.0.1:9092", null, 8, 8081, vxlan, 7);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(LabService.class)
    void everyServiceHasAMainClassAndIsToldBrokerHostPartitionsPort(LabService service)
            throws ReflectiveOperationException {
        Class<?> main = Class.forName(service.mainClass(), false, getClass().getClassLoader());
        assertThat(main.getMethod("main", String[].class)).isNotNull();
        assertThat(ServiceCommand.args(service, STATE, run(null), 8084))
                .containsExactly(
                        "--spring.kafka.bootstrap-servers=127.0.0.1:9092",
                        "--rxpath.host-file=/s/host.yaml",
                        "--rxpath.partitions=8",
                        "--server.port=8084");
    }

    @Test
    void theCardAloneIsToldOfVxlan() {
        RunState run = run("10.99.0.1:4789");
        assertThat(ServiceCommand.args(LabService.NIC, STATE, run, 1))
                .contains("--rxpath.nic.vxlan-listen=10.99.0.1:4789", "--rxpath.nic.vni=7");
        assertThat(ServiceCommand.args(LabService.IP, STATE, run, 1)).noneMatch(arg -> arg.contains("nic"));
    }

    @Test
    void theJvmIgnoresCtrlCAndKeepsItsTemporaryFilesInTheStateFolder() {
        assertThat(ServiceCommand.jvm(LabService.TCP, STATE, run(null), 8084).command())
                .startsWith("sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\"")
                .contains("-Djava.io.tmpdir=/s/tmp", "io.rxpath.tcp.TcpServiceApplication", "--server.port=8084");
    }
}
