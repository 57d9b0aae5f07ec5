package io.rxpath.socket.core;

import static io.rxpath.socket.core.SocketHarness.HTTP;
import static io.rxpath.socket.core.SocketHarness.SMALL_HTTP;
import static io.rxpath.socket.core.SocketHarness.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in, answers out. */
class HttpServerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String PIPELINE = String.join(
            "",
            GET,
            "\r\nHEAD /?q=1 HTTP/1.1\r\nHost: h\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 31\r\n\r\nGET / HTTP/1.1\r\nHost: trap\r\n\r\n\n",
            "GET /missing HTTP/1.1\nhost:h\n\n",
            "GET http://h/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

    private final SocketHarness h = new SocketHarness();

    private static String head(int status, String reason, String extra, int length, String connection) {
        return "HTTP/1.1 " + status + ' ' + reason + "\r\nDate: Sun, 09 Sep 2001 01:46:40 GMT\r\nServer: rxpath\r\n"
                + extra
                + "Content-Type: text/html; charset=utf-8\r\nContent-Length: " + length + "\r\nConnection: "
                + connection
                + "\r\n\r\n";
    }

    /** Status codes in {@code answers}, in order. */
    private static List<Integer> statuses(String answers) {
        return Arrays.stream(answers.split("HTTP/1\\.1 ", -1))
                .skip(1)
                .map(a -> Integer.parseInt(a.substring(0, 3)))
                .toList();
    }

    @Test
    void goldenPage() {
        h.open(1, HTTP).run().data(1, GET);
        String body = """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>rxpath</title></head>
                <body>
                <h1>rxpath</h1>
                <p>The receive path of the Linux kernel, taken apart: network card, softirq, IP, TCP and sockets are five
                services, and the <code>sk_buff</code>s between them are records.</p>
                <p>Your request came up through all of them on the connection</p>
                <pre>10.9.0.2:80 &lt;- 10.9.0.1:40001</pre>
                </body>
                </html>
                """;
        assertThat(h.text(1)).isEqualTo(head(200, "OK", "", body.length(), "keep-alive") + body);
        assertThat(h.connection(1).state()).isEqualTo("open");
        assertThat(h.log).hasSize(3).startsWith("ACCEPT 0", "COPIED " + GET.length());
    }

    @Test
    void headHasTheLengthOfThePageButNoBody() {
        h.open(1, HTTP).run().data(1, GET).open(2, HTTP).run().data(2, "HEAD" + GET.substring(3));
        String get = h.text(1);
        assertThat(h.text(2)).isEqualTo(get.substring(0, get.indexOf("\r\n\r\n") + 4));
    }

    @Test
    void refusalGolden() {
        h.open(1, HTTP).run().data(1, "PUT / HTTP/1.1\r\nHost: h\r\n\r\n");
        String body = "<!DOCTYPE html>\n<title>405</title>\n<h1>405 Method Not Allowed</h1>\n";
        assertThat(h.text(1))
                .isEqualTo(head(405, "Method Not Allowed", "Allow: GET, HEAD\r\n", body.length(), "keep-alive") + body);
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                row("plain GET", 200, true, GET),
                row("bare line feeds", 200, true, "GET / HTTP/1.1\nHost: h\n\n"),
                row("empty lines in front", 200, true, "\r\n\n\r\n" + GET),
                row("query is not part of the path", 200, true, "GET /?a=b HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("absolute form", 200, true, "GET http://host:80/ HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("absolute form without path", 200, true, "GET HTTP://host HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("empty Host", 200, true, "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
                row("HTTP/1.2 is HTTP/1.x", 200, true, "GET / HTTP/1.2\r\nHost: h\r\n\r\n"),
                row("HTTP/1.0 closes", 200, false, "GET / HTTP/1.0\r\n\r\n"),
                row("HTTP/1.0 with keep-alive", 200, true, "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"),
                row("Connection: close", 200, false, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
                row("close in a list", 200, false, "GET / HTTP/1.1\r\nHost: h\r\nConnection: te , CLOSE\r\n\r\n"),
                row("close wins", 200, false, "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n"),
                row("same length twice", 200, true, with("Content-Length: 0\r\nContent-Length: 0")),
                row("unknown fields", 200, true, with("X-Y: z\r\nAccept: */*")),
                row("field of odd token marks", 200, true, with("!#$%&'*+-.^_`|~09aZ: v")),
                row("obs-text in a value", 200, true, with("X: \u00e9\u00ff")),
                row("expect without a body", 200, true, with("Expect: 100-continue")),
                row("other path", 404, true, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("HEAD of another path", 404, true, "HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("asterisk", 405, true, "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("POST", 405, true, "POST / HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("method in lower case", 405, true, "get / HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("method counts before path", 405, true, "DELETE /x HTTP/1.1\r\nHost: h\r\n\r\n"),
                row(
                        "body that may not come",
                        405,
                        false,
                        "POST"
                                + with("Expect: 100-continue\r\nContent-Length: 5")
                                        .substring(3)),
                row("no Host", 400, false, "GET / HTTP/1.1\r\n\r\n"),
                row("two Hosts", 400, false, with("Host: g")),
                row("one word", 400, false, "GET\r\n\r\n"),
                row("two words", 400, false, "GET /\r\n\r\n"),
                row("four words", 400, false, "GET / HTTP/1.1 x\r\n\r\n"),
                row("two spaces", 400, false, "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("no method", 400, false, " / HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("method is no token", 400, false, "G(T / HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("control in the target", 400, false, "GET /\u0001 HTTP/1.1\r\nHost: h\r\n\r\n"),
                row("no version number", 400, false, "GET / HTTP\r\nHost: h\r\n\r\n"),
                row("version in lower case", 400, false, "GET / http/1.1\r\nHost: h\r\n\r\n"),
                row("TLS hello", 400, false, "\u0016\u0003\u0001\u0002\u0000\u0001\n\n"),
                row("space before the colon", 400, false, with("X : y")),
                row("no colon", 400, false, with("X")),
                row("empty field name", 400, false, with(": y")),
                row("folded line", 400, false, with("X: y\r\n z")),
                row("bare carriage return", 400, false, with("X: a\rb")),
                row("NUL in a value", 400, false, with("X: a\0b")),
                row("negative length", 400, false, with("Content-Length: -1")),
                row("length with a plus", 400, false, with("Content-Length: +1")),
                row("length list", 400, false, with("Content-Length: 5, 5")),
                row("empty length", 400, false, with("Content-Length:")),
                row("length beyond 64 bits", 400, false, with("Content-Length: 99999999999999999999")),
                row("two lengths", 400, false, with("Content-Length: 1\r\nContent-Length: 2")),
                row("length and chunks", 400, false, with("Content-Length: 1\r\nTransfer-Encoding: chunked")),
                row("chunks", 501, false, with("Transfer-Encoding: chunked")),
                row("HTTP/2 preface", 505, false, "PRI * HTTP/2.0\r\n\r\n"),
                row("HTTP/0.9 with version", 505, false, "GET / HTTP/0.9\r\n\r\n"));
    }

    private static Arguments row(String name, int status, boolean keepAlive, String request) {
        return Arguments.of(name, status, keepAlive, request);
    }

    private static String with(String fields) {
        return "GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n";
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("requests")
    void answer(String name, int status, boolean keepAlive, String request) {
        h.open(1, HTTP).run().data(1, request);
        assertThat(statuses(h.text(1))).containsExactly(status);
        assertThat(h.text(1)).contains("\r\nConnection: " + (keepAlive ? "keep-alive" : "close") + "\r\n");
        if (keepAlive) {
            assertThat(h.connection(1).state()).isEqualTo("open");
            h.data(1, GET);
            assertThat(statuses(h.text(1))).containsExactly(status, 200);
        } else {
            assertThat(h.log.get(h.log.size() - 1)).isIn("CLOSE 0", "SHUTDOWN 0");
        }
        h.fin(1).run();
        assertThat(h.connection(1).state()).isEqualTo("closed");
        assertThat(h.log).endsWith("CLOSE 0");
    }

    @Test
    void pipelinedRequestsInOneSkb() {
        h.open(1, HTTP).run().data(1, PIPELINE);
        assertThat(statuses(h.text(1))).containsExactly(200, 200, 405, 404, 200);
        assertThat(h.connection(1).state()).isEqualTo("closed");
        assertThat(h.log).hasSize(4).endsWith("CLOSE 0");
    }

    @Test
    void splitAtEveryByte() {
        h.open(1, HTTP).run().data(1, PIPELINE);
        String whole = h.text(1);
        byte[] all = bytes(PIPELINE);
        for (int cut = 1; cut < all.length; cut++) {
            long cookie = 1L + cut;
            h.open(cookie, HTTP).run();
            h.data(cookie, Arrays.copyOfRange(all, 0, cut)).data(cookie, Arrays.copyOfRange(all, cut, all.length));
            assertThat(h.text(cookie).replaceAll("10.9.0.1:4[0-9]{4}", "10.9.0.1:40001"))
                    .as("cut at %d", cut)
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest(name = "pieces of {0} bytes, each in a wake-up of its own")
    @ValueSource(ints = {1, 2, 3, 7, 50})
    void manyPieces(int size) {
        h.open(1, HTTP).run();
        byte[] all = bytes(PIPELINE);
        for (int at = 0; at < all.length; at += size) {
            h.data(1, Arrays.copyOfRange(all, at, Math.min(all.length, at + size)));
        }
        assertThat(statuses(h.text(1))).containsExactly(200, 200, 405, 404, 200);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            one byte too long,      8193, 431
            just fits,              8192, 200
            much too long,         50000, 431
            """)
    void longestHead(String name, int length, int status) {
        String request = with("X: " + "a".repeat(length - with("X: ").length()));
        assertThat(request).hasSize(length);
        h.open(1, HTTP).run().data(1, request);
        assertThat(statuses(h.text(1))).containsExactly(status);
    }

    @Test
    void longHeadByteByByte() {
        h.open(1, HTTP).run();
        String request = with("X: " + "a".repeat(8192 - with("X: ").length()));
        for (int i = 0; i < request.length(); i++) {
            h.data(1, request.substring(i, i + 1));
        }
        assertThat(statuses(h.text(1))).containsExactly(200);
    }

    @Test
    void refusedClientIsListenedToUntilItCloses() {
        h.open(1, HTTP).run().data(1, "nonsense\r\n\r\n");
        assertThat(h.takeLog()).endsWith("SHUTDOWN 0");
        h.data(1, GET);
        assertThat(h.takeLog()).containsExactly("COPIED " + (12 + GET.length()));
        h.fin(1).run();
        assertThat(h.log).containsExactly("CLOSE 0");
        assertThat(statuses(h.text(1))).containsExactly(400);
        assertThat(h.drops).isEmpty();
    }

    @Test
    void silentClientIsClosedAfterFiveSeconds() {
        h.open(1, HTTP).run().data(1, "nonsense\r\n\r\n").takeLog();
        h.pass(4_999_999_999L);
        assertThat(h.log).isEmpty();
        h.pass(1);
        assertThat(h.log).containsExactly("CLOSE 0");
    }

    @Test
    void talkativeClientIsClosedAfterThirtySeconds() {
        h.open(1, HTTP).run().data(1, "nonsense\r\n\r\n").takeLog();
        for (int i = 0; i < 7; i++) {
            h.pass(4_000_000_000L).data(1, "x");
        }
        assertThat(h.log).doesNotContain("CLOSE 0");
        h.pass(2_000_000_000L);
        assertThat(h.log).endsWith("CLOSE 0");
    }

    @Test
    void answerWaitsForRoomAndThenGoesOn() {
        h.open(1, HTTP).run().data(1, GET);
        String whole = h.text(1);
        h.open(2, SMALL_HTTP).run().data(2, GET + GET);
        assertThat(h.text(2)).isEqualTo(whole.substring(0, 16));
        for (int space = 17; space <= 2 * whole.length(); space++) {
            h.writeSpace(2, space);
            assertThat(h.written(2)).hasSize(space);
        }
        assertThat(h.text(2)).isEqualTo((whole + whole).replace("40001", "40002"));
    }

    @Test
    void readsNoFurtherWhileAnAnswerWaits() {
        h.open(1, SMALL_HTTP).run().data(1, GET).takeLog();
        for (int i = 0; i < 1000; i++) {
            h.data(1, GET);
        }
        assertThat(h.log).isEmpty();
        assertThat(h.connection(1).queuedBytes()).isEqualTo(1000 * GET.length());
        h.writeSpace(1, 10_000_000);
        assertThat(statuses(h.text(1))).hasSize(1001).containsOnly(200);
    }

    @Test
    void finWhileAnswersWait() {
        h.open(1, SMALL_HTTP).run().queue(1, bytes(GET + GET)).fin(1).run();
        assertThat(h.connection(1).state()).isEqualTo("open");
        h.writeSpace(1, 100);
        assertThat(h.log).doesNotContain("CLOSE 0");
        h.writeSpace(1, 10_000);
        assertThat(statuses(h.text(1))).containsExactly(200, 200);
        assertThat(h.log).endsWith("CLOSE 0");
    }

    @Test
    void finInTheMiddleOfARequest() {
        h.open(1, HTTP).queue(1, bytes("GET / HT")).fin(1).run();
        assertThat(h.text(1)).isEmpty();
        assertThat(h.log).endsWith("CLOSE 0");
    }

    @Test
    void finInTheMiddleOfABody() {
        h.open(1, HTTP)
                .queue(1, bytes("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345"))
                .fin(1)
                .run();
        assertThat(statuses(h.text(1))).containsExactly(405);
        assertThat(h.log).endsWith("CLOSE 0");
    }

    @Test
    void resetWhileAnAnswerWaits() {
        h.open(1, SMALL_HTTP)
                .run()
                .data(1, GET)
                .queue(1, bytes(GET))
                .error(1, 104)
                .run();
        assertThat(h.connection(1).state()).isEqualTo("reset");
        assertThat(h.log).endsWith("drop 1 SOCKET_CLOSE@tcp_close", "CLOSE 1");
    }

    @Test
    void bodyLongerThanTwoGigabytesIsCountedRight() {
        h.open(1, HTTP).run().data(1, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000000\r\n\r\n");
        h.data(1, GET);
        assertThat(statuses(h.text(1))).containsExactly(405);
        assertThat(h.connection(1).queuedBytes()).isZero();
    }
}
