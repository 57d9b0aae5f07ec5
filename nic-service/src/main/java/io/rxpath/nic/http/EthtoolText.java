package io.rxpath.nic.http;

import io.rxpath.nic.core.Coalesce;
import io.rxpath.nic.core.Features;
import io.rxpath.nic.core.Nic;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.nic.core.NtupleRule;
import io.rxpath.skb.EthtoolStat;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/** The card in the words of ethtool(8). */
final class EthtoolText {
    private static final String DEVICE = "eth0";
    private static final int TABLE_ROW = 8;

    private EthtoolText() {}

    static String statistics(Nic nic) {
        StringBuilder text = new StringBuilder("NIC statistics:\n");
        for (EthtoolStat stat : EthtoolStat.values()) {
            line(text, stat.kernelName(), nic.stats().get(stat));
        }
        for (int q = 0; q < nic.settings().queues(); q++) {
            line(text, EthtoolStat.queuePackets(q), nic.queuePackets(q));
            line(text, EthtoolStat.queueBytes(q), nic.queueBytes(q));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, long value) {
        text.append("     ").append(name).append(": ").append(value).append('\n');
    }

    static String rings(NicSettings s) {
        return String.format(Locale.ROOT, """
                Ring parameters for %s:
                Pre-set maximums:
                RX:			%d
                RX Mini:		n/a
                RX Jumbo:		n/a
                TX:			n/a
                Current hardware settings:
                RX:			%d
                RX Mini:		n/a
                RX Jumbo:		n/a
                TX:			n/a
                """, DEVICE, NicSettings.MAX_RING, s.ring());
    }

    static String channels(NicSettings s) {
        return String.format(Locale.ROOT, """
                Channel parameters for %s:
                Pre-set maximums:
                RX:		n/a
                TX:		n/a
                Other:		n/a
                Combined:	%d
                Current hardware settings:
                RX:		n/a
                TX:		n/a
                Other:		n/a
                Combined:	%d
                """, DEVICE, NicSettings.MAX_QUEUES, s.queues());
    }

    static String flowHash(NicSettings s) {
        StringBuilder text = new StringBuilder(
                "RX flow hash indirection table for " + DEVICE + " with " + s.queues() + " RX ring(s):\n");
        int[] table = s.rssIndirection();
        for (int i = 0; i < table.length; i++) {
            if (i % TABLE_ROW == 0) {
                text.append(String.format(Locale.ROOT, "%5d: ", i));
            }
            text.append(String.format(Locale.ROOT, " %5d", table[i]));
            if (i % TABLE_ROW == TABLE_ROW - 1) {
                text.append('\n');
            }
        }
        text.append("RSS hash key:\n")
                .append(HexFormat.ofDelimiter(":").formatHex(s.rssKey()))
                .append('\n');
        return text.append("RSS hash function:\n    toeplitz: on\n    xor: off\n    crc32: off\n")
                .toString();
    }

    static String rules(NicSettings s) {
        StringBuilder text = new StringBuilder(
                s.queues() + " RX rings available\nTotal " + s.ntuple().size() + " rules\n\n");
        for (Map.Entry<Integer, NtupleRule> rule : s.ntuple().entrySet()) {
            text.append("Filter: ")
                    .append(rule.getKey())
                    .append('\n')
                    .append(rule.getValue().describe())
                    .append('\n');
        }
        return text.toString();
    }

    static String features(NicSettings s) {
        Features f = s.features();
        return "Features for " + DEVICE + ":\nrx-checksumming: " + onOff(f.rxChecksum()) + "\nrx-vlan-offload: "
                + onOff(f.rxVlanOffload()) + "\nrx-vlan-filter: " + onOff(f.rxVlanFilter()) + "\nntuple-filters: "
                + onOff(f.ntuple()) + "\n";
    }

    static String coalesce(NicSettings s) {
        Coalesce c = s.coalesce();
        return "Coalesce parameters for " + DEVICE + ":\nAdaptive RX: " + onOff(c.adaptiveRx())
                + "  TX: n/a\nrx-usecs:	" + c.rxUsecs() + "\nrx-frames:	" + c.rxFrames() + "\n";
    }

    static String pause(NicSettings s) {
        return "Pause parameters for " + DEVICE + ":\nAutonegotiate:	off\nRX:		"
                + onOff(s.pause().rx()) + "\nTX:		" + onOff(s.pause().tx()) + "\n";
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }
}
