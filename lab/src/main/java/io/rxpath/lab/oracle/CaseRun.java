package io.rxpath.lab.oracle;

import io.rxpath.lab.inline.InlineStack;
import io.rxpath.lab.oracle.CaseFile.NapiMode;
import io.rxpath.lab.oracle.CasePeer.Built;
import io.rxpath.lab.oracle.Step.Packet;
import io.rxpath.lab.oracle.Step.PeerFlow;
import io.rxpath.lab.peer.TimedFrame;
import io.rxpath.lab.run.LabException;
import io.rxpath.nic.wire.PcapFormatException;
import io.rxpath.nic.wire.PcapPacket;
import io.rxpath.nic.wire.PcapReader;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.TcpMib;
import io.rxpath.skb.WireFrame;
import io.rxpath.tcp.core.TcpStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plays one case against the in-line stack in virtual time, as the kernel oracle plays it against a kernel: after each
 * frame the host's answers are read and the applications read what they want.
 */
final class CaseRun {
    private static final long MILLI = 1_000_000L;

    /** Time between two frames of the peer: a recording shows some tens of microseconds. */
    private static final long FRAME_GAP = 20_000;

    private static final int THREAD_RUNS = 2;
    private static final int THREAD_RUNS_BURST = 5;

    private final CaseFile theCase;
    private final List<String> unsupported;
    /** Both ends as they are. */
    final CasePeer peer;

    final CaseApps apps;
    private final CaseHost host;
    private final InlineStack stack;
    private final FrameFate fate = new FrameFate();
    private final HostCounters counters;
    /** What the host has sent so far. */
    final List<ObjectNode> out = new ArrayList<>();

    private final ArrayNode dtMillis = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode tsvalMillis = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode snapshots = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode failed = JsonNodeFactory.instance.arrayNode();
    private final long started;
    private final Consumer<InlineStack> between;
    private final TimerEdges edges = new TimerEdges();
    private int stepNumber;
    private int cursor;
    private long stimulus;

    /** @param between what happens to the host before each step */
    CaseRun(CaseFile theCase, Consumer<InlineStack> between) {
        this.theCase = theCase;
        this.between = between;
        unsupported = new ArrayList<>(theCase.unsupported());
        peer = new CasePeer(theCase);
        apps = new CaseApps(theCase, peer);
        host = new CaseHost(theCase, unsupported);
        fate.events(apps::notified);
        stack = host.boot(theCase, fate, apps::start);
        apps.attach(stack);
        stack.softirq().trace(fate);
        fate.resets(() -> stack.tcp().tcp().get(TcpMib.OUT_RSTS));
        counters = new HostCounters(stack, theCase);
        started = stack.now();
        stimulus = started;
    }

    /** Plays it to its end; returns the result in the oracle's form. */
    ObjectNode run() {
        play(theCase.steps());
        await(theCase.settleMillis(), () -> false);
        return result();
    }

    /** What the case asks for and is not there; each once. */
    List<String> unsupported() {
        return unsupported.stream().distinct().toList();
    }

    /** Plays some steps. */
    void play(List<Step> steps) {
        for (Step step : steps) {
            if (step instanceof Step.Repeat repeat) {
                for (int i = 0; i < repeat.times(); i++) {
                    play(repeat.steps());
                }
            } else {
                stepNumber++;
                meanwhile();
                playOne(step);
            }
        }
    }

    /** Virtual time, epoch nanoseconds. */
    long now() {
        return stack.now();
    }

    /** See {@link TimerEdges#calmAt}. */
    long calmAt() {
        edges.look(stack.tcp().nextTimeoutNanos(), stack.now());
        return edges.calmAt(stack.now());
    }

    /** A TCP that has started again reads the settings as they are now. */
    private void meanwhile() {
        TcpStack before = stack.tcp();
        between.accept(stack);
        if (stack.tcp() != before) {
            host.settle(stack.tcp());
        }
    }

