package io.rxpath.socket.core;

import static io.rxpath.socket.core.SocketHarness.ECHO;
import static io.rxpath.socket.core.SocketHarness.HTTP;
import static io.rxpath.socket.core.SocketHarness.MS;
import static io.rxpath.socket.core.SocketHarness.SINK;
import static io.rxpath.socket.core.SocketHarness.SLOW;
import static io.rxpath.socket.core.SocketHarness.SMALL_ECHO;
import static io.rxpath.socket.core.SocketHarness.SMALL_HTTP;
import static io.rxpath.socket.core.SocketHarness.bytes;
import static io.rxpath.socket.core.SocketHarness.fragmented;
import static io.rxpath.socket.core.SocketHarness.pattern;
import static io.rxpath.socket.core.SocketHarness.sha256;
import static io.rxpath.socket.core.SocketHarness.skb;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.Hop;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is saved, how much of it, and that nobody can tell a restart from the outside. */
class SocketStateTest {
    private static final int[] PORTS = {SINK, ECHO, HTTP, SLOW, SMALL_ECHO, SMALL_HTTP};

    private final SocketHarness h = new SocketHarness();

    @Test
    void onlyWhatChangedIsWritten() {
        h.open(1, SLOW)
                .open(2, SLOW)
                .run()
                .queue(1, pattern(0, 500))
                .queue(2, pattern(0, 500))
                .run()
                .save();
        assertThat(h.storeLog).containsExactlyInAnyOrder("put 1", "put 1", "put 2", "put 2", "put 3");
        h.storeLog.clear();
        h.save();
        assertThat(h.storeLog).isEmpty();
        h.queue(2, pattern(500, 10)).run().save();
        assertThat(h.storeLog).containsExactly("put 1", "put 2", "put 3");
    }

    @Test
    void aQueuedSkbIsWrittenOnceAndDeletedOnce() {
        h.open(1, SLOW).queue(1, pattern(0, 250)).run().save();
        h.storeLog.clear();
        h.pass(20 * MS).save();
        assertThat(h.storeLog).containsExactly("put 1", "put 3");
        h.storeLog.clear();
        h.pass(20 * MS).save();
        assertThat(h.storeLog).containsExactly("delete 2", "put 1", "put 3");
    }

    @Test
    void whatCameAndWentBetweenTwoSavesIsNeverWritten() {
        h.open(1, SINK).run().save();
        h.storeLog.clear();
        for (int i = 0; i < 100; i++) {
            h.data(1, pattern(100L * i, 100));
        }
        h.save();
        assertThat(h.storeLog).containsExactly("put 1", "put 3");
    }

    @Test
    void aClosedSocketLeavesOnlyItsListEntry() {
        h.open(1, SLOW).queue(1, pattern(0, 500)).run().save();
        h.error(1, 104).fin(1).pass(1000 * MS).save();
        assertThat(h.store.keySet().stream().map(k -> k.substring(0, 2))).containsExactly("03", "04");
    }

    @Test
    void aConnectionShorterThanACommitIsOnlyListed() {
        h.open(1, SINK).queue(1, pattern(0, 5)).fin(1).run().save();
        assertThat(h.storeLog).containsExactly("put 4", "put 3");
    }

    @Test
    void digestsGoOnAfterARestart() {
        h.open(1, SINK).open(2, ECHO).run();
        for (int i = 0; i < 130; i++) {
            h.data(1, pattern(i * 7L, 7)).data(2, pattern(i * 3L, 3)).save().restart();
        }
        assertThat(h.connection(1).sha256()).isEqualTo(sha256(pattern(0, 910)));
        assertThat(h.connection(2).sha256Sent()).isEqualTo(sha256(pattern(0, 390)));
        assertThat(h.connection(2).bytesSent()).isEqualTo(390);
    }

