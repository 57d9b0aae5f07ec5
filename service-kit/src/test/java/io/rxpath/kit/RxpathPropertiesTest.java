package io.rxpath.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RxpathPropertiesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            no partition             | 0  | a   | 10    | rxpath.partitions: 0 is not between 1 and 64
            too many partitions      | 65 | a   | 10    | rxpath.partitions: 65 is not between 1 and 64
            no commit interval       | 4  | a   | 0     | rxpath.commit-interval-ms: 0 is not between 1 and 10000
            too long between commits | 4  | a   | 10001 | rxpath.commit-interval-ms: 10001 is not between 1 and 10000
            a path as instance       | 4  | a/b | 10    | rxpath.instance: 'a/b' may hold letters, digits, . _ - only
            an empty instance        | 4  | ""  | 10    | rxpath.instance: '' may hold letters, digits, . _ - only
            """)
    void shouldNameSettingValueAndRange(String name, int partitions, String instance, int commit, String message) {
        assertThatThrownBy(() -> new RxpathProperties(null, partitions, instance, commit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"least, 1, A, 1", "greatest, 64, a-b_c.9, 10000"})
    void shouldTakeTheWholeRange(String name, int partitions, String instance, int commit) {
        assertThat(new RxpathProperties(null, partitions, instance, commit).partitions())
                .isEqualTo(partitions);
    }
}
