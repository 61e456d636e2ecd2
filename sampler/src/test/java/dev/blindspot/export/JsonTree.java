package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON as maps, lists, strings, longs, doubles, booleans and nulls; a key given twice is an error. */
public final class JsonTree {
    private JsonTree() {}

    public static Map<String, @Nullable Object> object(String text) {
        Object value = parse(text);
        if (value instanceof Map<?, ?>) {
            return at(value);
        }
        throw new AssertionError("no object: " + text);
    }

    /** The object under {@code path}, keys and indexes. */
    @SuppressWarnings("unchecked")
    public static Map<String, @Nullable Object> at(@Nullable Object value, Object... path) {
        Object found = get(value, path);
        if (found instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new AssertionError("no object there: " + found);
    }

    public static @Nullable Object get(@Nullable Object value, Object... path) {
        Object found = value;
        for (Object step : path) {
            if (found instanceof Map<?, ?> map && map.containsKey(step)) {
                found = map.get(step);
            } else if (found instanceof List<?> list && step instanceof Integer index) {
                found = list.get(index);
            } else {
                throw new AssertionError("no " + step + " in " + found);
            }
        }
        return found;
    }

    public static @Nullable Object parse(String text) {
        JsonFactory factory = JsonFactory.builder()
                .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = factory.createParser(text)) {
            parser.nextToken();
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new AssertionError("more after the value");
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new AssertionError("unexpected " + parser.currentToken());
        };
    }

    /** The whole number at the end of a path. */
    public static long number(@Nullable Object value, Object... path) {
        return ((Number) Objects.requireNonNull(get(value, path))).longValue();
    }

    /** The array at the end of a path. */
    public static List<?> list(@Nullable Object value, Object... path) {
        return (List<?>) Objects.requireNonNull(get(value, path));
    }
}
