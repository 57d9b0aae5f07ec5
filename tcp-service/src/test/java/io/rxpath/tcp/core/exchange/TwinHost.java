package io.rxpath.tcp.core.exchange;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbRecord;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.tcp.core.RecordingOutput;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.TcpStack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Two stacks with the same input; one of them is thrown away now and then and made anew from what it stored. */
final class TwinHost extends Host {
    int restarts;
    int heldAtRestart;
    private final TcpSettings settings;
    private final SplittableRandom random;
    private final RecordingOutput twinOutput = new RecordingOutput();
    private TcpStack twin;
    private final MemoryStore store = new MemoryStore();

    TwinHost(TcpSettings settings, long seed) {
        super(settings);
        this.settings = settings;
        random = new SplittableRandom(seed);
        twin = new TcpStack(settings, twinOutput);
    }

    @Override
    void receive(SkBuff skb, long now) {
        byte[] record = new byte[SkbRecord.encodedLength(skb)];
        SkbRecord.encode(skb, record, 0);
        super.receive(skb, now);
        twin.receive(SkbRecord.decode(record, 0, record.length, 0), now);
        compare(now);
    }

    @Override
    void command(SockCommand command, long now) {
        super.command(command, now);
        twin.command(command, now);
        compare(now);
    }

    @Override
    void onTimeout(long now) {
        super.onTimeout(now);
        twin.onTimeout(now);
        compare(now);
    }

    private void compare(long now) {
        // The exchange takes the first stack's output away now and then: what this call added is at its end.
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        describe(
                output,
                Math.max(0, output.segments.size() - twinOutput.segments.size()),
                first,
                Math.max(0, output.events.size() - twinOutput.events.size()));
        describe(twinOutput, 0, second, 0);
        twinOutput.clear();
        if (!first.equals(second)) {
            throw new AssertionError("after " + restarts + " restarts\n" + first + "\n" + second);
        }
        if (stack.nextTimeoutNanos() != twin.nextTimeoutNanos()) {
            throw new AssertionError("timers: " + stack.nextTimeoutNanos() + " and " + twin.nextTimeoutNanos());
        }
        String ledger = stack.ledger().snapshot(stack.heldSegments()).toString();
        String twinLedger = twin.ledger().snapshot(twin.heldSegments()).toString();
        if (!ledger.equals(twinLedger)) {
            throw new AssertionError("ledgers:\n" + ledger + "\n" + twinLedger);
        }
        if (random.nextInt(4) == 0) {
            twin.saveDirty(store);
        }
        if (random.nextInt(12) == 0) {
            restart(now);
        }
    }

    private void restart(long now) {
        twin.saveDirty(store);
        restarts++;
        heldAtRestart += twin.heldSegments() > 0 ? 1 : 0;
        twin = new TcpStack(settings, twinOutput);
        store.loadInto(twin, random.nextLong(), now);
        if (!twin.sockets().toString().equals(stack.sockets().toString())) {
            throw new AssertionError("sockets:\n" + stack.sockets() + "\n" + twin.sockets());
        }
        if (!twin.tcp().nonZero().equals(stack.tcp().nonZero())
                || !twin.linux().nonZero().equals(stack.linux().nonZero())) {
            throw new AssertionError("counters");
        }
    }

    int storedParts() {
        twin.saveDirty(store);
        return store.parts.size();
    }

    private static void describe(RecordingOutput from, int segment, List<String> to, int event) {
        for (int i = segment; i < from.segments.size(); i++) {
            SkBuff skb = from.segments.get(i);
            to.add(skb.flow + " " + skb.hash + " " + skb.tos + " " + Arrays.toString(skb.toByteArray()));
        }
        for (int i = event; i < from.events.size(); i++) {
            SockEvent e = from.events.get(i);
            SkBuff skb = e.skb();
            to.add(e.kind() + " " + e.cookie() + " " + e.flow() + " " + e.value() + " "
                    + (skb == null ? "" : skb.segments() + Arrays.toString(skb.toByteArray())));
        }
    }
}
