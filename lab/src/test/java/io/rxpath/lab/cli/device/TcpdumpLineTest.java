package io.rxpath.lab.cli.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.peer.FrameWriter;
import io.rxpath.lab.peer.Station;
import io.rxpath.skb.TcpHeader;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpdumpLineTest {
    private static final Station CLIENT = Station.of("02:00:00:00:00:01", "10.9.0.1");
    private static final Station HOST = Station.of("02:00:00:00:00:02", "10.9.0.2");

    private final TcpdumpLine lines = new TcpdumpLine(ZoneOffset.UTC);

    private String line(byte[] frame) {
        return lines.of(3_723_000_004_000L, frame, frame.length);
    }

    private static byte[] tcp(boolean up, int seq, int ack, int flags, int payload) {
        byte[] frame = up
                ? FrameWriter.tcpAck(CLIENT, HOST, 1, 20000, 9000, seq, payload)
                : FrameWriter.tcpAck(HOST, CLIENT, 1, 9000, 20000, seq, payload);
        new TcpHeader(frame, 34).ackSeq(ack).flags(flags);
        return frame;
    }

    @Test
    void countsSequenceNumbersFromTheHandshake() {
        int syn = TcpHeader.SYN;
        int ack = TcpHeader.ACK;
        String up = "01:02:03.000004 IP 10.9.0.1.20000 > 10.9.0.2.9000: Flags ";
        String down = "01:02:03.000004 IP 10.9.0.2.9000 > 10.9.0.1.20000: Flags ";
        assertThat(line(tcp(true, 5000, 0, syn, 0))).isEqualTo(up + "[S], seq 5000, win 65535, length 0");
        assertThat(line(tcp(false, -7, 5001, syn | ack, 0)))
                .isEqualTo(down + "[S.], seq 4294967289, ack 5001, win 65535, length 0");
        assertThat(line(tcp(true, 5001, -6, ack, 0))).isEqualTo(up + "[.], ack 1, win 65535, length 0");
        assertThat(line(tcp(true, 5001, -6, ack | TcpHeader.PSH, 2896)))
                .isEqualTo(up + "[P.], seq 1:2897, ack 1, win 65535, length 2896");
        assertThat(line(tcp(false, -6, 7897, ack | TcpHeader.FIN, 0)))
                .isEqualTo(down + "[F.], seq 1, ack 2897, win 65535, length 0");
        assertThat(line(tcp(true, 7897, 0, TcpHeader.RST, 0))).isEqualTo(up + "[R], seq 7897, win 65535, length 0");
    }

    @Test
    void writesOtherProtocols() {
        String time = "01:02:03.000004 ";
        assertThat(line(FrameWriter.udp(CLIENT, HOST, 1, 30000, 9, 100)))
                .isEqualTo(time + "IP 10.9.0.1.30000 > 10.9.0.2.9: UDP, length 100");
        assertThat(line(FrameWriter.icmpEcho(CLIENT, HOST, true, 7, 3, 56)))
                .isEqualTo(time + "IP 10.9.0.1 > 10.9.0.2: ICMP echo request, id 7, seq 3, length 64");
        assertThat(line(FrameWriter.arpRequest(CLIENT, HOST.ip())))
                .isEqualTo(time + "ARP, Request who-has 10.9.0.2 tell 10.9.0.1, length 46");
        assertThat(line(FrameWriter.arpReply(HOST, CLIENT)))
                .isEqualTo(time + "ARP, Reply 10.9.0.2 is-at 02:00:00:00:00:02, length 46");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
        IPv6 UDP         ; 020000000002020000000001 86dd 60000000000c1140 fd000000000000000000000000000001 fd000000000000000000000000000002 1388 0035 000c 0000 00000000  ; IP6 fd00::1.5000 > fd00::2.53: UDP, length 4
        IPv6 echo        ; 020000000002020000000001 86dd 6000000000083a40 fd000000000000000000000000000001 fd000000000000000000000000000002 8000 0000 0007 0001  ; IP6 fd00::1 > fd00::2: ICMP6, echo request, id 7, seq 1, length 8
        VLAN tag         ; 020000000002020000000001 8100 0005 0800 4500001c000000004011000 00a0900010a090002 0001000200080000  ; IP 10.9.0.1.1 > 10.9.0.2.2: UDP, length 0
        fragment         ; 020000000002020000000001 0800 4500001c000000054011000 00a0900010a090002 0001000200080000  ; IP 10.9.0.1 > 10.9.0.2: udp
        TCP options     ; 020000000002020000000001 0800 45000040000000004006000 00a0900010a090002 00010002 00000007 00000000 b012 0005 0000 0000 020405b4 0402 0101 080a 00000001ffffffff 0101 0303 0700 ; IP 10.9.0.1.1 > 10.9.0.2.2: Flags [S.], seq 7, ack 0, win 5, options [mss 1460,sackOK,nop,nop,TS val 1 ecr 4294967295,nop,nop,wscale 7,eol], length 0
        SACK blocks     ; 020000000002020000000001 0800 45000034000000004006000 00a0900010a090002 00010002 00000007 00000009 8010 0005 0000 0000 0101 050a 0000001000000020 ; IP 10.9.0.1.1 > 10.9.0.2.2: Flags [.], ack 9, win 5, options [nop,nop,sack 1 {16:32}], length 0
        unknown type     ; 020000000002020000000001 88cc 0000  ; 02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype Unknown (0x88cc), length 16
        cut IP header    ; 020000000002020000000001 0800 4500  ; IP [|ip]
        cut TCP header   ; 020000000002020000000001 0800 45000028000000004006000 00a0900010a090002 00010002  ; IP 10.9.0.1 > 10.9.0.2: [|tcp]
        no frame         ; 0200  ; [|ether], length 2
        """)
    void writesBytes(String name, String hex, String expected) {
        byte[] frame = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(line(frame)).isEqualTo("01:02:03.000004 " + expected);
    }

    @Test
    void neverFailsWhereverAFrameIsCut() {
        byte[][] frames = {
            tcp(true, 1, 1, TcpHeader.ACK, 10),
            FrameWriter.udp(CLIENT, HOST, 1, 1, 2, 3),
            FrameWriter.icmpEcho(CLIENT, HOST, false, 7, 3, 56),
            FrameWriter.arpRequest(CLIENT, HOST.ip())
        };
        for (byte[] frame : frames) {
            for (int length = 0; length < frame.length; length++) {
                assertThat(lines.of(0, Arrays.copyOf(frame, length), frame.length))
                        .startsWith("00:00:00.000000 ");
            }
        }
    }
}
