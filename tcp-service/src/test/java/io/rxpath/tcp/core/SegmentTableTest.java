package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.SockCommand;
import io.rxpath.skb.TcpHeader;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One segment for a connection in a known state: what is answered, what is dropped and why, which state follows. */
class SegmentTableTest {
    /** The peer has sent 100 bytes that nobody read: rcv_nxt is 101, the window goes up to 64241. */
    private static Wire established() {
        Wire w = Wire.listening().connect(true);
        w.send(TcpHeader.ACK | TcpHeader.PSH, 1, 1, 100);
        w.sleep(1000);
        return w;
    }

    private static int flags(String names) {
        int flags = 0;
        for (int i = 0; i < names.length(); i++) {
            flags |= 1 << "FSRPAUEC".indexOf(names.charAt(i));
        }
        return flags;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "-", textBlock = """
            data in sequence,                       PA,    101,     1,  10, -,                        '. 1:1 ack 111 win 64130', ESTAB
            data one byte ahead,                    PA,    102,     1,  10, -,                        '. 1:1 ack 101 win 64140 sack 102-112', ESTAB
            data up to the edge of the window,      PA,  64231,     1,  10, -,                        '. 1:1 ack 101 win 64140 sack 64231-64241', ESTAB
            data one byte over the edge,            PA,  64232,     1,  10, TCP_INVALID_END_SEQUENCE, '. 1:1 ack 101 win 64140', ESTAB
            data that begins at the edge,           PA,  64241,     1,  10, TCP_INVALID_END_SEQUENCE, '. 1:1 ack 101 win 64140', ESTAB
            data that begins behind the edge,       PA,  64242,     1,  10, TCP_INVALID_SEQUENCE,     '. 1:1 ack 101 win 64140', ESTAB
            the last byte again,                    PA,    100,     1,   1, TCP_OLD_DATA,             '. 1:1 ack 101 win 64140 sack 100-101', ESTAB
            all bytes again,                        PA,      1,     1, 100, TCP_OLD_DATA,             '. 1:1 ack 101 win 64140 sack 1-101', ESTAB
            an old byte,                            PA,     50,     1,  10, TCP_OLD_SEQUENCE,         '. 1:1 ack 101 win 64140 sack 50-60', ESTAB
            old bytes and a new one,                PA,     91,     1,  11, -,                        '. 1:1 ack 102 win 64139 sack 91-101', ESTAB
            a pure acknowledgment,                  A,     101,     1,   0, -,                        -, ESTAB
            a keepalive,                            A,     100,     1,   0, TCP_OLD_SEQUENCE,         '. 1:1 ack 101 win 64140', ESTAB
            an acknowledgment at the edge,          A,   64241,     1,   0, -,                        -, ESTAB
            an acknowledgment behind the edge,      A,   64242,     1,   0, TCP_INVALID_SEQUENCE,     '. 1:1 ack 101 win 64140', ESTAB
            an acknowledgment of unsent data,       A,     101,     2,   0, TCP_ACK_UNSENT_DATA,      '. 1:1 ack 101 win 64140', ESTAB
            an acknowledgment before our SYN,       A,     101,     0,   0, -,         '. 1:1 ack 101 win 64140', ESTAB
            no flag at all,                         '',    101,     0,  10, TCP_FLAGS,                -, ESTAB
            only PSH,                               P,     101,     0,  10, TCP_FLAGS,                -, ESTAB
            a FIN,                                  FA,    101,     1,   0, -,                        -, CLOSE-WAIT
            a FIN with data,                        FPA,   101,     1,  10, -,                        -, CLOSE-WAIT
            a FIN ahead of missing data,            FA,    201,     1,   0, -,                        '. 1:1 ack 101 win 64140 sack 201-202', ESTAB
            a RST with the expected number,         R,     101,     0,   0, -,                        -, ''
            a RST one too high,                     R,     102,     0,   0, TCP_RESET,                '. 1:1 ack 101 win 64140', ESTAB
            a RST one too low,                      R,     100,     0,   0, TCP_OLD_SEQUENCE,         -, ESTAB
            a RST at the edge of the window,        R,   64241,     0,   0, TCP_RESET,                '. 1:1 ack 101 win 64140', ESTAB
            a RST behind the window,                R,   64242,     0,   0, TCP_INVALID_SEQUENCE,     -, ESTAB
            a RST with ACK,                         RA,    101,     1,   0, -,                        -, ''
            a SYN with the expected number,         S,     101,     0,   0, TCP_INVALID_SYN,          '. 1:1 ack 101 win 64140', ESTAB
            a SYN far away,                         S,  900000,     0,   0, TCP_INVALID_SYN,          '. 1:1 ack 101 win 64140', ESTAB
            the SYN of the handshake again,         S,       0,     0,   0, TCP_INVALID_SYN,          '. 1:1 ack 101 win 64140', ESTAB
            a SYN with ACK,                         SA,    101,     1,   0, TCP_INVALID_SYN,          '. 1:1 ack 101 win 64140', ESTAB
            """)
    void established(String name, String flags, int seq, int ack, int len, String reason, String answer, String state) {
        Wire w = established();
        List<String> answers = w.send(flags(flags), seq, ack, len);
        assertThat(answers).isEqualTo(answer == null ? List.of() : List.of(answer));
        assertThat(w.drops()).isEqualTo(reason == null ? List.of() : List.of(reason));
        assertThat(w.state()).isEqualTo(state);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "-", textBlock = """
            SYN for a listener,               S,   0,   0, -,                   'S. 0:0 ack 1 win 64240', SYN-RECV
            SYN with data for a listener,     S,   0,  20, -,                   'S. 0:0 ack 1 win 64240', SYN-RECV
            ACK for a listener,               A,   1,   0, TCP_FLAGS,           'R 777:777', ''
            FIN and ACK for a listener,       FA,  1,   0, TCP_FLAGS,           'R 777:777', ''
            SYN and ACK for a listener,       SA,  0,   0, TCP_FLAGS,           'R 777:777', ''
            RST for a listener,               R,   1,   0, TCP_RESET,           -, ''
            FIN for a listener,               F,   1,   0, TCP_FLAGS,           -, ''
            SYN and FIN for a listener,       SF,  0,   0, TCP_FLAGS,           -, ''
            no flag for a listener,           '',  1,   5, TCP_FLAGS,           -, ''
            """)
    void listener(String name, String flags, int seq, int len, String reason, String answer, String state) {
        Wire w = Wire.listening();
        List<String> answers = w.send(flags(flags), seq, 777, len);
        assertThat(answers).isEqualTo(answer == null ? List.of() : List.of(answer));
        assertThat(w.drops()).isEqualTo(reason == null ? List.of() : List.of(reason));
        assertThat(w.state()).isEqualTo(state);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "-", textBlock = """
            the final ACK,                     A,   1,   1,   0, -,             -, ESTAB
            the final ACK with data,           PA,  1,   1, 100, -,             '. 1:1 ack 101 win 64140', ESTAB
            the final ACK with FIN,            FA,  1,   1,   0, -,             -, CLOSE-WAIT
            ACK of something else,             A,   1,  50,   0, TCP_FLAGS,     'R 50:50', SYN-RECV
            the SYN again,                     S,   0,   0,   0, NOT_SPECIFIED, 'S. 0:0 ack 1 win 64240', SYN-RECV
            RST with the expected number,      R,   1,   0,   0, NOT_SPECIFIED, -, ''
            RST far away,                      R, 99999, 0,   0, TCP_OVERWINDOW, -, SYN-RECV
            another SYN in the window,         S,   5,   0,   0, NOT_SPECIFIED, 'R. -1:-1 ack 6 win 0', ''
            ACK outside the window,            A, 99999, 1,   0, TCP_OVERWINDOW, '. 1:1 ack 1 win 64240', SYN-RECV
            data without ACK,                  P,   1,   0,  10, NOT_SPECIFIED, -, SYN-RECV
            """)
    void synRecv(String name, String flags, int seq, int ack, int len, String reason, String answer, String state) {
        Wire w = Wire.listening();
        w.send(TcpHeader.SYN, 0, 0, 0);
        List<String> answers = w.send(flags(flags), seq, ack, len);
        if (answer != null && answer.startsWith("R. -1")) {
            // SEQ=0 of a RST that answers a segment without ACK; relative to our number it is anything.
            assertThat(answers).singleElement().asString().startsWith("R. ").endsWith(" ack 6 win 0");
        } else {
            assertThat(answers).isEqualTo(answer == null ? List.of() : List.of(answer));
        }
        assertThat(w.drops()).isEqualTo(reason == null ? List.of() : List.of(reason));
        assertThat(w.state()).isEqualTo(state);
    }

