package io.rxpath.kit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The YAML form of {@link HostFile}. Strict: an unknown key, a key that is there twice or a value of another type is a
 * fault, and every fault is told with its line, in words that do not presume knowledge of this program's classes.
 */
final class HostYaml {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    /** The place of a fault that belongs to no key. */
    private static final String FILE = "(file)";

    private HostYaml() {}

    static String write(HostFile host) {
        return YAML.writeValueAsString(host);
    }

    static HostFile read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new HostFileException(
                    "host file " + file + ": cannot be read: " + e.getClass().getSimpleName(), e);
        }
        Map<String, Integer> lines = new HashMap<>();
        try {
            if (!walk(text, lines)) {
                return HostFile.defaults();
            }
            return YAML.readValue(text, HostFile.class);
        } catch (JacksonException e) {
            throw new HostFileException("host file " + file + fault(e, lines), e);
        } catch (HostFault e) {
            throw new HostFileException("host file " + file + line(e.place(), lines) + ": " + e.getMessage(), e);
        }
    }

    /** Notes the line of every key and entry. Returns false if the file has no values at all. */
    private static boolean walk(String text, Map<String, Integer> lines) {
        try (JsonParser parser = YAML.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return false;
            }
            if (first != JsonToken.START_OBJECT) {
                lines.put(FILE, line(parser));
                throw new HostFault(FILE, "expected keys such as mac and addresses");
            }
            walkObject(parser, "", lines);
            if (parser.nextToken() != null) {
                lines.put(FILE, line(parser));
                throw new HostFault(FILE, "a second document begins; expected one");
            }
            return true;
        }
    }

    private static void walkObject(JsonParser parser, String path, Map<String, Integer> lines) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String place = path.isEmpty() ? parser.currentName() : path + "." + parser.currentName();
            lines.put(place, line(parser));
            parser.nextToken();
            walkValue(parser, place, lines);
        }
    }

    private static void walkValue(JsonParser parser, String place, Map<String, Integer> lines) {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            walkObject(parser, place, lines);
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                lines.put(place + "[" + i + "]", line(parser));
                walkValue(parser, place + "[" + i + "]", lines);
            }
        } else if (parser.currentToken() == JsonToken.VALUE_STRING
                && parser.getString().isEmpty()) {
            throw new HostFault(place, place + ": an empty text is no value");
        }
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String fault(JacksonException e, Map<String, Integer> lines) {
        if (e.getCause() instanceof HostFault fault) {
            return line(fault.place(), lines) + ": " + fault.getMessage();
        }
        TokenStreamLocation location = e.getLocation();
        String line = location == null || location.getLineNr() < 1 ? "" : ", line " + location.getLineNr();
        if (e instanceof DatabindException bind && !bind.getPath().isEmpty()) {
            String place = place(bind);
            return line(place, lines) + ": " + place + ": " + expected(bind);
        }
        return line + ": " + problem(e.getOriginalMessage());
    }

    /** The line of a place or, if the file does not have it, of what it would be in. */
    private static String line(String place, Map<String, Integer> lines) {
        for (String at = place; !at.isEmpty(); ) {
            Integer line = lines.get(at);
            if (line != null) {
                return ", line " + line;
            }
            int dot = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
            at = at.substring(0, Math.max(0, dot));
        }
        return "";
    }

    private static String place(DatabindException e) {
        StringBuilder place = new StringBuilder();
        for (JacksonException.Reference reference : e.getPath()) {
            String name = reference.getPropertyName();
            if (name == null) {
                place.append('[').append(reference.getIndex()).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(name);
            }
        }
        return place.toString();
    }

    private static String expected(DatabindException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            Class<?> owner = unknown.getReferringClass();
            return "unknown key; known are " + String.join(", ", keys(owner));
        }
        if (e instanceof MismatchedInputException mismatch) {
            Class<?> type = mismatch.getTargetType();
            if (type == int.class || type == Integer.class) {
                return "expected a whole number";
            }
            if (type == String.class) {
                return "expected a text";
            }
            if (Collection.class.isAssignableFrom(type)) {
                return "expected a list";
            }
            if (type.isRecord()) {
                return "expected the keys " + String.join(", ", keys(type));
            }
            if (Map.class.isAssignableFrom(type)) {
                return "expected names and values";
            }
        }
        return problem(e.getOriginalMessage());
    }

    private static List<String> keys(Class<?> section) {
        return List.of(section.getRecordComponents()).stream()
                .map(HostYaml::key)
                .toList();
    }

    private static String key(RecordComponent component) {
        JsonProperty name = component.getAccessor().getAnnotation(JsonProperty.class);
        return name == null ? component.getName() : name.value();
    }

    /** YAML's own messages have the context first, the problem in the next line, then the text around it. */
    private static String problem(String message) {
        return message.lines()
                .filter(line -> !line.startsWith("while ") && !line.startsWith(" "))
                .findFirst()
                .orElse("not understood")
                .replaceAll("\\p{Cntrl}", "?");
    }
}