    @Test
    void listingADigestDoesNotDisturbIt() {
        h.open(1, SINK).run();
        for (int i = 0; i < 20; i++) {
            h.data(1, pattern(i * 13L, 13));
            assertThat(h.connection(1).sha256()).isEqualTo(sha256(pattern(0, (i + 1) * 13)));
        }
    }

    @Test
    void aHalfReadFragmentedSuperPacketSurvives() {
        SkBuff skb = fragmented(pattern(0, 2500), 100, 700);
        skb.gsoSegs = 2;
        skb.passed(Hop.WIRE, h.now - 5000);
        h.open(1, SLOW).queue(1, skb).run().save().restart();
        assertThat(h.stack.heldSegments()).isEqualTo(2);
        assertThat(h.connection(1).queuedBytes()).isEqualTo(2400);
        h.pass(1000 * MS);
        assertThat(h.connection(1).sha256()).isEqualTo(sha256(pattern(0, 2500)));
        assertThat(h.received).hasSize(1);
        assertThat(h.received.get(0).hop(Hop.WIRE)).isEqualTo(1_000_000_000_000_000_000L - 5000);
    }

    @Test
    void nothingIsSaidTwiceAfterARestart() {
        h.open(1, SINK).open(2, SMALL_ECHO).open(3, SLOW).open(4, HTTP).run();
        h.data(1, "abc")
                .data(2, "0123456789abcdef")
                .data(3, "abc")
                .data(4, "nonsense\n\n")
                .save()
                .takeLog();
        h.restart().run();
        assertThat(h.log).isEmpty();
    }

    @Test
    void acceptIsSentAfterARestartIfItWasNotBefore() {
        h.open(1, SINK).queue(1, pattern(0, 10)).save().restart().run();
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 10");
    }

    @Test
    void sleepersKeepTheirTime() {
        h.open(1, SLOW).queue(1, pattern(0, 300)).run().save().restart().run();
        assertThat(h.stack.nextTimeoutNanos()).isEqualTo(h.now + 20 * MS);
        h.pass(20 * MS);
        assertThat(h.log).containsExactly("ACCEPT 0", "COPIED 100", "COPIED 200");
    }

    @Test
    void aTickMissedWhileDownIsReadAtOnce() {
        h.open(1, SLOW).queue(1, pattern(0, 300)).run().save().takeLog();
        h.now += 33 * MS;
        h.restart().run();
        assertThat(h.log).isEmpty();
        h.pass(0);
        assertThat(h.log).containsExactly("COPIED 200");
        assertThat(h.stack.nextTimeoutNanos()).isEqualTo(h.now + 20 * MS);
    }