    /** Steps: letters as below; the state after each is the row's next word. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            the peer closes first,                 'fin close ack',            'CLOSE-WAIT LAST-ACK -'
            we close first,                        'close ack fin',            'FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT'
            we close and FIN comes with the ACK,   'close ackfin',             'FIN-WAIT-1 TIME-WAIT'
            both close at once,                    'close fin ack',            'FIN-WAIT-1 CLOSING TIME-WAIT'
            half close then FIN,                   'shutdown ack fin',         'FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT'
            half close then close,                 'shutdown ack close fin',   'FIN-WAIT-1 FIN-WAIT-2 FIN-WAIT-2 TIME-WAIT'
            shutdown after the peer's FIN,         'fin shutdown ack',         'CLOSE-WAIT LAST-ACK -'
            abort,                                 'abort',                    '-'
            RST while closing,                     'close rst',                'FIN-WAIT-1 -'
            RST in CLOSE_WAIT,                     'fin rstfin',               'CLOSE-WAIT -'
            RST in FIN_WAIT2,                      'close ack rst',            'FIN-WAIT-1 FIN-WAIT-2 -'
            data after close,                      'close ack data',           'FIN-WAIT-1 FIN-WAIT-2 -'
            """)
    void close(String name, String steps, String states) {
        Wire w = Wire.listening().connect(true);
        String[] after = states.split(" ", -1);
        String[] step = steps.split(" ", -1);
        int peerSeq = 1;
        for (int i = 0; i < step.length; i++) {
            switch (step[i]) {
                case "fin" -> {
                    w.send(TcpHeader.FIN | TcpHeader.ACK, peerSeq, w.state().equals("FIN-WAIT-2") ? 2 : 1, 0);
                    peerSeq++;
                }
                case "ack" -> w.send(TcpHeader.ACK, peerSeq, 2, 0);
                case "ackfin" -> w.send(TcpHeader.FIN | TcpHeader.ACK, peerSeq++, 2, 0);
                case "data" -> {
                    assertThat(w.send(TcpHeader.ACK, peerSeq, 2, 10)).containsExactly("R 2:2");
                }
                case "rst" -> w.send(TcpHeader.RST, peerSeq, 0, 0);
                case "rstfin" -> w.send(TcpHeader.RST, peerSeq - 1, 0, 0);
                case "close" -> w.command(SockCommand.Kind.CLOSE, 0);
                case "shutdown" -> w.command(SockCommand.Kind.SHUTDOWN, 0);
                default -> w.command(SockCommand.Kind.ABORT, 0);
            }
            assertThat(w.state()).as(step[i]).isEqualTo(after[i].equals("-") ? "" : after[i]);
        }
        if (after[after.length - 1].equals("TIME-WAIT")) {
            w.sleep(59_900);
            assertThat(w.state()).isEqualTo("TIME-WAIT");
            w.sleep(200);
            assertThat(w.state()).isEmpty();
        }
    }
}
