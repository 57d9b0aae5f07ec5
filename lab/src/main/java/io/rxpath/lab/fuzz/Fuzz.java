package io.rxpath.lab.fuzz;

import io.rxpath.lab.run.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes random case files. The same seed gives the same file, whatever the others are. */
public final class Fuzz {
    private Fuzz() {}

    /**
     * Writes the cases of seeds {@code seed} to {@code seed + count - 1} as fuzz-SEED.json.
     *
     * @throws LabException if the folder cannot be written
     */
    public static void write(long seed, int count, Path folder) {
        write("fuzz-", seed, count, folder, FuzzCase::of);
    }

    /**
     * Writes cases of seeds {@code seed} to {@code seed + count - 1} that use more of what there is, as fuzz-wide-SEED.json.
     *
     * @throws LabException if the folder cannot be written
     */
    public static void writeWide(long seed, int count, Path folder) {
        write("fuzz-wide-", seed, count, folder, FuzzCase::wide);
    }

    private static void write(String prefix, long seed, int count, Path folder, LongFunction<ObjectNode> dice) {
        try {
            Files.createDirectories(folder);
            for (long one = seed; one < seed + count; one++) {
                Files.writeString(folder.resolve(prefix + one + ".json"), text(dice.apply(one)));
            }
        } catch (IOException e) {
            throw LabException.failed(folder + ": cannot be written: " + e.getMessage());
        }
    }

    /**
     * Writes TCP cases of seeds {@code seed} to {@code seed + count - 1} as tcp-fuzz-SEED.json.
     *
     * @throws LabException if the folder cannot be written
     */
    public static void writeTcp(long seed, int count, Path folder) {
        write("tcp-fuzz-", seed, count, folder, TcpFuzzCase::of);
    }

    /**
     * Writes TCP cases of seeds {@code seed} to {@code seed + count - 1} whose hosts send more, as tcp-fuzz-wide-SEED.json.
     *
     * @throws LabException if the folder cannot be written
     */
    public static void writeWideTcp(long seed, int count, Path folder) {
        write("tcp-fuzz-wide-", seed, count, folder, TcpFuzzCase::wide);
    }

    /** One step, rule or frame a line, so that a case can be read and cut down. */
    static String text(ObjectNode theCase) {
        StringBuilder text = new StringBuilder("{");
        String between = "\n ";
        for (String key : theCase.propertyNames()) {
            JsonNode value = theCase.get(key);
            text.append(between).append('"').append(key).append("\": ");
            between = ",\n ";
            if (!value.isArray() || value.isEmpty()) {
                text.append(value);
                continue;
            }
            String separator = "[\n  ";
            for (JsonNode item : value) {
                text.append(separator).append(item);
                separator = ",\n  ";
            }
            text.append(']');
        }
        return text.append("\n}\n").toString();
    }
}
