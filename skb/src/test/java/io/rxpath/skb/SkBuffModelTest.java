package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random calls, right ones and wrong ones, against a byte list that knows nothing of buffers. */
class SkBuffModelTest {
    private static final int CALLS = 400;

    /** What an skb means: the bytes in front that may be pushed back, and the packet. */
    private static final class Model {
        final List<Byte> front = new ArrayList<>();
        final List<Byte> packet = new ArrayList<>();
        int linear;
        int tailroom;

        boolean pull(int n) {
            if (n > linear) {
                return false;
            }
            for (int i = 0; i < n; i++) {
                front.add(packet.remove(0));
            }
            linear -= n;
            return true;
        }

        boolean push(int n) {
            if (n > front.size()) {
                return false;
            }
            for (int i = 0; i < n; i++) {
                packet.add(0, front.remove(front.size() - 1));
            }
            linear += n;
            return true;
        }

        boolean put(byte[] bytes) {
            if (bytes.length > (isPaged() ? 0 : tailroom)) {
                return false;
            }
            append(bytes);
            linear += bytes.length;
            tailroom -= bytes.length;
            return true;
        }

        void trim(int length) {
            while (packet.size() > length) {
                packet.remove(packet.size() - 1);
            }
            if (linear > length) {
                tailroom += linear - length;
                linear = length;
            }
        }

        void linearize() {
            if (isPaged()) {
                linear = packet.size();
                tailroom = 0;
            }
        }

        boolean eat(int n) {
            if (n > packet.size()) {
                return false;
            }
            if (n > linear) {
                linearize();
            }
            return pull(n);
        }

        void append(byte[] bytes) {
            for (byte b : bytes) {
                packet.add(b);
            }
        }

        boolean isPaged() {
            return packet.size() > linear;
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void shouldBehaveLikeAByteList(long seed) {
        Random random = new Random(seed);
        int size = random.nextInt(200);
        int headroom = size == 0 ? 0 : random.nextInt(size);
        SkBuff skb = SkBuff.alloc(size);
        Model model = new Model();
        skb.reserve(headroom);
        for (int i = 0; i < headroom; i++) {
            model.front.add((byte) 0);
        }
        model.tailroom = size - headroom;
        int refused = 0;

        for (int call = 0; call < CALLS; call++) {
            boolean expected = step(random, skb, model);
            refused += expected ? 0 : 1;
            SkBuffTest.checkInvariants(skb);
            assertThat(skb.toByteArray()).as("call %d", call).isEqualTo(bytes(model.packet));
            assertThat(skb.headroom()).as("headroom, call %d", call).isEqualTo(model.front.size());
            assertThat(skb.headLen()).as("linear, call %d", call).isEqualTo(model.linear);
            assertThat(skb.tailroom()).as("tailroom, call %d", call).isEqualTo(model.isPaged() ? 0 : model.tailroom);
        }

        assertThat(refused).as("calls refused: both kinds must occur").isBetween(1, CALLS - 1);
    }

    /** Does one call on both; returns whether the model accepts it, which the skb must agree with. */
    private static boolean step(Random random, SkBuff skb, Model model) {
        int n = random.nextInt(24);
        boolean expected = true;
        boolean done = true;
        try {
            switch (random.nextInt(8)) {
                case 0 -> {
                    expected = model.pull(n);
                    skb.pull(n);
                }
                case 1 -> {
                    expected = model.push(n);
                    skb.push(n);
                }
                case 2, 3 -> {
                    byte[] bytes = random(random, n);
                    expected = model.put(bytes);
                    int at = skb.put(n);
                    System.arraycopy(bytes, 0, skb.buf(), at, n);
                }
                case 4 -> {
                    int length = Math.max(0, model.packet.size() - n / 2);
                    model.trim(length);
                    skb.trim(length);
                }
                case 5 -> {
                    byte[] page = random(random, n + 1);
                    int offset = random.nextInt(page.length);
                    byte[] run = Arrays.copyOfRange(page, offset, page.length);
                    model.append(run);
                    skb.addFrag(new SkbFrag(page, offset, run.length));
                }
                case 6 -> {
                    if (n < 4) {
                        model.linearize();
                        skb.linearize();
                    }
                }
                default -> {
                    expected = model.eat(n);
                    skb.eat(n);
                }
            }
        } catch (IllegalStateException e) {
            done = false;
        }
        assertThat(done).as("accepted").isEqualTo(expected);
        return expected;
    }

    private static byte[] random(Random random, int n) {
        byte[] bytes = new byte[n];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(List<Byte> list) {
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = list.get(i);
        }
        return bytes;
    }
}
