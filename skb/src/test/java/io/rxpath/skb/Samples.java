package io.rxpath.skb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Records of every kind out of a seed, and their text: two records are equal if all they mean is the same text. */
final class Samples {
    /** 2023-11-14 in epoch nanoseconds. */
    static final long T = 1_700_000_000_123_456_789L;

    private Samples() {}

    static List<Object> some(RecordKind kind, Random random) {
        List<Object> items = new ArrayList<>();
        for (int n = random.nextInt(5); n >= 0; n--) {
            items.add(one(kind, random));
        }
        return items;
    }

    static Object one(RecordKind kind, Random random) {
        return switch (kind) {
            case SKB -> skb(random);
            case WIRE_FRAME ->
                new WireFrame(
                        random.nextInt(0x10000),
                        random.nextLong(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextInt(0x10000),
                        bytes(random, 200),
                        random.nextBoolean());
            case RING_IRQ -> new RingIrq(random.nextInt(0x10000), random.nextInt(), random.nextInt());
            case RING_MMIO ->
                new RingMmio(
                        random.nextInt(0x10000),
                        random.nextInt(),
                        random.nextInt(),
                        random.nextInt(),
                        random.nextBoolean());
            case SOCK_EVENT -> {
                SockEvent.Kind what = pick(random, SockEvent.Kind.values());
                yield new SockEvent(
                        what,
                        random.nextInt(),
                        random.nextLong(),
                        flow(random),
                        random.nextLong(),
                        what.carriesSkb() ? skb(random) : null);
            }
            case SOCK_COMMAND -> {
                SockCommand.Kind what = pick(random, SockCommand.Kind.values());
                yield new SockCommand(
                        what,
                        random.nextInt(),
                        random.nextLong(),
                        flow(random),
                        random.nextLong(),
                        what.carriesBytes() ? bytes(random, 100) : new byte[0]);
            }
            case DROP_EVENT ->
                new DropEvent(
                        pick(random, Layer.values()),
                        random.nextInt(),
                        1 + random.nextInt(44),
                        random.nextLong(),
                        pick(random, SkbDropReason.values()).name(),
                        random.nextBoolean() ? "tcp_v4_rcv" : "",
                        bytes(random, DropEvent.SNAP),
                        random.nextBoolean() ? "ip filter input handle 4" : "");
        };
    }

    static SkBuff skb(Random random) {
        int room = random.nextInt(60);
        byte[] packet = bytes(random, 150);
        SkBuff skb = SkBuff.alloc(room + packet.length);
        skb.reserve(room);
        System.arraycopy(packet, 0, skb.buf(), skb.put(packet.length), packet.length);
        headers(skb, random);
        for (int n = random.nextInt(3); n > 0; n--) {
            byte[] page = new byte[1 + random.nextInt(80)];
            random.nextBytes(page);
            int offset = random.nextInt(page.length);
            skb.addFrag(new SkbFrag(page, offset, page.length - offset));
        }
        skb.protocol = random.nextInt(0x10000);
        skb.pktType = pick(random, PacketType.values());
        skb.ipSummed = pick(random, IpSummed.values());
        skb.csum = random.nextInt(0x10000);
        skb.hash = random.nextInt();
        skb.l4Hash = random.nextBoolean();
        skb.queueMapping = random.nextInt(0x10000);
        skb.gsoSize = random.nextInt(0x10000);
        skb.gsoSegs = random.nextInt(0x10000);
        skb.gsoType = random.nextInt();
        skb.vlanTci = random.nextInt(0x10000 + 1) - 1;
        skb.truesize = random.nextInt();
        skb.mark = random.nextInt();
        skb.port = random.nextInt(0x10000);
        skb.descriptor = random.nextLong();
        skb.flow = random.nextBoolean() ? flow(random) : null;
        skb.tos = random.nextInt(0x100);
        skb.ttl = random.nextInt(0x100);
        if (skb.flow != null) {
            skb.ipProtocol = random.nextBoolean() ? IpProtocol.TCP : random.nextInt(0x100);
            if (random.nextInt(4) == 0) {
                skb.replyOptions = new byte[4 * random.nextInt(11)];
                random.nextBytes(skb.replyOptions);
            }
        }
        skb.gsoPart = random.nextBoolean();
        hops(skb, random);
        return skb;
    }

    private static void headers(SkBuff skb, Random random) {
        if (random.nextInt(4) > 0) {
            skb.resetMacHeader();
        }
        skb.pull(random.nextInt(skb.headLen() + 1));
        if (random.nextInt(4) > 0) {
            skb.resetNetworkHeader();
        }
        skb.pull(random.nextInt(skb.headLen() + 1));
        if (random.nextInt(4) > 0) {
            skb.resetTransportHeader();
        }
        if (random.nextBoolean()) {
            skb.push(random.nextInt(skb.headroom() + 1));
        }
    }

    /** Whole microseconds after the first one: what a record keeps. */
    private static void hops(SkBuff skb, Random random) {
        long time = T + random.nextInt();
        for (Hop hop : Hop.values()) {
            if (random.nextInt(3) > 0) {
                skb.passed(hop, time);
                time += 1000L * random.nextInt(50_000_000);
            }
        }
    }

    static FlowKey flow(Random random) {
        return random.nextBoolean()
                ? FlowKey.v4(random.nextInt(), random.nextInt(0x10000), random.nextInt(), random.nextInt(0x10000))
                : new FlowKey(
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextInt(0x10000),
                        random.nextInt(0x10000));
    }

    static byte[] bytes(Random random, int max) {
        byte[] bytes = new byte[random.nextInt(max + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    static byte[] write(RecordKind kind, List<?> items) {
        RecordListWriter writer = new RecordListWriter(kind);
        items.forEach(item -> add(writer, item));
        return writer.take();
    }

    static void add(RecordListWriter writer, Object item) {
        if (item instanceof SkBuff skb) {
            writer.add(skb);
        } else if (item instanceof WireFrame frame) {
            writer.add(frame);
        } else if (item instanceof RingIrq irq) {
            writer.add(irq);
        } else if (item instanceof RingMmio mmio) {
            writer.add(mmio);
        } else if (item instanceof SockEvent event) {
            writer.add(event);
        } else if (item instanceof SockCommand command) {
            writer.add(command);
        } else if (item instanceof DropEvent event) {
            writer.add(event);
        } else {
            throw new IllegalArgumentException("no record: " + item);
        }
    }

    static List<?> read(RecordKind kind, byte[] value) {
        return switch (kind) {
            case SKB -> RecordListReader.skbs(value, 16);
            case WIRE_FRAME -> RecordListReader.wireFrames(value);
            case RING_IRQ -> RecordListReader.ringIrqs(value);
            case RING_MMIO -> RecordListReader.ringMmios(value);
            case SOCK_EVENT -> RecordListReader.sockEvents(value);
            case SOCK_COMMAND -> RecordListReader.sockCommands(value);
            case DROP_EVENT -> RecordListReader.dropEvents(value);
        };
    }

    static List<String> describe(List<?> items) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(describe(item)));
        return texts;
    }

    /** Everything the record means, arrays by content and header offsets relative to {@code data}. */
    static String describe(Object item) {
        if (item instanceof SkBuff skb) {
            return describe(skb);
        }
        if (item instanceof WireFrame f) {
            return "frame port " + f.port() + " at " + f.nanos() + " fcs " + f.hasFcs() + " partial "
                    + f.partialChecksum() + " gso " + f.gsoSize() + " " + hex(f.frame());
        }
        if (item instanceof SockEvent e) {
            SkBuff skb = e.skb();
            return e.kind() + " " + e.hash() + " " + e.cookie() + " " + e.flow() + " " + e.value() + " "
                    + (skb == null ? "no skb" : describe(skb));
        }
        if (item instanceof SockCommand c) {
            return c.kind() + " " + c.hash() + " " + c.cookie() + " " + c.flow() + " " + c.value() + " "
                    + hex(c.bytes());
        }
        if (item instanceof DropEvent d) {
            return d.layer() + " " + d.hash() + " " + d.segments() + " " + d.nanos() + " '" + d.reason() + "' '"
                    + d.place() + "' " + hex(d.packet()) + " '" + d.rule() + "'";
        }
        return item.toString();
    }

    private static String describe(SkBuff skb) {
        int[] headers = {skb.macHeader(), skb.networkHeader(), skb.transportHeader()};
        int first = skb.data();
        StringBuilder text = new StringBuilder("skb headers");
        for (int header : headers) {
            first = header < 0 ? first : Math.min(first, header);
            text.append(' ').append(header < 0 ? "unset" : header - skb.data());
        }
        byte[] before = Arrays.copyOfRange(skb.buf(), first, skb.data());
        text.append(" bytes ").append(hex(before)).append('|').append(hex(skb.toByteArray()));
        text.append(" protocol ").append(skb.protocol);
        text.append(' ').append(skb.pktType).append(' ').append(skb.ipSummed);
        text.append(" csum ").append(skb.csum);
        text.append(" hash ").append(skb.hash).append(' ').append(skb.l4Hash);
        text.append(" queue ").append(skb.queueMapping);
        text.append(" gso ").append(skb.gsoSize).append(' ').append(skb.gsoSegs);
        text.append(' ').append(skb.gsoType).append(' ').append(skb.gsoPart);
        text.append(" vlan ").append(skb.vlanTci);
        text.append(" truesize ").append(skb.truesize);
        text.append(" mark ").append(skb.mark).append(" port ").append(skb.port);
        text.append(" descriptor ").append(skb.descriptor);
        text.append(" flow ").append(skb.flow).append(" tos ").append(skb.tos);
        text.append(" ttl ").append(skb.ttl);
        text.append(" protocol ").append(skb.ipProtocol);
        byte[] options = skb.replyOptions;
        text.append(" options ").append(options == null ? "none" : hex(options)).append(" hops");
        for (Hop hop : Hop.values()) {
            text.append(' ').append(skb.hop(hop));
        }
        return text.toString();
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
