package io.rxpath.conformance.system;

import io.rxpath.conformance.architecture.Checkout;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Files of these tests, below the module's target folder. */
final class Scratch {
    /**
     * Seeded random bytes on disk.
     *
     * @param path where
     * @param length how many
     * @param sha256 their SHA-256, hexadecimal
     */
    record Payload(Path path, long length, String sha256) {}

    private Scratch() {}

    /** The folder of all of them. */
    static Path folder() {
        return folder("");
    }

    /** A folder for one test. */
    static Path folder(String name) {
        try {
            return Files.createDirectories(
                    Checkout.root().resolve("conformance/target/system").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes {@code length} random bytes that follow from {@code seed}. */
    static Payload payload(String name, long seed, int length) {
        Path path = folder().resolve(name);
        MessageDigest digest = sha256();
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(path), digest)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Payload(path, length, HexFormat.of().formatHex(digest.digest()));
    }

    /** SHA-256 of {@code bytes}, hexadecimal. */
    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
