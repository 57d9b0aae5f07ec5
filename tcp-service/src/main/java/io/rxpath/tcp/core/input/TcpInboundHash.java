package io.rxpath.tcp.core.input;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TimewaitSock;
import org.jspecify.annotations.Nullable;

/**
 * Signatures in a segment's options. No socket of this stack has a key, so that each is one that nobody asked for.
 *
 * <p>Kernel: include/net/tcp.h tcp_inbound_hash(); net/ipv4/tcp_input.c tcp_do_parse_auth_options(); net/ipv4/tcp.c
 * tcp_inbound_md5_hash(); net/ipv4/tcp_ao.c tcp_inbound_ao_hash(), which lets pass what no key matches.
 */
final class TcpInboundHash {
    private static final int EOL = 0;
    private static final int NOP = 1;
    private static final int MD5 = 19;
    private static final int MD5_LENGTH = 18;
    private static final int AO = 29;
    private static final int AO_HEADER = 4;

    private static final int NONE = 0;
    private static final int INVALID = -1;

    private TcpInboundHash() {}

    /**
     * What is wrong with the options of the segment at {@code tcp}; NOT_DROPPED_YET if nothing is.
     *
     * @param sk whose segment it is, null for a listener's
     */
    static SkbDropReason check(TcpNet net, @Nullable SockCommon sk, byte[] a, int tcp) {
        int length = ((a[tcp + 12] & 0xf0) >> 2) - TcpHeader.LENGTH;
        if (length < MD5_LENGTH || sk instanceof TimewaitSock) {
            return SkbDropReason.NOT_DROPPED_YET;
        }
        int found = parse(a, tcp + TcpHeader.LENGTH, length);
        if (found == INVALID) {
            return SkbDropReason.TCP_AUTH_HDR;
        }
        if (found == MD5) {
            net.linux.inc(LinuxMib.TCP_MD5_UNEXPECTED);
            return SkbDropReason.TCP_MD5UNEXPECTED;
        }
        if (found == AO && sk instanceof RequestSock) {
            net.linux.inc(LinuxMib.TCP_AO_BAD);
            return SkbDropReason.TCP_AOFAILURE;
        }
        return SkbDropReason.NOT_DROPPED_YET;
    }

    /** It is signed, or seems to be: whoever has no key sends no reset (tcp_v4_send_reset()). */
    static boolean signed(SkBuff skb) {
        byte[] a = skb.buf();
        int tcp = skb.transportHeader();
        int length = ((a[tcp + 12] & 0xf0) >> 2) - TcpHeader.LENGTH;
        return parse(a, tcp + TcpHeader.LENGTH, length) != NONE;
    }

    /** The kind of the signature, {@link #NONE} or {@link #INVALID}; what is too short for one more is not looked at. */
    private static int parse(byte[] a, int from, int length) {
        int found = NONE;
        int at = from;
        int left = length;
        while (left >= MD5_LENGTH) {
            int kind = a[at] & 0xff;
            if (kind == EOL) {
                return found;
            }
            if (kind == NOP) {
                at++;
                left--;
                continue;
            }
            int size = a[at + 1] & 0xff;
            boolean signature = kind == MD5 || kind == AO;
            boolean fits = kind == MD5 ? size == MD5_LENGTH : kind != AO || size > AO_HEADER;
            if (size < 2 || size > left || !fits || signature && found != NONE) {
                return INVALID;
            }
            found = signature ? kind : found;
            at += size;
            left -= size;
        }
        return found;
    }
}
