package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.TcpHeader;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures of peers to a host that has no key, and lists of options that are looked through for one. */
class SignatureTest {
    private static final String MD5 = "131200000000000000000000000000000000" + "0101";

    @ParameterizedTest(name = "{0}: SYN {2}, data {3}")
    @CsvSource(nullValues = "-", textBlock = """
            MD5,                     131200000000000000000000000000000000 0101, TCP_MD5UNEXPECTED, TCP_MD5UNEXPECTED
            MD5 of another length,   1311000000000000000000000000000000 010101, TCP_AUTH_HDR,      TCP_AUTH_HDR
            MD5 behind the end,      00010101 131200000000000000000000000000000000 0101, -, -
            AO,                      1d100000000000000000000000000000 01010101, -, -
            AO that is too short,    1d04 01010101010101010101010101010101 0101, TCP_AUTH_HDR, TCP_AUTH_HDR
            AO and MD5,              1d100000000000000000000000000000 131200000000000000000000000000000000 0101, TCP_AUTH_HDR, TCP_AUTH_HDR
            a length of 0,           0200 010101010101010101010101010101010101, TCP_AUTH_HDR, TCP_AUTH_HDR
            a length of 0 and short, 0200 0101, -, -
            """)
    void isDropped(String name, String hex, String syn, String data) {
        byte[] options = HexFormat.of().parseHex(hex.replace(" ", ""));
        Wire w = Wire.listening();
        w.options = options;
        w.send(TcpHeader.SYN, 0, 0, 0);
        assertThat(w.drops()).isEqualTo(syn == null ? List.of() : List.of(syn));

        w = Wire.listening().connect(false);
        w.options = options;
        w.send(TcpHeader.ACK, 1, 1, 10);
        assertThat(w.drops()).isEqualTo(data == null ? List.of() : List.of(data));
        assertThat(w.info().drops()).isEqualTo(data == null ? 0 : 1);
        assertThat(w.info().segsIn()).isEqualTo(data == null ? 3 : 2);
        assertThat(w.stack.linux().get(LinuxMib.TCP_MD5_UNEXPECTED)).isEqualTo(name.equals("MD5") ? 1 : 0);
    }

    @Test
    void aSignedSegmentToAClosedPortGetsNoReset() {
        Wire w = new Wire(TcpSettings.defaults());
        assertThat(w.send(TcpHeader.SYN, 0, 0, 0)).hasSize(1);
        w.options = HexFormat.of().parseHex(MD5);
        assertThat(w.send(TcpHeader.SYN, 0, 0, 0)).isEmpty();
        assertThat(w.drops()).containsExactly("NO_SOCKET");
    }

    @Test
    void anUnacceptedConnectionThatIsOverKeepsItsPlaceInTheAcceptQueue() {
        Wire w = new Wire(TcpSettings.defaults().withListeners(List.of(new Listener(null, 80, 0, 0))));
        w.send(TcpHeader.SYN, 0, 0, 0);
        w.send(TcpHeader.ACK, 1, 1, 0);
        w.send(TcpHeader.RST, 1, 0, 0);
        w.sport++;
        assertThat(w.send(TcpHeader.SYN, 0, 0, 0)).isEmpty();
        assertThat(w.drops()).containsExactly("TCP_LISTEN_OVERFLOW");
        w.command(SockCommand.Kind.CLOSE, 0);
        assertThat(w.send(TcpHeader.SYN, 0, 0, 0)).hasSize(1);
    }
}
