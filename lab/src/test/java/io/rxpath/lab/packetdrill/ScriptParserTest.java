package io.rxpath.lab.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.lab.packetdrill.parse.ScriptParser;
import io.rxpath.lab.packetdrill.script.Action;
import io.rxpath.lab.packetdrill.script.Event;
import io.rxpath.lab.packetdrill.script.EventTime;
import io.rxpath.lab.packetdrill.script.Expr;
import io.rxpath.lab.packetdrill.script.Script;
import io.rxpath.lab.packetdrill.script.TcpFlags;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parser makes of each part of the language, and what it says of mistakes. */
class ScriptParserTest {
    private static Script parse(String text) {
        return ScriptParser.parse("t.pkt", text, Map.of("COOKIE", "a1b2c3d4"));
    }

    private static Action action(String line) {
        return parse(line).events().get(0).action();
    }

    private static Action.Tcp tcp(String line) {
        return (Action.Tcp) action(line);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "0, ABSOLUTE, 0, 0",
        "1.5, ABSOLUTE, 1500000, 1500000",
        ".25, ABSOLUTE, 250000, 250000",
        "+0, RELATIVE, 0, 0",
        "+.000001, RELATIVE, 1, 1",
        "+0.1, RELATIVE, 100000, 100000",
        "*, ANY, 0, 0",
        "1~2, ABSOLUTE_RANGE, 1000000, 2000000",
        "+.1~+.3, RELATIVE_RANGE, 100000, 300000"
    })
    void times(String text, EventTime.Kind kind, long from, long to) {
        assertThat(parse(text + " > . 1:1(0) ack 1").events().get(0).time()).isEqualTo(new EventTime(kind, from, to));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "S, 2, false",
        "S., 18, false",
        "., 16, false",
        "-, 0, false",
        "FP., 25, false",
        "PU., 56, false",
        "SEW, 194, false",
        "SEWA, 450, false",
        "P.5, 344, true",
        ".7, 464, true",
        "R5., 340, true"
    })
    void flags(String text, int bits, boolean ace) {
        assertThat(tcp("0 > " + text + " 1:1(0) ack 1").flags()).isEqualTo(new TcpFlags(bits, ace));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "mss 1000,nop,wscale 7 | 020403e801030307",
                "sackOK,eol,eol | 04020000",
                "nop,nop,TS val 1 ecr 4294967295 | 0101080a00000001ffffffff",
                "nop,nop,sack 1:2 3:4 | 010105120000000100000002000000030000000 4",
                "FO COOKIE,nop,nop | 2206a1b2c3d40101",
                "FO,nop,nop | 22020101",
                "FOEXP COOKIE | fe08f989a1b2c3d4",
                "ECN e1b 1 ceb 2 e0b 3,nop | ae0b00000100000200000301",
                "ECN e0b 1 ceb 2,nop,nop,nop,nop | ac0800000100000201010101",
                "md5 000102030405060708090a0b0c0d0e0f,nop,nop | 1312000102030405060708090a0b0c0d0e0f0101"
            })
    void options(String text, String hex) {
        StringBuilder bytes = new StringBuilder();
        Objects.requireNonNull(tcp("0 > . 1:1(0) ack 1 <" + text + ">").options())
                .forEach(o -> {
                    bytes.append(String.format("%02x", o.kind()));
                    if (o.length() > 1) {
                        bytes.append(String.format("%02x", o.length()));
                    }
                    for (byte b : o.data()) {
                        bytes.append(String.format("%02x", b));
                    }
                });
        assertThat(bytes.toString()).isEqualTo(hex.replace(" ", ""));
    }

    @Test
    void unknownOptionsOfOutboundPacketsDoNotMatter() {
        assertThat(tcp("0 > . 1:1(0) ack 1 <...>").options()).isNull();
        assertThat(tcp("0 > . 1:1(0) ack 1").options()).isEmpty();
    }

    @Test
    void packetFields() {
        Action.Tcp p = tcp("+0 < [ce] 7 > 8 PU. 4294967295:99(100) ack 4294967294 win 65535 urg 3");
        assertThat(p.inbound()).isTrue();
        assertThat(p.ip().tos()).isEqualTo(3);
        assertThat(List.of(p.sourcePort(), p.destPort(), p.payload(), p.window(), p.urgent()))
                .containsExactly(7, 8, 100, 65535, 3);
        assertThat(Integer.toUnsignedLong(p.seq())).isEqualTo(4294967295L);
        assertThat(Integer.toUnsignedLong(p.ack())).isEqualTo(4294967294L);
        Action.Icmp icmp = (Action.Icmp) action("0 < icmp unreachable frag_needed mtu 1400 [1:1001(1000)]");
        assertThat(List.of(icmp.type(), icmp.code())).containsExactly("unreachable", "frag_needed");
        assertThat(List.of(icmp.mtu(), icmp.seq(), icmp.payload())).containsExactly(1400, 1, 1000);
    }

    @Test
    void callsAndExpressions() {
        Action.SystemCall poll = (Action.SystemCall) action("+0...0.25 poll([{fd=4, events=POLLIN|POLLOUT,"
                + " revents=POLLIN}], 1, 0x10) = -1 EINTR (Interrupted system call)");
        assertThat(poll.endUsecs()).isEqualTo(250_000);
        assertThat(List.of(poll.name(), poll.errno(), poll.note()))
                .containsExactly("poll", "EINTR", "Interrupted system call");
        Expr.Array array = (Expr.Array) poll.arguments().get(0);
        Expr.Struct pollfd = (Expr.Struct) array.items().get(0);
        assertThat(pollfd.field("events"))
                .isEqualTo(new Expr.Or(List.of(new Expr.Word("POLLIN"), new Expr.Word("POLLOUT"))));
        assertThat(poll.arguments().get(2)).isEqualTo(new Expr.Int(16));
        Action.SystemCall msg = (Action.SystemCall)
                action(
                        "0 recvmsg(4, {msg_name(...)=..., msg_iov(2)=[{..., 5}, {..., 6}],"
                                + " msg_flags=0, msg_control=[{cmsg_level=SOL_TCP, cmsg_type=TCP_CM_INQ, cmsg_data=1}]}, 0) = 11");
        assertThat(((Expr.Struct) msg.arguments().get(1)).fields().keySet())
                .containsExactly("msg_name", "msg_iov", "msg_flags", "msg_control");
        Action.SystemCall bind = (Action.SystemCall)
                action(
                        "0 bind(3, {sa_family = AF_INET, sin_port = htons(8080), sin_addr = inet_addr(\"192.0.2.7\")}, ...) = 0");
        assertThat(((Expr.Struct) bind.arguments().get(1)).field("sin_port"))
                .isEqualTo(new Expr.Call("htons", List.of(new Expr.Int(8080))));
    }

    @Test
    void wholeScript() {
        Script script = parse("""
                // about
                --mss=1000
                --tolerance_usecs=5 // why
                `first
                command`
                /* a
                   comment */
                 0 `second`
                +0 %{ assert a == 1 }%
                +0 read(3, ..., 1) = 0
                `last`
                """);
        assertThat(script.options())
                .containsExactly(new Script.Option(2, "mss", "1000"), new Script.Option(3, "tolerance_usecs", "5"));
        assertThat(script.before()).containsExactly(new Script.Command(4, "first\ncommand"));
        assertThat(script.after()).containsExactly(new Script.Command(11, "last"));
        assertThat(script.events().stream().map(Event::line)).containsExactly(8, 9, 10);
        assertThat(script.events().get(1).action()).isEqualTo(new Action.Code(" assert a == 1 "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0 < X 1:1(0) | t.pkt:1: semantic error: expected TCP flags but found 'X'",
                "0 < S 1:5(3) | t.pkt:1: semantic error: inconsistent TCP sequence numbers and payload size",
                "0 < S 0:0(0) win 70000 | t.pkt:1: semantic error: win out of range: 70000",
                "0 < S 0:0(0) <...> | t.pkt:1: semantic error: <...> for TCP options can only be used with outbound packets",
                "0 < S 0:0(0) <mss 5> <nop> | t.pkt:1: syntax error: expected the time of an event but found '<'",
                "0 < S 0:0(0) <nop> | t.pkt:1: semantic error: TCP options are not padded correctly to ensure TCP header is a multiple of 4 bytes: 1 excess bytes",
                "0 < S 0:0(0) <foo> | t.pkt:1: syntax error: expected a TCP option but found 'foo'",
                "0 < udp (10) | t.pkt:1: semantic error: udp packets are not supported, expected TCP or icmp",
                "* < S 0:0(0) | t.pkt:1: semantic error: event time <star> can only be used with outbound packets",
                "1~2 read(3) = 0 | t.pkt:1: semantic error: event time range can only be used with outbound packets",
                "2~1 > . 1:1(0) | t.pkt:1: semantic error: time range is backwards",
                "0 read(3, ..., 1) | t.pkt:1: syntax error: expected '=' but found the end of the script",
                "0 read(3 ..., 1) = 0 | t.pkt:1: syntax error: expected ')' but found '.'",
                "0 `sysctl | t.pkt:1: syntax error: the command has no end",
                "--mss=1 | t.pkt:1: syntax error: the script has no event"
            })
    void mistakes(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        ScriptException.class, e -> assertThat(e.report()).isEqualTo(message));
    }
}
