package io.rxpath.ip.core.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.TcpHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpTransitionsTest {
    /** What each row is for; a transition nobody can name is in the recorded conversations. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a SYN begins a connection,                    0, SYN,     NONE,        SYN_SENT",
        "it is sent again,                             0, SYN,     SYN_SENT,    SYN_SENT",
        "a SYN-ACK answers it,                         1, SYN_ACK, SYN_SENT,    SYN_RECV",
        "SYNs cross,                                   1, SYN,     SYN_SENT,    SYN_SENT2",
        "a SYN-ACK ends that,                          0, SYN_ACK, SYN_SENT2,   SYN_RECV",
        "the ACK of a handshake,                       0, ACK,     SYN_RECV,    ESTABLISHED",
        "in the middle of a connection,                0, ACK,     NONE,        ESTABLISHED",
        "the first FIN,                                0, FIN,     ESTABLISHED, FIN_WAIT",
        "its ACK,                                      1, ACK,     FIN_WAIT,    CLOSE_WAIT",
        "the other FIN,                                1, FIN,     CLOSE_WAIT,  LAST_ACK",
        "both FINs at once,                            1, FIN,     FIN_WAIT,    LAST_ACK",
        "the last ACK,                                 0, ACK,     LAST_ACK,    TIME_WAIT",
        "a client opens anew,                          0, SYN,     TIME_WAIT,   SYN_SENT",
        "a server opens the other way,                 1, SYN,     TIME_WAIT,   SYN_SENT",
        "behind a reset,                               0, SYN,     CLOSE,       SYN_SENT",
        "a reset,                                      1, RST,     ESTABLISHED, CLOSE",
        "a SYN in a connection may be a new client's,  0, SYN,     ESTABLISHED, IGNORE",
        "a late SYN-ACK of the server,                 1, SYN_ACK, ESTABLISHED, IGNORE",
        "an ACK to a SYN is a half-open connection,    1, ACK,     SYN_SENT,    IGNORE",
        "a SYN-ACK of the client,                      0, SYN_ACK, ESTABLISHED, INVALID",
        "a reset of nothing,                           0, RST,     NONE,        INVALID",
        "a FIN before the handshake is over,           0, FIN,     SYN_SENT,    INVALID",
        "a server's SYN,                               1, SYN,     ESTABLISHED, INVALID",
        "no flags,                                     0, NONE,    ESTABLISHED, INVALID",
    })
    void follows(String why, int dir, String kind, TcpConntrack state, String next) {
        int index =
                java.util.List.of("SYN", "SYN_ACK", "FIN", "ACK", "RST", "NONE").indexOf(kind);
        int expected = switch (next) {
            case "IGNORE" -> TcpTransitions.IGNORE;
            case "INVALID" -> TcpTransitions.INVALID;
            default -> TcpConntrack.valueOf(next).ordinal();
        };
        assertThat(TcpTransitions.next(dir, index, state)).as(why).isEqualTo(expected);
    }

    @Test
    void nineCombinationsOfFlagsAreValid() {
        int valid = 0;
        for (int flags = 0; flags < 256; flags++) {
            boolean same = TcpTransitions.validFlags(flags)
                    == TcpTransitions.validFlags(flags ^ TcpHeader.PSH ^ TcpHeader.ECE ^ TcpHeader.CWR);
            assertThat(same).isTrue();
            valid += TcpTransitions.validFlags(flags) ? 1 : 0;
        }
        assertThat(valid).isEqualTo(9 * 8);
    }
}