    @Test
    void theRestOfABodyIsSkippedAfterARestart() {
        h.open(1, HTTP).run().data(1, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 30\r\n\r\n123");
        h.save().restart().data(1, "GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(h.text(1)).startsWith("HTTP/1.1 405").containsOnlyOnce("HTTP/1.1 404");
        assertThat(h.text(1)).doesNotContain("HTTP/1.1 200", "HTTP/1.1 400");
    }

    @Test
    void lingeringSurvives() {
        h.open(1, HTTP).run().data(1, "nonsense\n\n").pass(3_000_000_000L);
        h.save().restart().run().takeLog();
        h.pass(1_999_999_999L);
        assertThat(h.log).isEmpty();
        h.pass(1);
        assertThat(h.log).containsExactly("CLOSE 0");
    }

    @Test
    void aConnectionKeepsTheSettingsItBeganWith() {
        h.open(1, SMALL_ECHO).run().data(1, pattern(0, 30)).save();
        h.stack = new SocketStack(new SocketSettings(List.of(App.sink(SMALL_ECHO))), h);
        h.store.forEach((k, v) -> h.stack.load(HexFormat.of().parseHex(k), v));
        h.stack.loaded(h.now);
        h.run().writeSpace(1, 30);
        assertThat(h.connection(1).app()).isEqualTo("echo");
        assertThat(h.written(1)).isEqualTo(pattern(0, 30));
    }

    @Test
    void closedListAndCountersSurvive() {
        for (int i = 1; i <= ClosedSocks.MAX + 3; i++) {
            h.open(i, SINK).queue(i, pattern(0, i % 7)).fin(i).run();
            if (i % 100 == 0) {
                h.save().restart();
            }
        }
        Collection<AppConnection> before = h.stack.connections();
        h.save().restart();
        assertThat(h.stack.connections()).containsExactlyElementsOf(before).hasSize(ClosedSocks.MAX);
        assertThat(h.stat(SocketStat.ACCEPTED)).isEqualTo(ClosedSocks.MAX + 3);
        h.open(5000, SINK).fin(5000).run();
        assertThat(h.stack.connections())
                .last()
                .extracting(AppConnection::cookie)
                .isEqualTo(5000L);
    }

    @Test
    void dropsSurviveInTheLedger() {
        h.event(SockEvent.Kind.DATA, 9, 0, skb(pattern(0, 10), 3));
        h.open(1, SLOW).queue(1, pattern(0, 500)).run().save().restart();
        assertThat(h.stack.ledger().snapshot(h.stack.heldSegments()).dropped()).containsEntry("NO_SOCKET", 3L);
        assertThat(h.stack.ledger().snapshot(h.stack.heldSegments()).held()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            unknown part        | 09               | 01   | saved part of type 9, expected 1..8
            empty key           | ''               | 01   | saved part of 0 bytes ends where 1 more are expected at 0
            later version       | 010000000000000001 | 03 | saved socket has version 3, expected version 2
            cut socket          | 010000000000000001 | 020000 | saved part of 3 bytes ends where 1 more are expected at 3
            key too long        | 0300             | %s   | key of a saved part of type 3 has 2 bytes
            later skb           | 0200000000000000010000000000000000 | 07 | saved skb has version 7, expected version 1
            """)
    void badPart(String name, String key, String value, String message) {
        h.save();
        h.open(1, SINK).run().save();
        byte[] part = value.equals("%s") ? h.store.get("03") : HexFormat.of().parseHex(value);
        assertThat(part).isNotNull();
        SocketStack fresh = new SocketStack(SocketHarness.SETTINGS, h);
        assertThatThrownBy(() -> fresh.load(HexFormat.of().parseHex(key), java.util.Objects.requireNonNull(part)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    @ParameterizedTest(name = "without {0}")
    @CsvSource(delimiter = '|', textBlock = """
            its socket    | 010000000000000001                 | saved skbs of sockets that were not saved: [1]
            the last skb  | 02000000000000000100000000000000fa | socket 1: saved queue ends at 250, expected 260
            the first skb | 0200000000000000010000000000000000 | socket 1: saved skb at 250, expected 100
            """)
    void missingPart(String name, String key, String message) {
        h.open(1, SLOW)
                .run()
                .queue(1, pattern(0, 250))
                .queue(1, pattern(250, 10))
                .run()
                .pass(20 * MS)
                .save();
        assertThat(h.store.remove(key)).isNotNull();
        assertThatThrownBy(h::restart).isInstanceOf(IllegalStateException.class).hasMessage(message);
    }

    /** Two socket layers get the same random life; one of them dies again and again. */
    @ParameterizedTest(name = "twins, seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void twins(long seed) {
        SocketHarness calm = new SocketHarness();
        SocketHarness mortal = new SocketHarness();
        Random life = new Random(seed);
        Random death = new Random(seed + 1000);
        Map<Long, Integer> open = new TreeMap<>();
        Map<Long, Long> space = new TreeMap<>();
        for (int step = 1; step <= 600; step++) {
            List<SocketHarness> both = List.of(calm, mortal);
            long cookie = 1L + life.nextInt(12);
            int what = life.nextInt(100);
            long value = life.nextLong();
            boolean run = life.nextInt(3) == 0;
            for (SocketHarness one : both) {
                one.event(SockEvent.Kind.WRITE_SPACE, 777, 0, null);
                act(one, cookie, what, value, open, space);
                if (run) {
                    one.run().pass(Math.floorMod(value, 30) * MS);
                }
            }
            bookkeeping(cookie, what, value, open, space);
            if (death.nextInt(5) == 0) {
                mortal.save();
                if (death.nextInt(3) == 0) {
                    mortal.restart();
                }
            }
        }
        calm.run().pass(60_000 * MS);
        mortal.run().pass(60_000 * MS);
        for (long cookie = 1; cookie <= 12; cookie++) {
            assertThat(of(mortal, cookie)).as("commands of %d", cookie).isEqualTo(of(calm, cookie));
            assertThat(mortal.written(cookie)).as("bytes of %d", cookie).isEqualTo(calm.written(cookie));
        }
        assertThat(sorted(mortal)).isEqualTo(sorted(calm)).isNotEmpty();
        assertThat(mortal.stack.ledger().snapshot(mortal.stack.heldSegments()))
                .isEqualTo(calm.stack.ledger().snapshot(calm.stack.heldSegments()));
        for (SocketStat stat : SocketStat.values()) {
            if (stat != SocketStat.WAKEUPS) {
                assertThat(mortal.stat(stat)).as("%s", stat).isEqualTo(calm.stat(stat));
            }
        }
    }

    private static void act(
            SocketHarness one, long cookie, int what, long value, Map<Long, Integer> open, Map<Long, Long> space) {
        Integer port = open.get(cookie);
        if (port == null) {
            one.open(cookie, PORTS[(int) (cookie % PORTS.length)]);
        } else if (what < 60) {
            int n = 1 + Math.floorMod(value, 400);
            byte[] payload = port == HTTP || port == SMALL_HTTP
                    ? Arrays.copyOf(bytes("GET /" + value % 2 + " HTTP/1.1\r\nHost: " + value + "\r\n\r\n"), n)
                    : pattern(value, n);
            // An answer must be possible: full requests only, now and then cut.
            if ((port == HTTP || port == SMALL_HTTP) && n > 60) {
                payload = bytes("HEAD / HTTP/1.1\r\nHost: h\r\nX: " + "y".repeat(n) + "\r\n\r\n");
            }
            one.queue(cookie, skb(payload, 1 + n % 3));
        } else if (what < 85) {
            one.event(
                    SockEvent.Kind.WRITE_SPACE,
                    cookie,
                    space.getOrDefault(cookie, 0L) + Math.floorMod(value, 900),
                    null);
        } else if (what < 90) {
            one.event(SockEvent.Kind.DATA, cookie, 0, skb(new byte[1], 1));
        } else if (what < 93) {
            one.fin(cookie);
        } else if (what < 94) {
            one.error(cookie, 104);
        }
    }

    private static void bookkeeping(long cookie, int what, long value, Map<Long, Integer> open, Map<Long, Long> space) {
        if (!open.containsKey(cookie)) {
            open.put(cookie, PORTS[(int) (cookie % PORTS.length)]);
        } else if (what >= 60 && what < 85) {
            space.merge(cookie, (long) Math.floorMod(value, 900), Long::sum);
        }
    }

    private static List<String> of(SocketHarness one, long cookie) {
        List<String> mine = new ArrayList<>();
        for (String line : one.log) {
            boolean numbered = Character.isDigit(line.charAt(0));
            if (cookie == 1 ? !numbered && !line.startsWith("drop") : line.startsWith(cookie + ": ")) {
                mine.add(line);
            }
        }
        return mine;
    }

    private static List<AppConnection> sorted(SocketHarness one) {
        List<AppConnection> all = new ArrayList<>(one.stack.connections());
        all.sort((a, b) -> Long.compare(a.cookie(), b.cookie()));
        return all;
    }
}
