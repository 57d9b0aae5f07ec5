package io.rxpath.conformance.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Rules about source text. Each returns the violations it finds, one line each; empty is good. */
final class SourceRules {
    /** Longest file. */
    static final int MAX_LINES = 400;

    /** Longest method. */
    static final int MAX_METHOD_LINES = 80;

    private static final Pattern SOURCE_NAMED =
            Pattern.compile("[Kk]ernel|\\bRFC \\d+|\\b(net|include|drivers|fs|kernel|lib|arch)/[a-z0-9_]+");

    private static final Pattern NULL_MARKED = Pattern.compile("(?m)^@NullMarked$");

    private SourceRules() {}

    /**
     * Every public top-level class with logic says in its Javadoc whose logic it is: the kernel's file or function, or an
     * RFC. Exempt: records and enums (values), interfaces and annotations (no logic), and classes without a statement.
     * Settings are records; outputs are interfaces.
     */
    static List<String> namesItsSource(JavaSource source) {
        List<String> violations = new ArrayList<>();
        for (JavaSource.Type type : source.types()) {
            boolean bound = type.kind().equals("class") && type.isPublic() && type.hasLogic();
            if (bound && !SOURCE_NAMED.matcher(type.doc()).find()) {
                violations.add(source.path() + ": the Javadoc of " + type.name() + " names no kernel file and no RFC");
            }
        }
        return violations;
    }

    /** Files have at most {@value #MAX_LINES} lines; lists of names (a file of one enum) may be longer. */
    static List<String> fileLength(JavaSource source) {
        boolean names =
                source.types().size() == 1 && source.types().get(0).kind().equals("enum");
        return source.lines() > MAX_LINES && !names
                ? List.of(source.path() + ": " + source.lines() + " lines, at most " + MAX_LINES)
                : List.of();
    }

    /** Methods have at most {@value #MAX_METHOD_LINES} lines. */
    static List<String> methodLength(JavaSource source) {
        List<String> violations = new ArrayList<>();
        for (JavaSource.Method method : source.methods()) {
            if (method.lines() > MAX_METHOD_LINES) {
                violations.add(source.path() + ": " + method.name() + " has " + method.lines() + " lines, at most "
                        + MAX_METHOD_LINES);
            }
        }
        return violations;
    }

    /**
     * Every directory with Java files has a package-info.java that says {@code @NullMarked}.
     *
     * @param files text by path, with slashes
     */
    static List<String> nullMarked(Map<String, String> files) {
        Set<String> directories = new TreeSet<>();
        for (String path : files.keySet()) {
            if (path.endsWith(".java")) {
                directories.add(path.substring(0, path.lastIndexOf('/') + 1));
            }
        }
        List<String> violations = new ArrayList<>();
        for (String directory : directories) {
            String info = files.get(directory + "package-info.java");
            if (info == null) {
                violations.add(directory + ": no package-info.java");
            } else if (!NULL_MARKED.matcher(info).find()) {
                violations.add(directory + ": package-info.java without @NullMarked");
            }
        }
        return violations;
    }

    /**
     * The project stands alone: no file names a registry or mirror that it would be fetched from (that is the builder's
     * setting), nor a place outside the checkout.
     */
    static List<String> standsAlone(String path, String text) {
        Map<String, String> forbidden = new TreeMap<>();
        // In two halves, or this file would break its own rule.
        for (String host : List.of(
                "repo.maven.apache" + ".org",
                "repo1.maven" + ".org",
                "registry-1.docker" + ".io",
                "docker" + ".io/",
                "ghcr" + ".io",
                "quay" + ".io",
                "gcr" + ".io",
                "mcr.microsoft" + ".com",
                "registry.npmjs" + ".org",
                "pypi" + ".org",
                "proxy.golang" + ".org",
                "deb.debian" + ".org",
                "archive.ubuntu" + ".com",
                "jfrog" + ".io",
                "artifact" + "ory",
                "nexus" + "/repository",
                "codeart" + "ifact")) {
            forbidden.put(host, "a registry host");
        }
        // CI alone may use what lies beside the checkout where it runs.
        boolean ci = path.toString().equals(".ci/run");
        for (String place : ci ? List.<String>of() : List.of("../sha" + "red", "/root" + "/", "/ho" + "me/")) {
            forbidden.put(place, "a place outside the checkout");
        }
        List<String> violations = new ArrayList<>();
        forbidden.forEach((needle, what) -> {
            if (text.contains(needle)) {
                violations.add(path + ": names " + what + ", " + needle);
            }
        });
        return violations;
    }
}
