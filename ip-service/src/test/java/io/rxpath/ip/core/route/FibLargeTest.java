package io.rxpath.ip.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Half a million routes: what they take of the heap, and that lookups allocate nothing. */
class FibLargeTest {
    private static final int ROUTES = 500_000;
    private static final long MEBIBYTE = 1 << 20;

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    static FibFrontend host() {
        FibFrontend frontend = FibWorld.twoDevices();
        frontend.addAddress(3, Cidr.parse("10.9.0.1/16"));
        return frontend;
    }

    private static void fill(Fib fib, int shortest, int longest) {
        Random random = new Random(4);
        int count = 0;
        while (count < ROUTES) {
            int length = shortest + random.nextInt(longest - shortest + 1);
            FibConfig cfg = new FibConfig(new Cidr(IpAddress.v4(random.nextInt() & -1 << 32 - length), length));
            cfg.gateway = IpAddress.v4(0x0a09_0100 + random.nextInt(64));
            int before = fib.size();
            fib.add(cfg, FibChange.REPLACE);
            count += fib.size() - before;
        }
    }

    @ParameterizedTest(name = "/{0} to /{1}")
    @CsvSource({"17, 24", "8, 32", "32, 32"})
    void fitInto256MiB(int shortest, int longest) {
        long before = used();
        FibFrontend frontend = host();
        fill(frontend.v4(), shortest, longest);
        long mebibytes = (used() - before) / MEBIBYTE;
        assertThat(frontend.v4().size()).isGreaterThanOrEqualTo(ROUTES);
        assertThat(mebibytes).isBetween(1L, 255L);
    }

    @Test
    void lookupsAllocateNothing() {
        Fib fib = host().v4();
        fill(fib, 17, 24);
        fib.addRule(FibRule.of(100, FibRuleAction.TO_TABLE, 99));
        FlowI flow = new FlowI();
        lookUp(fib, flow, 50_000);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int found = lookUp(fib, flow, 100_000);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(found).isPositive();
        assertThat(bytes).as("bytes of 100,000 lookups").isLessThan(100_000);
    }

    private static int lookUp(Fib fib, FlowI flow, int count) {
        int found = 0;
        int address = 0x0a09_0001;
        for (int i = 0; i < count; i++) {
            address = address * 1_664_525 + 1_013_904_223;
            found += fib.lookup(flow.v4(address, 0)).found() ? 1 : 0;
        }
        return found;
    }
}