    private void playOne(Step step) {
        if (step instanceof Step.Send send) {
            send.packets().forEach(this::send);
        } else if (step instanceof Step.Wait wait) {
            await(wait.millis(), () -> false);
        } else if (step instanceof Step.Expect expect) {
            expect(expect);
        } else if (step instanceof Step.Connect connect) {
            connect(connect);
        } else if (step instanceof Step.AppCall call) {
            stimulus = stack.now();
            apps.call(call);
            pump();
        } else if (step instanceof Step.Sysctl sysctl) {
            host.change(stack, sysctl.values());
        } else if (step instanceof Step.Info info) {
            snapshot(info.flow());
        } else if (step instanceof Step.Burst burst) {
            burst(burst.packets());
        } else if (step instanceof Step.Flood flood) {
            flood(flood);
        } else if (step instanceof Step.Pcap pcap) {
            replay(pcap);
        }
    }

    private void snapshot(String flow) {
        ObjectNode snapshot = snapshots.addObject().put("step", stepNumber).put("conn", flow);
        ObjectNode info = apps.info(flow);
        info.propertyNames().forEach(key -> snapshot.set(key, info.get(key)));
    }

    private void send(Packet packet) {
        for (Built built : peer.build(packet)) {
            inject(built);
            afterFrame();
            if (theCase.gapMillis() > 0) {
                await(theCase.gapMillis(), () -> false);
            }
        }
    }

    /** With a polling thread the peer sleeps, so that the thread runs. */
    private void afterFrame() {
        if (theCase.napi() == NapiMode.THREADED) {
            await(THREAD_RUNS, () -> false);
        } else {
            pump();
        }
    }

    private void inject(Built built) {
        stack.runUntil(stack.now() + FRAME_GAP);
        stimulus = stack.now();
        if (note(built)) {
            stack.inject(WireFrame.of(built.port(), stack.now(), built.bytes()));
        }
    }

    /** A TAP refuses what has no Ethernet header (drivers/net/tun.c tun_get_user()). */
    private boolean note(Built built) {
        byte[] frame = built.bytes();
        if (frame.length < EthernetHeader.LENGTH) {
            fate.refused(stepNumber, built.what(), frame);
            return false;
        }
        fate.injected(stepNumber, built.what(), frame);
        counters.received(built.port(), frame.length);
        return true;
    }

    /** All frames are written before the peer looks at anything; with a polling thread one poll sees them together. */
    private void burst(List<Packet> packets) {
        List<Built> frames = new ArrayList<>();
        for (Packet packet : packets) {
            frames.addAll(peer.build(packet));
        }
        if (theCase.napi() != NapiMode.THREADED) {
            frames.forEach(this::inject);
            await(0, () -> false);
            return;
        }
        List<WireFrame> together = new ArrayList<>();
        stimulus = stack.now();
        for (Built f : frames) {
            if (note(f)) {
                together.add(WireFrame.of(f.port(), stack.now(), f.bytes()));
            }
        }
        stack.injectAll(together);
        await(THREAD_RUNS_BURST, () -> false);
    }

    private void expect(Step.Expect expect) {
        boolean found = await(expect.withinMillis(), () -> {
            for (int k = cursor; k < out.size(); k++) {
                if (matches(out.get(k), expect)) {
                    cursor = k + 1;
                    return true;
                }
            }
            return false;
        });
        if (!found) {
            ObjectNode miss = failed.addObject().put("step", stepNumber).putObject("expect");
            expect.fields().forEach(miss::set);
        }
    }

    private static boolean matches(ObjectNode answer, Step.Expect expect) {
        for (var field : expect.fields().entrySet()) {
            JsonNode value = answer.get(field.getKey());
            if (value == null || !ResultComparison.same(field.getValue(), value)) {
                return false;
            }
        }
        return true;
    }

    private void connect(Step.Connect connect) {
        send(connect.syn());
        JsonNodeFactory json = JsonNodeFactory.instance;
        expect(new Step.Expect(
                java.util.Map.of(
                        "flags", json.stringNode(connect.expectFlags()), "conn", json.stringNode(connect.flow())),
                1000));
        send(StepReader.plain(connect.flow(), "A"));
    }

