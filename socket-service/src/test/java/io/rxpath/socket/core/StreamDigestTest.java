package io.rxpath.socket.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamDigestTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            FIPS 180 one block  | abc                                                      | ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
            FIPS 180 two blocks | abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq | 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1
            nothing             | ''                                                       | e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            """)
    void publishedVector(String name, String text, String expected) {
        StreamDigest digest = new StreamDigest();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        digest.update(bytes, 0, bytes.length);
        assertThat(digest.hex()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 1460, 100_003})
    void equalsTheJdksDigestHoweverItIsCut(int length) throws Exception {
        SplittableRandom random = new SplittableRandom(length);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        StreamDigest digest = new StreamDigest();
        int at = 0;
        while (at < length) {
            int n = Math.min(length - at, random.nextInt(1, 200));
            digest.update(bytes, at, n);
            at += n;
            if (random.nextInt(4) == 0) {
                digest = new StreamDigest(digest.state());
                assertThat(digest.hex()).isEqualTo(jdk(Arrays.copyOf(bytes, at)));
            }
        }
        assertThat(digest.hex()).isEqualTo(jdk(bytes));
    }

    private static String jdk(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void stateOfAnotherFormIsRefused() {
        assertThatThrownBy(() -> new StreamDigest(new byte[7]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a digest's state of 7 bytes, expected 104");
    }
}
