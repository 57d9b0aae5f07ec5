package io.rxpath.tcp.core;

import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptionWriter;
import io.rxpath.skb.TcpOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stack and a hand that writes segments to it. Sequence numbers are relative: 0 is the SYN on either side. Whatever the
 * stack sends is described in words such as {@code ". 1:1 ack 101 win 64140"}.
 */
public final class Wire {
    public static final long MS = 1_000_000;
    public static final int HOST = IpAddress.parse("10.9.0.2").v4();
    public static final int PEER = IpAddress.parse("10.9.0.1").v4();

    public final RecordingOutput output = new RecordingOutput();
    public final TcpStack stack;
    public long now = 1_700_000_000_000_000_000L;
    public int sport = 40000;
    public int dport = 80;
    public int isn = 1_000_000;
    public int window = 65535;
    public byte[] options = new byte[0];
    public @Nullable SockEvent connection;
    private int hostIsn;
    private long copied;

    public Wire(TcpSettings settings) {
        stack = new TcpStack(settings, output);
    }

    public static Wire listening() {
        return new Wire(TcpSettings.defaults().withListeners(List.of(Listener.on(80))));
    }

    /** Sends one segment and returns what the stack answered at once. */
    public List<String> send(int flags, int seq, int ack, int len) {
        output.clear();
        int rawAck = (flags & TcpHeader.ACK) == 0 ? 0 : hostIsn + ack;
        SkBuff skb = Segments.v4(PEER, HOST, sport, dport, isn + seq, rawAck, flags, window, options, new byte[len], 0);
        stack.receive(skb, now);
        conserve();
        return answers();
    }

    /** A segment of the peer's stream, whose byte at offset n is n modulo 251; not received yet. */
    public SkBuff stream(int from, int len) {
        byte[] data = new byte[len];
        for (int i = 0; i < len; i++) {
            data[i] = (byte) ((from + i) % 251);
        }
        return Segments.v4(
                PEER, HOST, sport, dport, isn + 1 + from, sndNxt(), TcpHeader.ACK, 65535, new byte[0], data, 0);
    }

    /** Handshake with MSS 1460 and, if wanted, SACK and window scale 0. */
    public Wire connect(boolean sack) {
        options = new byte[TcpOptionWriter.length(1460, sack, -1, false, 0)];
        TcpOptionWriter.write(options, 0, 1460, sack, -1, false, 0, 0, 0, new int[0], new int[0]);
        send(TcpHeader.SYN, 0, 0, 0);
        options = new byte[0];
        send(TcpHeader.ACK, 1, 1, 0);
        command(SockCommand.Kind.ACCEPT, 0);
        return this;
    }

    /** Lets time pass and returns what was sent meanwhile. */
    public List<String> sleep(long ms) {
        output.clear();
        long end = now + ms * MS;
        while (stack.nextTimeoutNanos() <= end) {
            now = Math.max(now, stack.nextTimeoutNanos());
            stack.onTimeout(now);
            conserve();
        }
        now = end;
        return answers();
    }

    /** A system call on the last connection; returns what was sent for it. */
    public List<String> command(SockCommand.Kind kind, long value) {
        return command(kind, value, new byte[0]);
    }

    public List<String> command(SockCommand.Kind kind, long value, byte[] bytes) {
        SockEvent c = Objects.requireNonNull(connection, "no connection");
        output.clear();
        stack.command(new SockCommand(kind, c.hash(), c.cookie(), c.flow(), value, bytes), now);
        conserve();
        return answers();
    }

    /** The application reads {@code n} bytes more. */
    public List<String> read(int n) {
        copied += n;
        return command(SockCommand.Kind.COPIED, copied);
    }

    /** State of the connection as ss prints it, "" when there is none. */
    public String state() {
        return stack.sockets().stream()
                .filter(i -> i.flow().remotePort() == sport && i.flow().localPort() == dport)
                .map(TcpSockInfo::state)
                .findFirst()
                .orElse("");
    }

    public TcpSockInfo info() {
        return stack.sockets().stream()
                .filter(i -> i.flow().remotePort() == sport)
                .findFirst()
                .orElseThrow();
    }

    /** The host's next sequence number if it has sent nothing but its SYN, absolute. */
    public int sndNxt() {
        return hostIsn + 1;
    }

    /** Reasons of what the last call dropped. */
    public List<String> drops() {
        return output.drops.stream().map(d -> d.reason()).toList();
    }

    /** Kinds of the events of the last call. */
    public List<String> events() {
        return output.events.stream().map(e -> e.kind().name()).toList();
    }

    private List<String> answers() {
        for (SockEvent e : output.events) {
            if (e.kind() == SockEvent.Kind.NEW) {
                connection = e;
            }
        }
        List<String> words = new ArrayList<>();
        for (SkBuff skb : output.segments) {
            TcpHeader th = new TcpHeader(skb.buf(), skb.data());
            if (th.syn()) {
                hostIsn = th.seq();
            }
            TcpOptions o = new TcpOptions();
            o.parse(skb.buf(), skb.data(), th.syn());
            int seq = th.rst() && !th.ack() && hostIsn == 0 ? th.seq() : th.seq() - hostIsn;
            int len = skb.len() - th.headerLength();
            StringBuilder text = new StringBuilder(TcpHeader.flagNames(th.flags()))
                    .append(' ')
                    .append(seq)
                    .append(':')
                    .append(seq + len);
            if (th.ack()) {
                text.append(" ack ").append(th.ackSeq() - isn).append(" win ").append(th.window());
            }
            for (int i = 0; i < o.sackCount; i++) {
                text.append(i == 0 ? " sack " : ",")
                        .append(o.sackStart[i] - isn)
                        .append('-')
                        .append(o.sackEnd[i] - isn);
            }
            words.add(text.toString());
        }
        return words;
    }

    private void conserve() {
        long imbalance = stack.ledger().snapshot(stack.heldSegments()).imbalance();
        if (imbalance != 0) {
            throw new AssertionError("ledger out of balance by " + imbalance);
        }
    }
}