    private void flood(Step.Flood flood) {
        for (int k = 0; k < flood.count(); k++) {
            String name = "f" + k;
            peer.add(name, new PeerFlow(null, null, flood.sport() + k, 8080, 1_000_000, 65_535, flood.options()));
            send(StepReader.plain(name, "S"));
        }
    }

    private void replay(Step.Pcap pcap) {
        Path file = theCase.file().resolveSibling(pcap.file());
        long begun = stack.now();
        long first = -1;
        int k = 0;
        try (PcapReader reader = PcapReader.open(file)) {
            while (reader.hasNext()) {
                PcapPacket packet = reader.next();
                first = first < 0 ? packet.epochNanos() : first;
                if (pcap.honourTiming()) {
                    long due = begun + packet.epochNanos() - first;
                    await(Math.max(0, (due - stack.now()) / MILLI), () -> false);
                }
                inject(new Built(pcap.port(), packet.bytes(), "pcap #" + k++));
                afterFrame();
            }
        } catch (IOException | PcapFormatException e) {
            throw LabException.badInput(file + ": " + e.getMessage());
        }
    }

    /** Takes what the host has sent and lets the applications read, until nothing moves any more. */
    private void pump() {
        boolean moved = true;
        while (moved) {
            moved = hear();
            moved |= apps.poll(nanos -> stimulus = nanos);
        }
    }

    private boolean hear() {
        List<TimedFrame> frames = new ArrayList<>(stack.take());
        // One device is read after the other.
        frames.sort(Comparator.comparingInt(TimedFrame::port));
        for (TimedFrame frame : frames) {
            counters.sent(frame.port(), frame.frame());
            String device = frame.port() == 0
                    ? null
                    : theCase.ifaces().get(frame.port()).name();
            HostAnswer answer = HostAnswer.of(frame.frame(), device, stepNumber, peer);
            out.add(answer.fields());
            dtMillis.add(Math.round((stack.now() - stimulus) * 10.0 / MILLI) / 10.0);
            Long tsval = answer.tsvalMillis();
            if (tsval == null) {
                tsvalMillis.addNull();
            } else {
                tsvalMillis.add(tsval);
            }
        }
        return !frames.isEmpty();
    }

    /** Lets time pass until {@code until} or until it is over; returns whether {@code until} became true. */
    private boolean await(long millis, BooleanSupplier until) {
        long end = stack.now() + millis * MILLI;
        while (true) {
            pump();
            edges.look(stack.tcp().nextTimeoutNanos(), stack.now());
            if (until.getAsBoolean()) {
                return true;
            }
            if (stack.now() >= end) {
                return false;
            }
            fate.timers(true);
            stack.advanceToNextEvent(Math.min(end, Math.max(apps.nextRead(), stack.now() + 1)));
            fate.timers(false);
        }
    }

    private ObjectNode result() {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("case", theCase.name()).put("about", theCase.about()).put("kernel", "rxpath");
        ArrayNode unstable = result.putArray("unstable");
        theCase.unstable().forEach(unstable::add);
        if (stack.ip().nat().portsByChance() > 0) {
            unstable.add("conntrack").add("out.sport").add("counters.ct.found");
        }
        result.set("failed_expectations", failed);
        result.set("frames", fate.frames());
        ArrayNode answers = result.putArray("out");
        out.forEach(answers::add);
        ObjectNode timing = result.putObject("timing");
        timing.set("dt_ms", dtMillis);
        timing.set("tsval_ms", tsvalMillis);
        timing.put("run_ms", (stack.now() - started) / MILLI);
        result.set("streams", apps.streams());
        result.set("udp", apps.udp());
        result.set("snapshots", snapshots);
        ObjectNode differences = result.putObject("counters");
        counters.all().forEach(differences::put);
        ArrayNode rules = result.putArray("rules");
        host.rules().counters(stack.now()).forEach(rules::add);
        ArrayNode connections = result.putArray("conntrack");
        if (theCase.conntrack()) {
            host.rules().connections(stack.now()).forEach(connections::add);
        }
        ArrayNode others = result.putArray("other_drops");
        fate.others().forEach(others::add);
        return result;
    }
}
