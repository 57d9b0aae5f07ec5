package io.rxpath.conformance.system;

import io.rxpath.conformance.architecture.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** What a test needs of the machine. Where it is missing the test is skipped, and says why where a person sees it. */
final class Requires {
    private static final List<String> SERVICES =
            List.of("nic-service", "softirq-service", "ip-service", "tcp-service", "socket-service");

    private Requires() {}

    /** Skips the test. */
    static TestAbortedException skipped(String test, String missing) {
        String line = "SKIPPED " + test + ": " + missing;
        System.out.println(line);
        return new TestAbortedException(line);
    }

    /** The user may create network namespaces: is root. */
    static void root(String test) {
        if (!Program.exists("id") || !Program.of("id", "-u").run().out().strip().equals("0")) {
            throw skipped(test, "it creates a network namespace, for which it must be root");
        }
    }

    /** These programs are installed. */
    static void tools(String test, String... names) {
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            if (!Program.exists(name)) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            throw skipped(test, "not installed: " + String.join(", ", missing));
        }
    }

    /** The launcher has been built; a test never builds it, because Maven is doing that. */
    static void launcher(String test) {
        Path lab = Checkout.root().resolve("lab/target");
        if (!Files.exists(lab.resolve("rxpath-lab.jar")) || !Files.isDirectory(lab.resolve("lib"))) {
            throw skipped(test, lab + " holds no rxpath-lab.jar and lib; 'mvn verify' makes them before it comes here");
        }
    }

    /** A Docker engine answers, and has or gets these images. */
    static void docker(String test, String... images) {
        tools(test, "docker");
        if (Program.of("docker", "info").run().exit() != 0) {
            throw skipped(test, "no Docker engine answers ('docker info' fails)");
        }
        for (String image : images) {
            if (Program.of("docker", "image", "inspect", image).run().exit() != 0
                    && Program.of("docker", "pull", "-q", image)
                                    .run(Duration.ofMinutes(5))
                                    .exit()
                            != 0) {
                throw skipped(test, "the Docker engine has no image " + image + " and cannot pull it");
            }
        }
    }

    /** The jars that go into the images have been built. */
    static void serviceJars(String test) {
        for (String service : SERVICES) {
            Path target = Checkout.root().resolve(service).resolve("target");
            if (!holdsExecJar(target)) {
                throw skipped(test, target + " holds no exec jar; 'mvn verify' makes it before it comes here");
            }
        }
    }

    private static boolean holdsExecJar(Path target) {
        if (!Files.isDirectory(target)) {
            return false;
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.anyMatch(file -> file.toString().endsWith("-exec.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The five services, lowest layer first. */
    static List<String> services() {
        return SERVICES;
    }
}
