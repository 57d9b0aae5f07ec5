package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever bytes come in: a reader returns records or throws MalformedRecordException, and nothing else. */
class RecordFuzzTest {
    /** Times seven kinds: 21,000 inputs. */
    private static final int INPUTS = 3_000;

    @ParameterizedTest(name = "{0}")
    @EnumSource(RecordKind.class)
    void shouldReadOrRefuseAnything(RecordKind kind) {
        Random random = new Random(20_000 + kind.code());
        int read = 0;
        int refused = 0;
        List<String> others = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            byte[] value = damaged(Samples.write(kind, Samples.some(kind, random)), random);
            try {
                // Describing touches every field, so a record that only looks read would show.
                Samples.describe(Samples.read(kind, value));
                read++;
            } catch (MalformedRecordException e) {
                assertThat(e.getMessage()).matches("byte \\d+: .+");
                refused++;
            } catch (RuntimeException e) {
                others.add("input " + i + " " + Samples.hex(value) + ": " + e);
            }
        }

        assertThat(others).isEmpty();
        assertThat(read).as("inputs that were still records").isPositive();
        assertThat(refused).as("inputs that were refused").isGreaterThan(INPUTS / 10);
        assertThat(read + refused).isEqualTo(INPUTS);
    }

    private static byte[] damaged(byte[] value, Random random) {
        byte[] a = value;
        switch (random.nextInt(5)) {
            case 0 -> a = Arrays.copyOf(a, random.nextInt(a.length));
            case 1 -> a = Arrays.copyOf(a, a.length + 1 + random.nextInt(20));
            case 2 -> {
                // A truncation that the lengths around it do not show: the last item is shorter and says so.
                int cut = random.nextInt(20);
                a = Arrays.copyOf(a, Math.max(12, a.length - cut));
                Bytes.put32(a, 8, a.length - 12);
                Bytes.put32(a, 4, 1);
            }
            case 3 -> {
                for (int n = 1 + random.nextInt(8); n > 0; n--) {
                    a[random.nextInt(a.length)] = (byte) random.nextInt();
                }
            }
            default -> {
                for (int n = 1 + random.nextInt(3); n > 0; n--) {
                    a[random.nextInt(a.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return a;
    }
}
