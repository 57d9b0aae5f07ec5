package io.rxpath.ip.core.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.MalformedRecordException;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.StateWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NfConnRecordTest {
    /** Bytes that an earlier version wrote must stay readable: never change them, only append. */
    private static final String KEY =
            "01" + "00000000000000000000ffff0a090001" + "00000000000000000000ffff0a090002" + "9c40" + "0050" + "06";

    private static final String VALUE = "01" + "00000000000000000000ffff0a090002" + "00000000000000000000ffff0a090001"
            + "1f90" + "9c40" + "06" + "000001ae" + "00000007" + "0de0b6b3a7640005" + "01" + "0000000000000003"
            + "00000000000000fb" + "0000000000000002" + "0000000000000070" + "00000003" + "0000000000000000" + "01"
            + "03" + "01" + "00000002" + "03" + "00000064" + "000000c8" + "0000012c" + "0000ffff" + "00000007"
            + "00000003"
            + "000003e8" + "000103e7" + "0000ffff" + "000007d0" + "07" + "23" + "000007d0" + "000107cf" + "00007fff"
            + "000003e8" + "00" + "22";

    private static NfConn conn() {
        NfConn ct = new NfConn(
                CtRig.tcp("10.9.0.1", 40000, "10.9.0.2", 80), CtRig.tcp("10.9.0.2", 8080, "10.9.0.1", 40000));
        ct.status = NfConn.IPS_SEEN_REPLY
                | NfConn.IPS_ASSURED
                | NfConn.IPS_CONFIRMED
                | NfConn.IPS_DST_NAT
                | NfConn.IPS_SRC_NAT_DONE
                | NfConn.IPS_DST_NAT_DONE;
        ct.mark = 7;
        ct.timeoutNanos = CtRig.START + 5;
        ct.acct = true;
        ct.packets[0] = 3;
        ct.bytes[0] = 251;
        ct.packets[1] = 2;
        ct.bytes[1] = 112;
        ct.masqIndex = 3;
        NfConnTcp tcp = java.util.Objects.requireNonNull(ct.tcp);
        tcp.state = TcpConntrack.ESTABLISHED;
        tcp.lastDir = 1;
        tcp.retrans = 2;
        tcp.lastIndex = TcpTransitions.ACK;
        tcp.lastSeq = 100;
        tcp.lastAck = 200;
        tcp.lastEnd = 300;
        tcp.lastWin = 65535;
        tcp.lastScale = 7;
        tcp.lastFlags = 3;
        side(tcp.seen[0], 1000, 66535, 65535, 2000, 7, 0x23);
        side(tcp.seen[1], 2000, 67535, 32767, 1000, 0, 0x22);
        return ct;
    }

    private static void side(NfConnTcp.Seen side, int end, int maxEnd, int maxWin, int maxAck, int scale, int flags) {
        side.end = end;
        side.maxEnd = maxEnd;
        side.maxWin = maxWin;
        side.maxAck = maxAck;
        side.scale = scale;
        side.flags = flags;
    }

    @Test
    void goldenBytes() {
        assertThat(HexFormat.of().formatHex(NfConnRecord.key(conn().original))).isEqualTo(KEY);
        assertThat(HexFormat.of().formatHex(NfConnRecord.encode(conn()))).isEqualTo(VALUE);
    }

    @Test
    void readsBackAlsoWithWhatLaterVersionsAppend() {
        byte[] key = HexFormat.of().parseHex(KEY);
        byte[] value = HexFormat.of().parseHex(VALUE + "0badcafe");
        NfConn ct = NfConnRecord.decode(NfConnRecord.key(key), value);
        assertThat(NfConnRecord.encode(ct)).isEqualTo(HexFormat.of().parseHex(VALUE));
        assertThat(ct.original).isEqualTo(conn().original);
    }

    @Test
    void refusesWhatIsTooShortOrNonsense() {
        byte[] value = HexFormat.of().parseHex(VALUE);
        NfTuple tuple = conn().original;
        assertThatThrownBy(() -> NfConnRecord.decode(tuple, Arrays.copyOf(value, 50)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("byte 50: connection ends here");
        byte[] state = value.clone();
        state[100] = 10;
        assertThatThrownBy(() -> NfConnRecord.decode(tuple, state))
                .hasMessageContaining("TCP state 10, expected 0 to 9");
        assertThatThrownBy(() -> NfConnRecord.key(new byte[] {0})).hasMessageContaining("version 0, expected 1");
    }

    private static final class Store implements StateWriter {
        final Map<String, byte[]> values = new HashMap<>();
        int puts;

        @Override
        public void put(byte[] key, byte[] value) {
            values.put(HexFormat.of().formatHex(key), value);
            puts++;
        }

        @Override
        public void delete(byte[] key) {
            values.remove(HexFormat.of().formatHex(key));
        }
    }

    private static SkBuff udp(String src, int sport, String dst, int dport) {
        return CtPackets.ip(src, dst, IpProtocol.UDP, CtPackets.udp(sport, dport, 5));
    }

    @Test
    void theTableSurvivesARestart() {
        CtRig first = new CtRig();
        Store store = new Store();
        first.ct.recordChanges();
        for (int port = 1; port <= 3; port++) {
            first.forward(udp("10.9.0.1", port, "10.9.1.1", 53));
            first.forward(udp("10.9.1.1", 53, "10.9.0.1", port));
        }
        first.ct.writeChanges(store);
        assertThat(store.puts).as("each once").isEqualTo(3);
        first.ct.kill(
                java.util.Objects.requireNonNull(first.ct.find(CtRig.udp("10.9.0.1", 2, "10.9.1.1", 53), first.now)));
        first.ct.writeChanges(store);
        assertThat(store.values).hasSize(2);

        CtRig second = new CtRig();
        second.ct.recordChanges();
        second.now = first.now + 1;
        store.values.forEach((key, value) -> second.ct.restore(HexFormat.of().parseHex(key), value, second.now));
        assertThat(second.ct.count()).isEqualTo(2);
        second.forward(udp("10.9.0.1", 3, "10.9.1.1", 53));
        assertThat(second.last.ctInfo).isEqualTo(io.rxpath.skb.CtInfo.ESTABLISHED);
        Store changes = new Store();
        second.ct.writeChanges(changes);
        assertThat(changes.puts)
                .as("what was restored is no change, what the packet did is")
                .isEqualTo(1);
        second.ct.restore(NfConnRecord.key(CtRig.udp("10.9.0.1", 3, "10.9.1.1", 53)), null, second.now);
        assertThat(second.ct.count()).isEqualTo(1);
        second.now = first.now + 31_000_000_000L;
        CtRig late = new CtRig();
        store.values.forEach((key, value) -> late.ct.restore(HexFormat.of().parseHex(key), value, second.now));
        assertThat(late.ct.count()).as("their time is over").isZero();
    }
}
