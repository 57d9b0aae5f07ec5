package io.rxpath.tcp.core.exchange;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.tcp.core.RecordingOutput;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.TcpStack;

/** The stack under test. Checks after every call that no segment is unaccounted for. */
class Host {
    final RecordingOutput output = new RecordingOutput();
    TcpStack stack;

    Host(TcpSettings settings) {
        stack = new TcpStack(settings, output);
    }

    void receive(SkBuff skb, long now) {
        stack.receive(skb, now);
        conserve();
    }

    void command(SockCommand command, long now) {
        stack.command(command, now);
        conserve();
    }

    long next() {
        return stack.nextTimeoutNanos();
    }

    void onTimeout(long now) {
        stack.onTimeout(now);
        conserve();
    }

    private void conserve() {
        long imbalance = stack.ledger().snapshot(stack.heldSegments()).imbalance();
        if (imbalance != 0) {
            throw new AssertionError("ledger out of balance by " + imbalance);
        }
    }
}
