package io.rxpath.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private final MalformedRecordException fault = new MalformedRecordException(2, "list version 1 expected, got 9");

    private static Map<String, String> headers(ProducerRecord<byte[], byte[]> letter) {
        Map<String, String> headers = new TreeMap<>();
        letter.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.US_ASCII)));
        return headers;
    }

    @Test
    void shouldKeepTheBytesAndSayWhereTheyCameFrom() {
        byte[] value = {1, 2, 3};

        ProducerRecord<byte[], byte[]> letter = DeadLetters.of("nic", "wire.rx", 3, 4711, value, fault);

        assertThat(letter.topic()).isEqualTo("dead.letter");
        assertThat(letter.partition()).isZero();
        assertThat(letter.value()).isSameAs(value);
        assertThat(headers(letter))
                .isEqualTo(Map.of(
                        "rxpath-layer", "nic",
                        "rxpath-origin", "wire.rx-3@4711",
                        "rxpath-reason", "byte 2: list version 1 expected, got 9"));
    }

    @Test
    void shouldCarryARecordWithoutValue() {
        ProducerRecord<byte[], byte[]> letter = DeadLetters.of("nic", "wire.rx", 0, 0, null, fault);

        assertThat(letter.value()).isNull();
        assertThat(headers(letter)).containsEntry("rxpath-origin", "wire.rx-0@0");
    }
}
