package io.rxpath.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceRulesTest {
    private static final Map<String, String> FILES = Checkout.files(Checkout.root());
    private static final List<JavaSource> MAIN = main();

    private static List<JavaSource> main() {
        Map<String, String> texts = new TreeMap<>(FILES);
        texts.keySet().removeIf(path -> !path.matches("[a-z-]+/src/main/java/.*\\.java"));
        return JavaSource.parse(texts);
    }

    private static List<String> violations(List<JavaSource> sources, Function<JavaSource, List<String>> rule) {
        return sources.stream().flatMap(source -> rule.apply(source).stream()).toList();
    }

    @Test
    void everyCoreClassNamesItsSource() {
        List<JavaSource> cores = MAIN.stream()
                .filter(s -> s.path().matches("[a-z]+-service/src/main/java/io/rxpath/[a-z]+/core/.*"))
                .toList();
        assertThat(violations(cores, SourceRules::namesItsSource)).isEmpty();
    }

    @Test
    void noFileIsTooLong() {
        assertThat(violations(MAIN, SourceRules::fileLength)).isEmpty();
    }

    @Test
    void noMethodIsTooLong() {
        assertThat(violations(MAIN, SourceRules::methodLength)).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        Map<String, String> main = new TreeMap<>(FILES);
        main.keySet().removeIf(path -> !path.contains("/src/main/java/"));
        assertThat(SourceRules.nullMarked(main)).isEmpty();
    }

    @Test
    void theProjectStandsAlone() {
        List<String> violations = new ArrayList<>();
        FILES.forEach((path, text) -> violations.addAll(SourceRules.standsAlone(path, text)));
        assertThat(violations).isEmpty();
    }

    /** Without its files a rule holds for nothing. */
    @ParameterizedTest(name = "{0} is looked at")
    @ValueSource(
            strings = {
                "skb/src/main/java/io/rxpath/skb/SkBuff.java",
                "nic-service/src/main/java/io/rxpath/nic/core/Nic.java",
                "softirq-service/src/main/java/io/rxpath/softirq/core/Softirq.java",
                "ip-service/src/main/java/io/rxpath/ip/core/IpStack.java",
                "tcp-service/src/main/java/io/rxpath/tcp/core/TcpStack.java",
                "socket-service/src/main/java/io/rxpath/socket/core/SocketStack.java"
            })
    void sees(String path) {
        assertThat(MAIN).extracting(JavaSource::path).contains(path);
        assertThat(FILES.keySet()).contains("pom.xml", ".mvn/jvm.config");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no Javadoc              | 1 | public class A { int f() { return 1; } }
            Javadoc without source  | 1 | /** Counts. */ public final class A { int f() { return 1; } }
            constructor with logic  | 1 | /** Counts. */ public final class A { int x; A() { x = 1; } }
            a word with RFC in it   | 1 | /** See PERFC 7. */ public class A { int f() { return 1; } }
            comment is no Javadoc   | 1 | /* kernel net/core/dev.c */ public class A { int f() { return 1; } }
            kernel file             | 0 | /** net/core/dev.c netif_rx. */ public class A { int f() { return 1; } }
            driver file             | 0 | /** drivers/net/vxlan. */ public class A { int f() { return 1; } }
            kernel function         | 0 | /** Kernel eth_type_trans. */ public class A { int f() { return 1; } }
            an RFC                  | 0 | /** Echo (RFC 862). */ public class A { int f() { return 1; } }
            not public              | 0 | class A { int f() { return 1; } }
            record                  | 0 | public record A(int x) { public A { x = 1; } }
            enum                    | 0 | public enum A { X; int f() { return 1; } }
            output interface        | 0 | public interface A { void f(); }
            constants only          | 0 | public final class A { static final int X = 1; private A() {} }
            """)
    void namesItsSourceCanFail(String name, int violations, String text) {
        assertThat(SourceRules.namesItsSource(JavaSource.parse("A.java", text))).hasSize(violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            longest file          | 400 | 0 | class A {
            one line too long     | 401 | 1 | class A {
            enum of names         | 900 | 0 | enum A {
            record is no enum     | 401 | 1 | record A() {
            enum and more         | 401 | 1 | class B {} enum A {
            """)
    void fileLengthCanFail(String name, int lines, int violations, String first) {
        String text = first + "\n".repeat(lines - 1) + "}\n";
        assertThat(text.lines().count()).isEqualTo(lines);
        assertThat(SourceRules.fileLength(JavaSource.parse("A.java", text))).hasSize(violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            longest method        | 80 | 0 | class A { void f() {
            one line too long     | 81 | 1 | class A { void f() {
            constructor           | 81 | 1 | class A { A() {
            method of a record    | 81 | 1 | record A(int x) { void f() {
            method of an enum     | 81 | 1 | enum A { X; void f() {
            braces in a string    | 81 | 1 | class A { void f() { String s = "}}";
            nested class          | 81 | 1 | class A { class B { void f() { } } void g() {
            anonymous class       | 81 | 2 | class A { void f() { new Object() { void g() {
            """)
    void methodLengthCanFail(String name, int lines, int violations, String first) {
        String text = "/** Doc. */\n" + first + "\n".repeat(lines - 1) + "}" + (violations == 2 ? "}; }" : "") + " }\n";
        assertThat(SourceRules.methodLength(JavaSource.parse("A.java", text))).hasSize(violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            no package-info         | none                                                | m/a/: no package-info.java
            not marked              | package a;                                          | m/a/: package-info.java without @NullMarked
            only in a comment       | /** Not @NullMarked at all. */ package a;           | m/a/: package-info.java without @NullMarked
            """)
    void nullMarkedCanFail(String name, @org.jspecify.annotations.Nullable String info, String violation) {
        Map<String, String> files = new TreeMap<>(Map.of("m/a/A.java", "", "m/b/B.java", "", "m/c/d.txt", ""));
        files.put("m/b/package-info.java", "/** B. */\n@NullMarked\npackage b;\n");
        if (info != null) {
            files.put("m/a/package-info.java", info);
        }
        assertThat(SourceRules.nullMarked(files)).containsExactly(violation);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            Maven's central repository | https://repo.maven.apache%s/maven2   | .org
            an image with its host     | FROM ghcr%s/a/b:1                    | .io
            a mirror                   | https://x.y/artifact%s/libs           | ory
            the shared folder          | see ../sha%s/docs                    | red
            somebody's home            | /root%s.m2                           | /
            """)
    void standsAloneCanFail(String name, String text, String rest) {
        assertThat(SourceRules.standsAlone("f", String.format(text, rest))).hasSize(1);
        assertThat(SourceRules.standsAlone("f", String.format(text, "-"))).isEmpty();
    }
}
