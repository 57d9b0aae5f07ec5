package io.rxpath.lab.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.lab.packetdrill.eval.CodeException;
import io.rxpath.lab.packetdrill.eval.CodeRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small Python between %{ and }%. */
class CodeRunTest {
    private static final Map<String, Long> NAMES = Map.of("tcpi_a", 5L, "tcpi_b", 9L, "FLAG", 4L);

    private final List<String> printed = new ArrayList<>();
    private final CodeRun.Program program = new CodeRun.Program(printed::add);

    private void run(String code) {
        program.run(code, NAMES::get);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "assert tcpi_a == 5",
                "assert tcpi_a == 5, tcpi_a",
                "assert 1 < tcpi_a < tcpi_b <= 9",
                "assert (tcpi_a & FLAG) != 0, tcpi_a",
                "assert tcpi_a & FLAG == 4",
                "assert tcpi_a | 2 == 7",
                "assert not tcpi_a > tcpi_b",
                "assert tcpi_a == 6 or tcpi_b == 9 and True",
                "assert -3 // 2 == -2 and -3 % 2 == 1 and 7 / 2 == 3.5",
                "assert 1 << 4 == 0x10 and ~0 == -1 and 6 ^ 3 == 5",
                "assert (tcpi_a ==\n  5)",
                "assert tcpi_a == 5; assert tcpi_b == 9;",
                "x = tcpi_a * 2 # twice\nassert x == 10",
                "assert 'a' == \"a\""
            })
    void holds(String code) {
        assertThatCode(() -> run(code)).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "assert tcpi_a == 6 | AssertionError",
                "assert tcpi_a == 6, tcpi_a | AssertionError: 5",
                "assert 1 < tcpi_a < 4, 'too many' | AssertionError: too many",
                "assert tcpi_c == 1 | NameError: name 'tcpi_c' is not defined",
                "import os | the code has 'import' where assert, print or an assignment was expected",
                "assert len(x) | 'len(' is not supported",
                "assert 1 // 0 | ZeroDivisionError",
                "assert 1 == | the code has '' where a value was expected"
            })
    void doesNotHold(String code, String message) {
        assertThatThrownBy(() -> run(code)).isInstanceOf(CodeException.class).hasMessage(message);
    }

    @Test
    void knowsItsLineAndKeepsItsVariables() {
        run("y = 3\nprint('y is', y)");
        assertThat(printed).containsExactly("y is 3");
        assertThatThrownBy(() -> run("\nassert y == 3\nassert y == 4"))
                .isInstanceOfSatisfying(
                        CodeException.class, e -> assertThat(e.line()).isEqualTo(2));
    }

    @Test
    void arithmeticOfTheShell() {
        assertThat(CodeRun.value("32 * 1024*1024")).isEqualTo(33_554_432);
        assertThatThrownBy(() -> CodeRun.value("2 x")).hasMessageContaining("'x'");
    }
}
