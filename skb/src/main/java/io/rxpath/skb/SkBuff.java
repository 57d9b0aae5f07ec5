package io.rxpath.skb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's {@code struct sk_buff}: one packet on its way through the layers (include/linux/skbuff.h).
 *
 * <pre>
 *      0        data                tail         end
 *      | headroom | linear data       | tailroom  |   + frags (dataLen bytes)
 *      +----------+-------------------+-----------+
 *                 |<---- headLen ---->|
 *                 len = headLen + dataLen
 * </pre>
 *
 * <p>{@link #pull} moves {@code data} up (a layer has read its header), {@link #push} moves it down (a layer writes its
 * header), {@link #put} moves {@code tail} up, {@link #trim} cuts the end. {@code 0 <= data <= tail <= end} holds after
 * every call. A call that would break it is a programming error and throws; a packet that is too short is found by the
 * header views' {@code check()} before.
 *
 * <p>The other fields are plain, as the kernel's are. Not thread-safe; an skb has one owner at a time.
 */
public final class SkBuff {
    /** A header offset that was never set. */
    public static final int UNSET = -1;

    private byte[] buf;
    private int data;
    private int tail;
    private int dataLen;
    private @Nullable List<SkbFrag> frags;

    private int macHeader = UNSET;
    private int networkHeader = UNSET;
    private int transportHeader = UNSET;

    /** EtherType of the network layer, host order, e.g. 0x0800 (skb->protocol). */
    public int protocol;

    /** Whom the frame was addressed to (skb->pkt_type). */
    public PacketType pktType = PacketType.HOST;

    /** Sent: the one before it is of the same super-packet (GSO), which IP counts once. */
    public boolean gsoPart;

    /** Sent: when it departs, epoch ns, 0 for at once (skb->tstamp), and the full socket's number (skb->sk). In no record. */
    public long tstamp;

    public long sender;

    /** Transport checksum state (skb->ip_summed). */
    public IpSummed ipSummed = IpSummed.NONE;

    /** With {@link IpSummed#COMPLETE}: ones-complement sum from the network header on, folded to 16 bits. */
    public int csum;

    /** Software has summed it up: a wrong checksum is known before a read (skb->csum_complete_sw). In no record. */
    public boolean csumCompleteSw;

    /** True if its transport checksum was found right, whatever becomes of the packet (skb->csum_valid). In no record. */
    public boolean csumValid;

    /** Flow hash as the card computed it (Toeplitz); decides the partition on every hop. */
    public int hash;

    /** True if {@link #hash} covers the ports too (skb->l4_hash). */
    public boolean l4Hash;

    /** RX queue on the way up, TX queue on the way down (skb->queue_mapping). */
    public int queueMapping;

    /** Payload bytes per wire segment of a super-packet; 0 for a single segment (skb_shinfo->gso_size). */
    public int gsoSize;

    /** Number of wire segments in this skb; 0 counts as 1 (skb_shinfo->gso_segs). */
    public int gsoSegs;

    /** Kernel SKB_GSO_* bits of the super-packet: see {@link Gso}. */
    public int gsoType;

    /** VLAN tag control information taken off the frame, or -1 for none. */
    public int vlanTci = -1;

    /** Bytes of memory the packet is charged with: buffers and metadata (skb->truesize). */
    public int truesize;

    /** fwmark set by netfilter (skb->mark). */
    public int mark;

    /** Wire port (interface) the frame came in by or leaves by. */
    public int port;

    /** Descriptor the frame was DMA'd through: ring epoch in the high 32 bits, free-running index in the low ones. */
    public long descriptor;

    /** Source and destination of a packet whose IP header is not built yet (tcp to ip); null otherwise. */
    public @Nullable FlowKey flow;

    /** With {@link #flow}: the TOS byte the socket wants. */
    public int tos;

    /** With {@link #flow}: the TTL the socket wants, 0 for the host's default. */
    public int ttl;

    /** With {@link #flow}: protocol of what the packet begins with, see {@link IpProtocol}. */
    public int ipProtocol = IpProtocol.TCP;

    /**
     * Of a segment to send that no socket of its own sends, but that answers a packet (kernel ip_send_unicast_reply()): that
     * one's IPv4 options, which IP echoes, empty if it has none. Else null.
     */
    public byte @Nullable [] replyOptions;

    /**
     * The tracked connection the packet belongs to (skb->_nfct). Lives within the IP layer only: it is in no record.
     */
    public @Nullable NfConntrack nfct;

    /** How the packet belongs to {@link #nfct}; see {@link CtInfo}. In no record. */
    public CtInfo ctInfo = CtInfo.NONE;

    /**
     * Index of the network device the packet came in by (skb->skb_iif), 0 if it is our own. With {@link #flow}: of the only
     * device it may leave by (sk_bound_dev_if), 0 for any.
     */
    public int iif;

    /** What the layer that has the packet keeps with it (skb->cb); null for nothing. In no record. */
    public @Nullable SkbControlBlock cb;

    private final long[] hopNanos = new long[Hop.COUNT];

    private SkBuff(byte[] buf, int data, int tail) {
        this.buf = buf;
        this.data = data;
        this.tail = tail;
    }

    /** An empty skb with room for {@code size} bytes (kernel alloc_skb). */
    public static SkBuff alloc(int size) {
        return new SkBuff(new byte[size], 0, 0);
    }

    /** An skb over an existing buffer whose bytes [data, tail) are the packet (kernel build_skb). Takes it over. */
    public static SkBuff wrap(byte[] buf, int data, int tail) {
        if (data < 0 || tail < data || tail > buf.length) {
            throw new IllegalArgumentException(
                    "need 0 <= data <= tail <= " + buf.length + ", got data " + data + ", tail " + tail);
        }
        return new SkBuff(buf, data, tail);
    }

    /** An skb whose linear part is exactly {@code packet}. Takes the array over. */
    public static SkBuff wrap(byte[] packet) {
        return new SkBuff(packet, 0, packet.length);
    }

    /** The linear buffer; indices are those of {@link #data()} and the header offsets. */
    public byte[] buf() {
        return buf;
    }

    /** Index of the first byte of the packet in {@link #buf()}. */
    public int data() {
        return data;
    }

    /** Index behind the last linear byte. */
    public int tail() {
        return tail;
    }

    /** Size of the linear buffer. */
    public int end() {
        return buf.length;
    }

    /** Bytes from {@code data} on, linear and in fragments (skb->len). */
    public int len() {
        return tail - data + dataLen;
    }

    /** Bytes in fragments (skb->data_len). */
    public int dataLen() {
        return dataLen;
    }

    /** Bytes in the linear part (skb_headlen). */
    public int headLen() {
        return tail - data;
    }

    /** Free bytes in front of {@code data}. */
    public int headroom() {
        return data;
    }

    /** Free bytes behind {@code tail}; 0 when there are fragments, as in the kernel. */
    public int tailroom() {
        return dataLen > 0 ? 0 : buf.length - tail;
    }

    /** Moves {@code data} and {@code tail} of an empty skb up by {@code n} to leave headroom (skb_reserve). */
    public void reserve(int n) {
        if (tail != data || n < 0 || n > buf.length - tail) {
            throw new IllegalStateException("reserve(" + n + ") needs an empty skb with that much room");
        }
        data += n;
        tail += n;
    }

    /** Takes {@code n} bytes off the front (skb_pull). They must be linear. */
    public void pull(int n) {
        if (n < 0 || n > tail - data) {
            throw new IllegalStateException("pull(" + n + ") of " + (tail - data) + " linear bytes");
        }
        data += n;
    }

    /** Adds {@code n} bytes at the front (skb_push) and returns the index of the first. */
    public int push(int n) {
        if (n < 0 || n > data) {
            throw new IllegalStateException("push(" + n + ") with a headroom of " + data);
        }
        data -= n;
        return data;
    }

    /** Adds {@code n} bytes at the end (skb_put) and returns the index of the first. */
    public int put(int n) {
        if (n < 0 || n > tailroom()) {
            throw new IllegalStateException("put(" + n + ") with a tailroom of " + tailroom());
        }
        int at = tail;
        tail += n;
        return at;
    }

    /** Cuts the packet to {@code newLen} bytes (skb_trim, pskb_trim); no effect when it is not longer. */
    public void trim(int newLen) {
        if (newLen < 0) {
            throw new IllegalArgumentException("trim(" + newLen + ")");
        }
        int cut = len() - newLen;
        if (cut <= 0) {
            return;
        }
        while (cut > 0 && frags != null && !frags.isEmpty()) {
            int last = frags.size() - 1;
            SkbFrag frag = frags.get(last);
            if (frag.size() <= cut) {
                frags.remove(last);
                dataLen -= frag.size();
                cut -= frag.size();
            } else {
                frags.set(last, new SkbFrag(frag.page(), frag.offset(), frag.size() - cut));
                dataLen -= cut;
                cut = 0;
            }
        }
        tail -= cut;
    }

    /** Appends a run of bytes without copying it (skb_add_rx_frag). */
    public void addFrag(SkbFrag frag) {
        if (frags == null) {
            frags = new ArrayList<>(4);
        }
        frags.add(frag);
        dataLen += frag.size();
    }

    /** The fragments in order; empty for a linear skb. Not to be changed by the caller. */
    public List<SkbFrag> frags() {
        return frags == null ? List.of() : frags;
    }

    /** Copies the fragments into the linear part (skb_linearize). Header offsets stay valid. */
    public void linearize() {
        if (dataLen == 0) {
            return;
        }
        byte[] linear = Arrays.copyOf(buf, tail + dataLen);
        tail = copyFrags(linear, tail);
        buf = linear;
        dataLen = 0;
        frags = null;
    }

    /** Takes {@code n} bytes off the front, also when they lie in fragments (eating a TCP segment's head). */
    public void eat(int n) {
        if (n > len()) {
            throw new IllegalStateException("eat(" + n + ") of " + len() + " bytes");
        }
        if (n > headLen()) {
            linearize();
        }
        pull(n);
    }

    /** Copies the packet's bytes from {@code data} on to {@code dst} and returns the index behind the last. */
    public int copyTo(byte[] dst, int at) {
        System.arraycopy(buf, data, dst, at, tail - data);
        return copyFrags(dst, at + tail - data);
    }

    /** The packet's bytes from {@code data} on, as a new array. */
    public byte[] toByteArray() {
        byte[] all = new byte[len()];
        copyTo(all, 0);
        return all;
    }

    int copyFrags(byte[] dst, int at) {
        int to = at;
        if (frags != null) {
            for (SkbFrag frag : frags) {
                System.arraycopy(frag.page(), frag.offset(), dst, to, frag.size());
                to += frag.size();
            }
        }
        return to;
    }

    /** Index of the MAC header in {@link #buf()}, or {@link #UNSET}. */
    public int macHeader() {
        return macHeader;
    }

    /** Index of the network header in {@link #buf()}, or {@link #UNSET}. */
    public int networkHeader() {
        return networkHeader;
    }

    /** Index of the transport header in {@link #buf()}, or {@link #UNSET}. */
    public int transportHeader() {
        return transportHeader;
    }

    /** The MAC header begins at {@code data} (skb_reset_mac_header). */
    public void resetMacHeader() {
        macHeader = data;
    }

    /** The network header begins at {@code data} (skb_reset_network_header). */
    public void resetNetworkHeader() {
        networkHeader = data;
    }

    /** The transport header begins at {@code data} (skb_reset_transport_header). */
    public void resetTransportHeader() {
        transportHeader = data;
    }

    /** Sets the three header indices, each an index into {@link #buf()} or {@link #UNSET}. */
    public void headers(int mac, int network, int transport) {
        checkHeader(mac);
        checkHeader(network);
        checkHeader(transport);
        macHeader = mac;
        networkHeader = network;
        transportHeader = transport;
    }

    private void checkHeader(int at) {
        if (at < UNSET || at > buf.length) {
            throw new IllegalArgumentException("header at " + at + " of a buffer of " + buf.length);
        }
    }

    /** Wire segments this skb stands for: the unit in which the conservation ledger counts. At least 1. */
    public int segments() {
        return Math.max(1, gsoSegs);
    }

    /** Epoch nanoseconds at which the packet passed {@code hop}, or 0 if it has not. */
    public long hop(Hop hop) {
        return hopNanos[hop.ordinal()];
    }

    /** Notes that the packet passes {@code hop} at {@code nowNanos} (epoch nanoseconds). */
    public void passed(Hop hop, long nowNanos) {
        hopNanos[hop.ordinal()] = nowNanos;
    }

    /** Takes the hop times of another skb. */
    public void copyHops(SkBuff other) {
        System.arraycopy(other.hopNanos, 0, hopNanos, 0, hopNanos.length);
    }

    @Override
    public String toString() {
        return "skb len " + len() + " data_len " + dataLen + " protocol 0x" + Integer.toHexString(protocol) + " hash 0x"
                + Integer.toHexString(hash) + " segs " + segments() + " truesize " + truesize;
    }
}
