package io.rxpath.lab.oracle;

import io.rxpath.lab.inline.StackObserver;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.Layer;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.VlanTag;
import io.rxpath.softirq.core.GroTrace;
import io.rxpath.softirq.core.gro.GroResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What became of each frame: GRO's verdict, the packet it went up in, the drop. A frame is followed by its buffer, and a
 * drop, which carries only the packet's first bytes, by those.
 */
final class FrameFate implements StackObserver, GroTrace {
    private static final class Entry {
        final int step;
        final String what;
        final byte[] bytes;
        final boolean refused;

        @Nullable
        String gro;

        int delivered = -1;

        @Nullable
        String drop;

        @Nullable
        String reset;

        Entry(int step, String what, byte[] bytes, boolean refused) {
            this.step = step;
            this.what = what;
            this.bytes = bytes;
            this.refused = refused;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final IdentityHashMap<byte[], Entry> byBuffer = new IdentityHashMap<>();
    private final List<String> others = new ArrayList<>();
    private Consumer<SockEvent> events = event -> {};
    private LongSupplier resets = () -> 0;
    private long resetsSeen;
    private boolean timers;

    /** Who is told what TCP tells a socket. */
    void events(Consumer<SockEvent> listener) {
        events = listener;
    }

    @Override
    public void notified(SockEvent event) {
        events.accept(event);
    }

    /** How many resets TCP has sent: one more before a drop means that it answers the dropped segment. */
    void resets(LongSupplier count) {
        resets = count;
    }

    /** Timers run now: a recording sees nothing of theirs but what reassembly loses. */
    void timers(boolean running) {
        timers = running;
    }

    /** A frame is about to be received; the card keeps the array. */
    void injected(int step, String what, byte[] frame) {
        Entry entry = new Entry(step, what, untagged(frame), false);
        entries.add(entry);
        byBuffer.put(frame, entry);
        resetsSeen = resets.getAsLong();
    }

    /** The frame as the layers above the softirq see it: a VLAN tag is taken out there. A copy. */
    private static byte[] untagged(byte[] frame) {
        int header = EthernetHeader.LENGTH;
        if (frame.length < header + VlanTag.LENGTH || new EthernetHeader(frame, 0).type() != EthernetHeader.TYPE_VLAN) {
            return frame.clone();
        }
        int addresses = header - 2;
        byte[] rest = new byte[frame.length - VlanTag.LENGTH];
        System.arraycopy(frame, 0, rest, 0, addresses);
        System.arraycopy(frame, addresses + VlanTag.LENGTH, rest, addresses, rest.length - addresses);
        return rest;
    }

    /** A frame that the TAP does not take. */
    void refused(int step, String what, byte[] frame) {
        entries.add(new Entry(step, what, frame, true));
    }

    @Override
    public void exit(SkBuff skb, GroResult result) {
        Entry entry = byBuffer.get(skb.buf());
        if (entry != null) {
            entry.gro = result.name();
        }
    }

    @Override
    public void netifReceiveSkb(SkBuff skb) {
        Entry entry = byBuffer.get(skb.buf());
        if (entry != null && entry.delivered < 0) {
            entry.delivered = skb.len();
        }
    }

    @Override
    public void dropped(DropEvent event) {
        String drop = KernelPlaces.drop(event.reason(), event.place());
        if (drop == null || (timers && !drop.startsWith("FRAG_")) || looped(event.packet())) {
            return;
        }
        Entry entry = find(event.packet());
        if (entry == null) {
            others.add(drop);
            return;
        }
        entry.drop = drop;
        long count = resets.getAsLong();
        if (event.layer() == Layer.TCP && count > resetsSeen && !event.place().equals("skb_rbtree_purge")) {
            entry.reset = KernelPlaces.reset(event.reason(), event.place());
        }
        resetsSeen = count;
    }

    /** What comes back by lo has a link header without addresses: a recording sees nothing of it. */
    private static boolean looped(byte[] packet) {
        return (ipv4(packet) || ipv6(packet))
                && new EthernetHeader(packet, 0).dst() == 0
                && new EthernetHeader(packet, 0).src() == 0;
    }

    /** The latest frame that begins so and was not dropped yet; a merged or reassembled one has other lengths and sums. */
    private @Nullable Entry find(byte[] packet) {
        Entry similar = null;
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (entry.drop != null || entry.refused || "MERGED_FREE".equals(entry.gro) || "MERGED".equals(entry.gro)) {
                continue;
            }
            int length = Math.min(packet.length, entry.bytes.length);
            if (whole(packet) && piece(entry.bytes)) {
                // Reassembled: the fragment that came last has become its head.
                if (similar == null && sameDatagram(packet, entry.bytes)) {
                    similar = entry;
                }
                continue;
            }
            if (length == packet.length && Arrays.equals(packet, 0, length, entry.bytes, 0, length)) {
                return entry;
            }
            if (similar == null && length > EthernetHeader.LENGTH && similar(packet, entry.bytes, length)) {
                similar = entry;
            }
        }
        return similar == null ? changed(packet) : similar;
    }

