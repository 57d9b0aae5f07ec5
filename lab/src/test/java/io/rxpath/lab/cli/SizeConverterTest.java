package io.rxpath.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class SizeConverterTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing,    0,    0",
        "bytes,      1500, 1500",
        "kilobytes,  500K, 500000",
        "small k,    5k,   5000",
        "megabytes,  2M,   2000000",
        "gigabytes,  3G,   3000000000",
    })
    void reads(String name, String text, long bytes) {
        assertThat(new SizeConverter().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "empty,          ''",
        "unit only,      K",
        "negative,       -1",
        "a fraction,     1.5M",
        "unknown unit,   5T",
        "beyond all,     1001G",
    })
    void refuses(String name, String text) {
        assertThatThrownBy(() -> new SizeConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' is not a size: expected a form like 1500, 500K or 2M");
    }
}
