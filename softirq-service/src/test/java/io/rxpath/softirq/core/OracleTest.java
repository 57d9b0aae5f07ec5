package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Each frame of the kernel cases gets the verdict, and goes up in the packet, that a 6.18 kernel gave it. */
class OracleTest {
    private static final List<String> CASES = List.of(
            "gro-flush",
            "gro-headers",
            "gro-limits",
            "gro-many-flows",
            "gro-merge",
            "gro-order",
            "gro-bucket",
            "gro-ipv6-headers",
            "gro-nine-flows",
            "gro-tagged",
            "gro-udp-off",
            "gro-udp-forwarding-lengths",
            "gro-udp-list-lengths",
            "eth-addressing");

    @TestFactory
    Stream<DynamicContainer> kernelCases() {
        return CASES.stream().map(name -> DynamicContainer.dynamicContainer(name, steps(new OracleReplay(name))));
    }

    private static List<DynamicTest> steps(OracleReplay replay) {
        Map<Integer, List<OracleReplay.Fate>> byStep = new LinkedHashMap<>();
        for (OracleReplay.Fate fate : replay.fates) {
            byStep.computeIfAbsent(fate.step(), s -> new ArrayList<>()).add(fate);
        }
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(DynamicTest.dynamicTest(
                replay.name + ": every frame was played",
                () -> assertThat(replay.framesPlayed())
                        .isEqualTo(replay.result.get("frames").size())));
        byStep.forEach((step, fates) -> tests.add(DynamicTest.dynamicTest(
                replay.name + " step " + step + ", " + fates.size() + " frames",
                () -> assertThat(fates.stream().map(OracleTest::ours))
                        .isEqualTo(fates.stream().map(OracleTest::kernels).toList()))));
        return tests;
    }

    private static String ours(OracleReplay.Fate fate) {
        return fate.step() + " " + fate.what() + ": " + fate.gro() + " " + fate.delivered();
    }

    private static String kernels(OracleReplay.Fate fate) {
        JsonNode expected = fate.expected();
        String gro = expected.has("gro") ? expected.get("gro").asString() : null;
        Integer delivered =
                expected.has("delivered") ? (Integer) expected.get("delivered").asInt() : null;
        return expected.get("step").asInt() + " " + fate.what() + ": " + gro + " " + delivered;
    }

    @ParameterizedTest(name = "frame {0} is for {1}, protocol {2}")
    @CsvSource(textBlock = """
            0, OTHERHOST, 0x0800
            1, BROADCAST, 0x0800
            2, MULTICAST, 0x0800
            3, HOST,      0x88b5
            4, HOST,      0x0004
            5, OTHERHOST, 0x0800
            6, HOST,      0x0800
            7, HOST,      0x0800
            9, HOST,      0x0800
            """)
    void addressing(int frame, PacketType type, String protocol) {
        SkBuff skb = new OracleReplay("eth-addressing").fates.get(frame).skb();
        assertThat(skb.pktType).isEqualTo(type);
        assertThat(skb.protocol).isEqualTo(Integer.decode(protocol));
    }

    @Test
    void aFrameThatATapRefusesIsDroppedAsTooSmall() {
        OracleReplay replay = new OracleReplay("eth-addressing");
        assertThat(Objects.requireNonNull(replay.fates.get(8)).expected().has("write_error"))
                .isTrue();
        assertThat(replay.rig.drops)
                .singleElement()
                .satisfies(drop -> assertThat(drop.reason()).isEqualTo("PKT_TOO_SMALL"));
    }

    /** A reader that never reads is charged with exactly the truesize of what was delivered to it. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"truesize-tap", "truesize-gro"})
    void truesizeIsThatOfTheTap(String name) {
        OracleReplay replay = new OracleReplay(name);
        List<String> charged = new ArrayList<>();
        List<String> measured = new ArrayList<>();
        for (JsonNode snapshot : replay.result.get("snapshots")) {
            String conn = snapshot.get("conn").asString();
            int sum = 0;
            for (OracleReplay.Fate fate : replay.fates) {
                if (fate.what().startsWith("tcp " + conn + " ")
                        && !fate.what().endsWith("len=0")
                        && fate.delivered() != null) {
                    sum += fate.skb().truesize;
                }
            }
            charged.add(conn + " " + sum);
            measured.add(conn + " " + snapshot.get("rmem_alloc").asInt());
        }
        assertThat(charged).isNotEmpty().isEqualTo(measured);
    }
}