    /** The frame that is being received, if the packet is that one with other fields: a rule or the router wrote them. */
    private @Nullable Entry changed(byte[] packet) {
        Entry last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        if (last == null || last.drop != null || last.refused || timers) {
            return null;
        }
        if (ipv6(packet) && ipv6(last.bytes)) {
            return sameEnds(packet, last.bytes) ? last : null;
        }
        if (!ipv4(packet) || !ipv4(last.bytes)) {
            return null;
        }
        Ipv4Header a = new Ipv4Header(packet, EthernetHeader.LENGTH);
        Ipv4Header b = new Ipv4Header(last.bytes, EthernetHeader.LENGTH);
        boolean same = a.id() == b.id() && a.protocol() == b.protocol() && a.totalLength() == b.totalLength();
        return same ? last : null;
    }

    private static boolean ipv6(byte[] frame) {
        return frame.length >= EthernetHeader.LENGTH + Ipv6Header.LENGTH
                && new EthernetHeader(frame, 0).type() == EthernetHeader.TYPE_IPV6;
    }

    /** The same addresses: a datagram that was put together, or whose extension headers were read, has other lengths. */
    private static boolean sameEnds(byte[] packet, byte[] frame) {
        int at = EthernetHeader.LENGTH + 8;
        return Arrays.equals(packet, at, at + 32, frame, at, at + 32);
    }

    private static boolean ipv4(byte[] frame) {
        return frame.length >= EthernetHeader.LENGTH + Ipv4Header.LENGTH
                && new EthernetHeader(frame, 0).type() == EthernetHeader.TYPE_IPV4;
    }

    private static boolean whole(byte[] frame) {
        return ipv4(frame) && !new Ipv4Header(frame, EthernetHeader.LENGTH).isFragment();
    }

    private static boolean piece(byte[] frame) {
        return ipv4(frame) && new Ipv4Header(frame, EthernetHeader.LENGTH).isFragment();
    }

    private static boolean sameDatagram(byte[] packet, byte[] frame) {
        Ipv4Header a = new Ipv4Header(packet, EthernetHeader.LENGTH);
        Ipv4Header b = new Ipv4Header(frame, EthernetHeader.LENGTH);
        return a.id() == b.id() && a.saddr() == b.saddr() && a.daddr() == b.daddr() && a.protocol() == b.protocol();
    }

    private static boolean similar(byte[] packet, byte[] frame, int length) {
        for (int i = 0; i < length; i++) {
            // IPv4: total length, fragment offset and header checksum; TCP: flags, checksum.
            boolean changes =
                    i == 16 || i == 17 || i == 20 || i == 21 || i == 24 || i == 25 || i == 47 || i == 50 || i == 51;
            if (!changes && packet[i] != frame[i]) {
                return false;
            }
        }
        return true;
    }

    /** The frames in the order in which they were injected. */
    ArrayNode frames() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Entry e : entries) {
            ObjectNode frame = list.addObject().put("step", e.step).put("what", e.what);
            if (e.refused) {
                frame.put("write_error", "Invalid argument");
            }
            put(frame, "gro", e.gro);
            if (e.delivered >= 0) {
                frame.put("delivered", e.delivered);
            }
            put(frame, "drop", e.drop);
            put(frame, "reset", e.reset);
        }
        return list;
    }

    private static void put(ObjectNode frame, String key, @Nullable String value) {
        if (value != null) {
            frame.put(key, value);
        }
    }

    /** Drops that belong to no injected frame. */
    List<String> others() {
        return others;
    }
}
