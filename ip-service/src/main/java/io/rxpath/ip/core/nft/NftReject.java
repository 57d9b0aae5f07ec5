package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;

/** Answers and drops (kernel nft_reject.c, nft_reject_ipv4.c, nft_reject_ipv6.c, nft_reject_inet.c). */
final class NftReject extends NftStmt {
    /** How it answers. */
    enum Kind {
        /** ICMP destination unreachable with an IPv4 code. */
        ICMP,
        /** ICMPv6 destination unreachable with an IPv6 code. */
        ICMPV6,
        /** Either, with a code of both. */
        ICMPX,
        /** A TCP segment with RST. */
        TCP_RESET
    }

    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMPV6_UNREACHABLE = 1;
    private static final int PORT = 3;
    private static final int PORT_V6 = 4;
    private static final int PORT_X = 1;
    private static final int[] X_TO_V4 = {0, PORT, 1, 13};
    private static final int[] X_TO_V6 = {0, PORT_V6, 3, 1};

    private final Kind kind;
    private final int code;

    /** In a table of one family and in a rule that says none the usual code is not listed. */
    private final boolean shortForm;

    NftReject(Kind kind, int code, boolean shortForm) {
        this.kind = kind;
        this.code = code;
        this.shortForm = shortForm;
    }

    static int defaultCode(Kind kind) {
        return switch (kind) {
            case ICMP -> PORT;
            case ICMPV6 -> PORT_V6;
            case ICMPX -> PORT_X;
            case TCP_RESET -> 0;
        };
    }

    @Override
    int eval(NftPktInfo pkt) {
        boolean v4 = pkt.state.family == NfFamily.IPV4;
        switch (kind) {
            case TCP_RESET -> pkt.services.rejectReset(pkt.state);
            case ICMP -> {
                if (v4) {
                    pkt.services.rejectUnreach(pkt.state, ICMP_UNREACHABLE, code);
                }
            }
            case ICMPV6 -> {
                if (!v4) {
                    pkt.services.rejectUnreach(pkt.state, ICMPV6_UNREACHABLE, code);
                }
            }
            case ICMPX ->
                pkt.services.rejectUnreach(
                        pkt.state, v4 ? ICMP_UNREACHABLE : ICMPV6_UNREACHABLE, v4 ? X_TO_V4[code] : X_TO_V6[code]);
        }
        return NftVerdict.DROP;
    }

    @Override
    String refusal(NftChain base) {
        return base.hook == NfHook.POST_ROUTING
                ? "reject is possible at prerouting, input, forward and output only"
                : "";
    }

    @Override
    boolean terminal() {
        return true;
    }

    @Override
    void print(NftPrinter out) {
        out.text("reject");
        if (kind == Kind.TCP_RESET) {
            out.text(" with tcp reset");
        } else if (code != defaultCode(kind) || !shortForm) {
            NftType type = type(kind);
            out.text(" with ")
                    .text(type.name.substring(0, type.name.length() - "_code".length()))
                    .text(" ");
            type.format(out, NftValue.of(code));
        }
    }

    static NftType type(Kind kind) {
        return switch (kind) {
            case ICMP -> NftTypes.ICMP_CODE;
            case ICMPV6 -> NftTypes.ICMPV6_CODE;
            case ICMPX, TCP_RESET -> NftTypes.ICMPX_CODE;
        };
    }
}
