package dev.blindspot.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The contract's documents, key by key, as the files {@code *.shape.json} beside this class have them.
 *
 * <p>There an object stands for an object with just these keys ({@code "*"}: any key, {@code "key~"}: it may be absent),
 * an array of one for an array of such, and a string for a value: {@code int}, {@code number}, {@code string},
 * {@code bool}, {@code time}, {@code address}, {@code any}, {@code =this very word}, or {@code $name} of a shape in
 * {@code shared.shape.json}; {@code a|b} is either. What ends in {@code ?}, and an object with the key {@code "?"}, may be
 * null.
 */
public final class JsonShape {
    private static final String NULLABLE = "?";
    private static final String ANY_KEY = "*";
    private static final String OPTIONAL = "~";

    private final Object shape;
    private final Map<String, @Nullable Object> shared;
    private final List<String> differences = new ArrayList<>();

    private JsonShape(Object shape, Map<String, @Nullable Object> shared) {
        this.shape = shape;
        this.shared = shared;
    }

    /** The shape of a document: {@code report}, say. */
    public static JsonShape read(String name) throws IOException {
        Map<String, @Nullable Object> shared = file("shared");
        Object own = shared.get(name);
        return new JsonShape(own != null ? own : file(name), shared);
    }

    private static Map<String, @Nullable Object> file(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(JsonShape.class.getResourceAsStream(name + ".shape.json"), name)) {
            return JsonTree.object(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Where a document is not of this shape, by path. */
    public List<String> differences(@Nullable Object document) {
        differences.clear();
        compare("", shape, document);
        return List.copyOf(differences);
    }

    private void compare(String path, @Nullable Object expected, @Nullable Object value) {
        switch (expected) {
            case Map<?, ?> object -> compareObject(path, object, value);
            case List<?> array -> compareArray(path, array.getFirst(), value);
            case String word when word.startsWith("$") -> compareShared(path, word.substring(1), value);
            case String word -> compareWord(path, word, value);
            case null, default -> throw new IllegalStateException("no shape at " + path);
        }
    }

    private void compareShared(String path, String name, @Nullable Object value) {
        boolean nullable = name.endsWith(NULLABLE);
        if (value != null || !nullable) {
            compare(path, shared.get(nullable ? name.substring(0, name.length() - 1) : name), value);
        }
    }

    private void compareObject(String path, Map<?, ?> expected, @Nullable Object value) {
        if (value == null && expected.containsKey(NULLABLE)) {
            return;
        }
        if (!(value instanceof Map<?, ?> found)) {
            differences.add(path + " is no object: " + value);
            return;
        }
        for (Map.Entry<?, ?> entry : expected.entrySet()) {
            String key = entry.getKey().toString();
            if (key.equals(NULLABLE) || key.equals(ANY_KEY)) {
                continue;
            }
            boolean optional = key.endsWith(OPTIONAL);
            String name = optional ? key.substring(0, key.length() - 1) : key;
            if (found.containsKey(name)) {
                compare(path + "." + name, entry.getValue(), found.get(name));
            } else if (!optional) {
                differences.add(path + "." + name + " is missing");
            }
        }
        for (Map.Entry<?, ?> entry : found.entrySet()) {
            String key = entry.getKey().toString();
            if (expected.containsKey(key) || expected.containsKey(key + OPTIONAL)) {
                continue;
            }
            if (expected.containsKey(ANY_KEY)) {
                compare(path + "." + key, expected.get(ANY_KEY), entry.getValue());
            } else {
                differences.add(path + "." + key + " is not in the contract");
            }
        }
    }

    private void compareArray(String path, Object expected, @Nullable Object value) {
        if (!(value instanceof List<?> found)) {
            differences.add(path + " is no array: " + value);
            return;
        }
        for (int i = 0; i < found.size(); i++) {
            compare(path + "[" + i + "]", expected, found.get(i));
        }
    }

    private void compareWord(String path, String word, @Nullable Object value) {
        boolean nullable = word.endsWith(NULLABLE);
        String[] words = (nullable ? word.substring(0, word.length() - 1) : word).split("\\|", -1);
        if (!(value == null && nullable) && Arrays.stream(words).noneMatch(each -> fits(each, value))) {
            differences.add(path + " is not " + word + ": " + value);
        }
    }

    private static boolean fits(String word, @Nullable Object value) {
        return switch (word) {
            case "any" -> true;
            case "int" -> value instanceof Long;
            case "number" -> value instanceof Number;
            case "bool" -> value instanceof Boolean;
            case "string" -> value instanceof String;
            case "address" -> value instanceof String text && text.matches("0x[0-9a-f]{1,16}");
            case "time" -> value instanceof String text && isTime(text);
            default -> word.startsWith("=") && word.substring(1).equals(value);
        };
    }

    private static boolean isTime(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
