package io.rxpath.tcp.core.output;

import io.rxpath.skb.AccEcnOption;
import io.rxpath.tcp.core.EcnSettings;
import io.rxpath.tcp.core.input.TcpAccecn;
import io.rxpath.tcp.core.sock.AccEcn;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Accurate ECN (RFC 9768) of what goes out: the ACE field and the option.
 *
 * <p>Kernel: net/ipv4/tcp_output.c tcp_ecn_send(), tcp_options_fit_accecn(), tcp_synack_options_combine_saving(),
 * tcp_established_options(); include/net/tcp_ecn.h tcp_accecn_set_ace(), tcp_accecn_option_beacon_check().
 */
final class TcpAccecnSend {
    /** What the last counters start from on the wire. */
    private static final int E1B_INIT_OFFSET = 1;

    private static final int E0B_INIT_OFFSET = 1;
    private static final int FIELD = 3;
    private static final int SACK_BLOCK = 8;

    private TcpAccecnSend() {}

    /** tcp_accecn_set_ace(): the flags that report how many segments came with CE; it is known then. */
    static int aceFlags(AccEcn a) {
        a.receivedCePending = 0;
        return (a.receivedCe + TcpAccecn.CEP_INIT_OFFSET & TcpAccecn.ACE_MASK) << 6;
    }

    /** True if segments are marked as ECN-capable. */
    static boolean marks(AccEcn a) {
        return !a.failed(AccEcn.ACE_FAIL_RECV) && !(a.negotiated && a.failed(AccEcn.ACE_FAIL_SEND));
    }

    /** tcp_established_options(): true if a segment of this connection has an option, if there is room. */
    static boolean wanted(TcpNet net, TcpSock tp) {
        AccEcn a = tp.accEcn;
        EcnSettings s = net.settings.ecn();
        if (!a.on || s.option() == 0 || a.sawOpt == AccEcn.OPT_NOT_SEEN) {
            return false;
        }
        if (s.option() < EcnSettings.OPTION_PERSIST && a.failed(AccEcn.OPT_FAIL_SEND)) {
            return false;
        }
        return s.option() >= EcnSettings.OPTION_FULL || a.optDemand != 0 || beacon(net, tp);
    }

    /** tcp_accecn_option_beacon_check(): it is time for one, some times per RTT. */
    private static boolean beacon(TcpNet net, TcpSock tp) {
        int beacon = net.settings.ecn().optionBeacon();
        long since = (net.now - tp.accEcn.optTstamp) / 1000;
        return beacon != 0 && since * beacon >= tp.srttUs >> 3;
    }

    /**
     * tcp_options_fit_accecn(): how many counters fit, which is left in {@code option}; -1 if fewer than are required.
     * The last bytes may take the place of NOPs in front of SACK blocks, and a third or fourth block may have to go.
     *
     * @return SACK blocks that are left
     */
    static int fit(AccEcnOption option, int required, int room, int sacks, int saving) {
        int size = AccEcnOption.LENGTH_MAX;
        int blocks = sacks;
        int left = room;
        int fields = AccEcnOption.FIELDS;
        while (fields >= required) {
            int aligned = (size & 3) > saving ? size + 3 & ~3 : size & ~3;
            if (left >= aligned) {
                option.fields = fields;
                return blocks;
            }
            if (fields == required && blocks > 2 && required > 0) {
                blocks--;
                left += SACK_BLOCK;
                fields = AccEcnOption.FIELDS;
                size = AccEcnOption.LENGTH_MAX;
            } else {
                fields--;
                size -= FIELD;
            }
        }
        option.fields = -1;
        return sacks;
    }

    /** Bytes the option adds to options that could take {@code saving} of it in place of NOPs. */
    static int length(AccEcnOption option, int saving) {
        if (option.fields < 0) {
            return 0;
        }
        int size = AccEcnOption.LENGTH_MIN + option.fields * FIELD;
        return (size & 3) > saving ? size + 3 & ~3 : size & ~3;
    }

    /** The option of a SYN-ACK, whose counters are at their start. Returns the bytes it adds. */
    static int synack(TcpNet net, AccEcnOption option, int used, boolean sack, boolean timestamp, boolean wscale) {
        option.none();
        int room = 40 - used;
        if (net.settings.ecn().option() == 0 || room < AccEcnOption.LENGTH_MIN) {
            return 0;
        }
        int saving = sack && !timestamp ? 2 : wscale ? 1 : 0;
        fit(option, 0, room, 0, saving);
        option.e1b = E1B_INIT_OFFSET;
        option.ceb = 0;
        option.e0b = E0B_INIT_OFFSET;
        return length(option, saving);
    }

    /** The counters of a connection into its option, which goes out now. */
    static void sent(TcpNet net, TcpSock tp, AccEcnOption option, boolean dsack) {
        AccEcn a = tp.accEcn;
        a.optSentWithDsack = option.fields >= 0 && dsack;
        if (option.fields < 0) {
            return;
        }
        option.e1b = a.receivedBytes[AccEcn.ECT_1 - 1] + E1B_INIT_OFFSET;
        option.ceb = a.receivedBytes[AccEcn.CE - 1];
        option.e0b = a.receivedBytes[AccEcn.ECT_0 - 1] + E0B_INIT_OFFSET;
        a.minlen = 0;
        a.optTstamp = net.now;
        a.optDemand = Math.max(0, a.optDemand - 1);
    }
}
