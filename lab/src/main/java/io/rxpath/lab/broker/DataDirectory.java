package io.rxpath.lab.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The broker's temporary folder. */
final class DataDirectory {
    private DataDirectory() {}

    static Path create() throws IOException {
        return Files.createTempDirectory("rxpath-kafka-");
    }

    /** Removes it with all that is in it; what does not go stays, because nobody is left to be told. */
    static void delete(Path directory) {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            deepestFirst = List.of(directory);
        }
        for (Path path : deepestFirst) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                path.toFile().deleteOnExit();
            }
        }
    }
}
