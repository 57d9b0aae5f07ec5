package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EthernetFcsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the check value of CRC-32, 123456789, cbf43926",
        "one letter, a, e8b7be43",
        "three letters, abc, 352441c2",
        "nothing, '', 00000000",
    })
    void shouldComputeKnownValues(String name, String text, String expected) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);

        assertThat(HexFormat.of().toHexDigits(EthernetFcs.compute(bytes, 0, bytes.length)))
                .isEqualTo(expected);
    }

    @Test
    void shouldResetTheCrcItIsGiven() {
        CRC32 crc = new CRC32();
        crc.update(7);
        byte[] bytes = "..123456789..".getBytes(StandardCharsets.US_ASCII);

        assertThat(EthernetFcs.compute(crc, bytes, 2, 9)).isEqualTo(0xcbf43926);
    }

    @Test
    void shouldAppendLeastSignificantByteFirst() {
        byte[] frame = Arrays.copyOf("123456789".getBytes(StandardCharsets.US_ASCII), 13);

        EthernetFcs.append(frame, 0, 9);

        assertThat(HexFormat.of().formatHex(frame, 9, 13)).isEqualTo("2639f4cb");
        assertThat(EthernetFcs.valid(frame, 0, 13)).isTrue();
    }

    @Test
    void shouldLeaveTheResidueOfTheStandardBehindAFrameWithItsFcs() {
        byte[] frame = new byte[64];
        new Random(5).nextBytes(frame);
        EthernetFcs.append(frame, 0, 60);

        // A receiver that runs the CRC over the FCS too finds this constant (complement of 0xdebb20e3).
        assertThat(EthernetFcs.compute(frame, 0, 64)).isEqualTo(0x2144df1c);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldDetectEverySingleBitError(long seed) {
        byte[] frame = new byte[3 + 64];
        new Random(seed).nextBytes(frame);
        EthernetFcs.append(frame, 3, 60);
        assertThat(EthernetFcs.valid(frame, 3, 64)).isTrue();

        for (int bit = 0; bit < 64 * 8; bit++) {
            frame[3 + bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(EthernetFcs.valid(frame, 3, 64)).as("bit %d", bit).isFalse();
            frame[3 + bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 3})
    void shouldCallInvalidWhatIsShorterThanAnFcs(int len) {
        assertThat(EthernetFcs.valid(new byte[len], 0, len)).isFalse();
    }
}
