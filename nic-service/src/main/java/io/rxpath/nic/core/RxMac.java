package io.rxpath.nic.core;

import io.rxpath.skb.Counters;
import io.rxpath.skb.EthernetFcs;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.VlanTag;
import io.rxpath.skb.WireFrame;
import java.util.zip.CRC32;

/**
 * The receive side of the card's MAC: frame check sequence, length limits, pause frames, address filter, in this order,
 * with the counters of the 82574 as drivers/net/ethernet/intel/e1000e/netdev.c e1000e_update_stats() adds them up:
 * rx_errors = rx_crc_errors + rx_length_errors + rx_align_errors (+ kinds that cannot happen here), rx_length_errors =
 * short + long, rx_frame_errors = rx_align_errors. A bad FCS of a frame that ended inside a byte is an alignment error and
 * no CRC error (IEEE 802.3 clause 4.2.4.2.1).
 *
 * <p>A frame below 64 bytes with a bad FCS is a collision fragment: the card counts it in a register (RFC) that no
 * driver shows, so it is in the ledger only. Length errors are counted for frames to us only, FCS errors for all, since
 * the address of a broken frame means nothing.
 */
final class RxMac {
    /** What becomes of a frame. */
    enum Verdict {
        /** Goes on to its queue. */
        ACCEPT("accept"),
        /** Ends here: flow control. */
        PAUSE("pause"),
        /** Bad FCS. */
        CRC("rx_crc_errors"),
        /** Bad FCS, and the frame ended inside a byte. */
        ALIGN("rx_align_errors"),
        /** Shorter than 64 bytes with a bad FCS. */
        FRAGMENT("rx_fragments"),
        /** Shorter than allowed. */
        SHORT("rx_short_length_errors"),
        /** Longer than allowed. */
        LONG("rx_long_length_errors"),
        /** Addressed to somebody else. */
        FILTERED("mac_filter"),
        /** Of a VLAN that is not let through. */
        VLAN("vlan_filter");

        /** Name in the ledger and in drop events. */
        final String label;

        Verdict(String label) {
            this.label = label;
        }
    }

    private static final int MIN_WITH_FCS = 64;

    private final MacFilter filter;
    private final NicSettings settings;
    private final Counters<EthtoolStat> stats;
    private final CRC32 crc = new CRC32();
    private int quanta;

    RxMac(NicSettings settings, MacFilter filter, Counters<EthtoolStat> stats) {
        this.filter = filter;
        this.settings = settings;
        this.stats = stats;
    }

    /** Judges the frame and counts it; {@code len} is its length without FCS. */
    Verdict check(WireFrame on, byte[] frame, int len) {
        boolean hasFcs = on.hasFcs();
        boolean crcBad = hasFcs && (len < 0 || !fcsValid(frame, len));
        if (hasFcs && frame.length < MIN_WITH_FCS) {
            return crcBad ? Verdict.FRAGMENT : tooShort(on, frame, len);
        }
        if (crcBad) {
            return crcError(on.dribble());
        }
        if (len < EthernetHeader.LENGTH) {
            return tooShort(on, frame, len);
        }
        EthernetHeader eth = new EthernetHeader(frame, 0);
        int type = eth.type();
        if (type == EthernetHeader.TYPE_PAUSE && pause(frame, len, eth.dst(), on.port())) {
            return Verdict.PAUSE;
        }
        if (!filter.accepts(eth.dst(), on.port())) {
            return Verdict.FILTERED;
        }
        if (!vlan(frame, len, type)) {
            return Verdict.VLAN;
        }
        if (len > settings.maxFrame() + (HeaderParser.isTag(type) ? VlanTag.LENGTH : 0)) {
            stats.inc(EthtoolStat.RX_LONG_LENGTH_ERRORS);
            lengthError();
            return Verdict.LONG;
        }
        return Verdict.ACCEPT;
    }

    private Verdict crcError(boolean dribble) {
        stats.inc(EthtoolStat.RX_ERRORS);
        if (dribble) {
            stats.inc(EthtoolStat.RX_ALIGN_ERRORS);
            stats.inc(EthtoolStat.RX_FRAME_ERRORS);
            return Verdict.ALIGN;
        }
        stats.inc(EthtoolStat.RX_CRC_ERRORS);
        return Verdict.CRC;
    }

    /** The VLAN filter looks at an outer 802.1Q tag only; priority tags, VID 0, pass (RCTL.VFE, table VFTA). */
    private boolean vlan(byte[] frame, int len, int type) {
        if (type != EthernetHeader.TYPE_VLAN
                || !settings.features().rxVlanFilter()
                || settings.promiscuous()
                || len < EthernetHeader.LENGTH + VlanTag.LENGTH) {
            return true;
        }
        int vid = new VlanTag(frame, EthernetHeader.LENGTH - 2).vid();
        return vid == 0 || settings.rxMode().vlans().contains(vid);
    }

    /** Quanta of the last PAUSE frame, 0..65535. */
    int pauseQuanta() {
        return quanta;
    }

    private Verdict tooShort(WireFrame on, byte[] frame, int len) {
        // Too short even for an address: nobody else's either.
        if (len >= EthernetHeader.LENGTH && !filter.accepts(new EthernetHeader(frame, 0).dst(), on.port())) {
            return Verdict.FILTERED;
        }
        stats.inc(EthtoolStat.RX_SHORT_LENGTH_ERRORS);
        lengthError();
        return Verdict.SHORT;
    }

    private void lengthError() {
        stats.inc(EthtoolStat.RX_LENGTH_ERRORS);
        stats.inc(EthtoolStat.RX_ERRORS);
    }

    /** Other MAC control frames go through the address filter as any frame (RCTL.PMCF clear). */
    private boolean pause(byte[] frame, int len, long dst, int port) {
        if ((dst != FlowControl.PAUSE_ADDRESS && dst != settings.macOf(port)) || len < EthernetHeader.LENGTH + 4) {
            return false;
        }
        if (u16(frame, EthernetHeader.LENGTH) != FlowControl.PAUSE_OPCODE) {
            return false;
        }
        quanta = u16(frame, EthernetHeader.LENGTH + 2);
        stats.inc(quanta == 0 ? EthtoolStat.RX_FLOW_CONTROL_XON : EthtoolStat.RX_FLOW_CONTROL_XOFF);
        return true;
    }

    private boolean fcsValid(byte[] frame, int len) {
        int fcs = EthernetFcs.compute(crc, frame, 0, len);
        return frame[len] == (byte) fcs
                && frame[len + 1] == (byte) (fcs >>> 8)
                && frame[len + 2] == (byte) (fcs >>> 16)
                && frame[len + 3] == (byte) (fcs >>> 24);
    }

    private static int u16(byte[] a, int at) {
        return (a[at] & 0xff) << 8 | a[at + 1] & 0xff;
    }
}
