package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.UdpBind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which socket a datagram from 10.9.0.1:4000 to 10.9.0.2:5000 on device 2 is for. */
class UdpTableTest {
    private static final IpAddress HERE = IpAddress.parse("10.9.0.2");
    private static final IpAddress PEER = IpAddress.parse("10.9.0.1");
    private static final IpAddress OTHER = IpAddress.parse("10.9.0.9");
    /** Stands for no socket at all. */
    private static final UdpBind NONE = UdpBind.on(1);

    private static final UdpBind ANY = UdpBind.on(5000);
    private static final FlowKey FLOW = FlowKey.v4(HERE.v4(), 5000, PEER.v4(), 4000);

    private static UdpTable table(List<UdpBind> binds) {
        return new UdpTable(binds, name -> name.equals("eth0") ? 2 : name.equals("eth1") ? 3 : -1);
    }

    static List<Arguments> rows() {
        UdpBind here = ANY.address(HERE);
        UdpBind connected = ANY.connect(PEER, 4000);
        UdpBind toOther = ANY.connect(OTHER, 4000);
        UdpBind dual = UdpBind.onAny(5000);
        return List.of(
                Arguments.of("nobody", List.of(UdpBind.on(5001)), NONE),
                Arguments.of("all addresses", List.of(ANY), ANY),
                Arguments.of("the very address before all", List.of(here, ANY), here),
                Arguments.of("another address", List.of(ANY.address(OTHER)), NONE),
                Arguments.of("connected before unconnected", List.of(connected, ANY), connected),
                Arguments.of("connected to someone else", List.of(toOther, ANY), ANY),
                Arguments.of("connected to someone else only", List.of(toOther), NONE),
                Arguments.of("bound address beats a connected wildcard", List.of(connected, here), here),
                Arguments.of("its device before every device", List.of(ANY.device("eth0"), ANY), ANY.device("eth0")),
                Arguments.of("another device", List.of(ANY.device("eth1")), NONE),
                Arguments.of("a device that is not there", List.of(ANY.device("eth7")), NONE),
                Arguments.of("IPv6 hears IPv4", List.of(dual), dual),
                Arguments.of("IPv4 before IPv6", List.of(dual, ANY), ANY),
                Arguments.of("IPv6 only", List.of(dual.onlyV6()), NONE),
                Arguments.of(
                        "the last bound",
                        List.of(ANY.device("eth0"), ANY.device("eth0").connect(PEER, 4000)),
                        ANY.device("eth0").connect(PEER, 4000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void theBestSocketIsFound(String name, List<UdpBind> binds, UdpBind expected) {
        UdpTable.Entry found = table(binds).lookup(FLOW, 2);
        if (expected.equals(NONE)) {
            assertThat(found).isNull();
        } else {
            assertThat(found).isNotNull().extracting(UdpTable.Entry::bind).isEqualTo(expected);
        }
    }

    @Test
    void socketsThatShareDivideTheFlows() {
        UdpTable table = table(List.of(ANY.reuseport(0), ANY.reuseport(1), ANY.reuseport(2)));
        Map<Integer, Integer> flows = new HashMap<>();
        for (int port = 1; port <= 3000; port++) {
            FlowKey flow = FlowKey.v4(HERE.v4(), 5000, PEER.v4(), port);
            UdpTable.Entry found = table.lookup(flow, 2);
            assertThat(found).isNotNull().isEqualTo(table.lookup(flow, 2));
            flows.merge(found == null ? -1 : found.bind().slot(), 1, Integer::sum);
        }
        assertThat(flows.keySet()).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(flows.values()).allMatch(n -> n > 800 && n < 1200);
    }

    @Test
    void aConnectedSocketOfTheGroupGetsItsFlowAndNoOther() {
        UdpBind connected = ANY.connect(PEER, 4000).reuseport(1);
        UdpTable table = table(List.of(ANY.reuseport(0), connected));
        assertThat(table.lookup(FLOW, 2))
                .isNotNull()
                .extracting(UdpTable.Entry::bind)
                .isEqualTo(connected);
        Set<Integer> slots = new HashSet<>();
        for (int port = 1; port < 100; port++) {
            UdpTable.Entry found = table.lookup(FlowKey.v4(HERE.v4(), 5000, OTHER.v4(), port), 2);
            slots.add(found == null ? -1 : found.bind().slot());
        }
        assertThat(slots).containsExactly(0);
    }

    @Test
    void ipv6SocketsAreFoundByIpv6() {
        UdpBind v6 = UdpBind.onAny(5000);
        UdpBind address = v6.address(IpAddress.parse("fd00::2"));
        IpAddress peer = IpAddress.parse("fd00::1");
        IpAddress host = IpAddress.parse("fd00::2");
        FlowKey flow = new FlowKey(host.hi(), host.lo(), peer.hi(), peer.lo(), 5000, 4000);
        assertThat(table(List.of(ANY)).lookup(flow, 2)).isNull();
        assertThat(table(List.of(v6)).lookup(flow, 2)).isNotNull();
        assertThat(table(List.of(address, v6)).lookup(flow, 2))
                .isNotNull()
                .extracting(UdpTable.Entry::bind)
                .isEqualTo(address);
    }
}
