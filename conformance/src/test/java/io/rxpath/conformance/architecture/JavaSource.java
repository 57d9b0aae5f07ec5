package io.rxpath.conformance.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A parsed source file: what class files no longer know.
 *
 * @param path its path, for messages
 * @param text its text
 * @param types its top-level types
 * @param methods every method and constructor, also of nested types
 */
record JavaSource(String path, String text, List<Type> types, List<Method> methods) {
    /**
     * A top-level type.
     *
     * @param kind class, interface, enum, record or annotation
     * @param name simple name
     * @param isPublic declared public
     * @param doc its Javadoc, empty without
     * @param hasLogic it has a method or constructor with statements
     */
    record Type(String kind, String name, boolean isPublic, String doc, boolean hasLogic) {}

    /**
     * A method or constructor.
     *
     * @param name simple name, with the type's in front
     * @param lines lines from its first modifier or annotation to its closing brace
     */
    record Method(String name, int lines) {}

    /** Number of lines. */
    int lines() {
        return (int) text.lines().count();
    }

    /** Parses one text. */
    static JavaSource parse(String path, String text) {
        return parse(Map.of(path, text)).get(0);
    }

    /** Parses texts by path; what does not compile is parsed as far as possible. */
    static List<JavaSource> parse(Map<String, String> texts) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("no compiler: expected a JDK");
        }
        List<Text> files = texts.entrySet().stream()
                .map(e -> new Text(e.getKey(), e.getValue()))
                .toList();
        JavacTask task = (JavacTask) compiler.getTask(null, null, diagnostic -> {}, List.of("-proc:none"), null, files);
        List<JavaSource> sources = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                Collector collector = new Collector(Trees.instance(task));
                collector.scan(new TreePath(unit), null);
                // The compiler hands out a wrapper of the file it was given; the address is the same.
                String path = unit.getSourceFile().toUri().getPath().substring(1);
                String text = Objects.requireNonNull(texts.get(path), path);
                sources.add(new JavaSource(path, text, collector.types, collector.methods));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources;
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String content;

        Text(String place, String content) {
            super(URI.create("string:///" + place), Kind.SOURCE);
            this.content = content;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return content;
        }
    }

    private static final class Collector extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final List<Type> types = new ArrayList<>();
        private final List<Method> methods = new ArrayList<>();
        private final Trees trees;

        Collector(Trees trees) {
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            if (getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree) {
                String doc = trees.getDocComment(getCurrentPath());
                types.add(new Type(
                        kind(type),
                        type.getSimpleName().toString(),
                        type.getModifiers().getFlags().contains(Modifier.PUBLIC),
                        doc == null ? "" : doc,
                        hasLogic(type)));
            }
            return super.visitClass(type, null);
        }

        private static String kind(ClassTree type) {
            return type.getKind().name().toLowerCase(Locale.ROOT).replace("_type", "");
        }

        private static boolean hasLogic(ClassTree type) {
            for (Tree member : type.getMembers()) {
                if (member instanceof MethodTree method
                        && method.getBody() != null
                        && !method.getBody().getStatements().isEmpty()) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            SourcePositions positions = trees.getSourcePositions();
            long start = positions.getStartPosition(unit, method);
            long end = positions.getEndPosition(unit, method);
            // A record's own constructor that nobody wrote has no place in the text.
            if (start >= 0 && end >= 0) {
                LineMap lines = unit.getLineMap();
                String owner = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type
                        ? type.getSimpleName() + "."
                        : "";
                methods.add(new Method(
                        owner + method.getName(), (int) (lines.getLineNumber(end) - lines.getLineNumber(start)) + 1));
            }
            return super.visitMethod(method, null);
        }
    }
}
