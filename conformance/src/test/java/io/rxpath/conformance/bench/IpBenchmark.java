package io.rxpath.conformance.bench;

import io.rxpath.ip.core.IpOutput;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.IpStack;
import io.rxpath.ip.core.Neighbour;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.nft.NftDevices;
import io.rxpath.ip.core.nft.NftTables;
import io.rxpath.ip.core.route.Fib;
import io.rxpath.ip.core.route.FibChange;
import io.rxpath.ip.core.route.FibConfig;
import io.rxpath.ip.core.route.FibFrontend;
import io.rxpath.ip.core.route.FlowI;
import io.rxpath.ip.core.route.InDevice;
import io.rxpath.ip.core.xtables.XTables;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Time and bytes per packet of the IP layer: a route among half a million, and a TCP segment from ip_rcv to TCP, its skb
 * included, without rules, behind 100 rules that do not match, and with connection tracking. Run by {@link JmhMain}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IpBenchmark {
    private static final int ROUTES = 500_000;
    private static final int RULES = 100;
    private static final int ADDRESSES = 1 << 20;
    private static final long NOW = 1_700_000_000_000_000_000L;

    /** A host that counts what TCP gets. */
    private static final class Host implements IpOutput {
        final IpStack stack =
                new IpStack(IpSettings.defaults(Loads.MAC, List.of(new Cidr(IpAddress.v4(Loads.HOST), 24))), this);
        private final byte[] frame = Loads.frame(0, 0);
        private int delivered;

        int receive() {
            SkBuff skb = Loads.skb(frame, 0);
            skb.protocol = EthernetHeader.TYPE_IPV4;
            skb.pull(EthernetHeader.LENGTH);
            skb.resetNetworkHeader();
            stack.receive(skb, NOW);
            return delivered;
        }

        @Override
        public void deliverSocket(SockEvent event) {
            throw new IllegalStateException("no socket is open: " + event);
        }

        @Override
        public void deliverTcp(SkBuff skb) {
            delivered++;
        }

        @Override
        public void transmit(SkBuff sent) {
            throw new IllegalStateException("nothing is to be answered");
        }

        @Override
        public void neighbourChanged(Neighbour neighbour) {
            throw new IllegalStateException("nobody is to be learnt");
        }

        @Override
        public void drop(DropEvent event) {
            throw new IllegalStateException("nothing is to be dropped: " + event);
        }
    }

    private final Fib fib = routes();
    private final FlowI flow = new FlowI();
    private final int[] addresses = new Random(7).ints(ADDRESSES).toArray();
    private final Host plain = new Host();
    private final Host nft = new Host();
    private final Host iptables = new Host();
    private final Host tracking = new Host();
    private int next;

    /** Builds the tables and the rules. */
    public IpBenchmark() {
        StringBuilder rules = new StringBuilder("table ip filter { chain input { type filter hook input priority 0;\n");
        XTables xtables =
                new XTables(NfFamily.IPV4, iptables.stack.hooks(), iptables.stack.services(), iptables.stack.nat());
        for (int i = 0; i < RULES; i++) {
            rules.append("ip saddr 192.0.2.").append(i).append(" tcp dport 22 counter drop\n");
            xtables.run(List.of("-A", "INPUT", "-s", "192.0.2." + i, "-p", "tcp", "--dport", "22", "-j", "DROP"), NOW);
        }
        new NftTables(nft.stack.hooks(), nft.stack.nat(), nft.stack.services(), new NoDevices())
                .run(rules + "} }", NOW);
        tracking.stack.services().trackConnections(NfFamily.IPV4);
    }

    /** The rules here name no device. */
    private static final class NoDevices implements NftDevices {
        @Override
        public int ifindex(String name) {
            return 0;
        }

        @Override
        public String name(int ifindex) {
            return "";
        }
    }

    private static Fib routes() {
        FibFrontend frontend = new FibFrontend();
        frontend.addDevice(new InDevice(2, "eth0", 1500));
        frontend.addAddress(2, Cidr.parse("10.9.0.1/16"));
        Random random = new Random(4);
        Fib fib = frontend.v4();
        while (fib.size() < ROUTES) {
            int length = random.nextInt(10) < 6 ? 24 : 16 + random.nextInt(8);
            int address = random.nextInt() & -1 << 32 - length;
            if (address >>> 24 == 10) {
                continue; // the gateways are there
            }
            FibConfig cfg = new FibConfig(new Cidr(IpAddress.v4(address), length));
            cfg.gateway = IpAddress.v4(0x0a09_0100 + random.nextInt(64));
            fib.add(cfg, FibChange.REPLACE);
        }
        return fib;
    }

    /** The way to a random address. */
    @Benchmark
    public boolean fibLookup() {
        return fib.lookup(flow.v4(addresses[next++ & ADDRESSES - 1], 0)).found();
    }

    /** No rules. */
    @Benchmark
    public int ipRcv() {
        return plain.receive();
    }

    /** 100 rules of nft. */
    @Benchmark
    public int ipRcvNft() {
        return nft.receive();
    }

    /** 100 rules of iptables. */
    @Benchmark
    public int ipRcvIptables() {
        return iptables.receive();
    }

    /** With connection tracking. */
    @Benchmark
    public int ipRcvConntrack() {
        return tracking.receive();
    }
}
