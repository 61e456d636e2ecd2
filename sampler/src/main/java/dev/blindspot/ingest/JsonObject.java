package dev.blindspot.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One object of a document: typed looks at its fields.
 *
 * <p>Errors: {@link MissingField} where a field that must be there is not, or is of another type.
 *
 * @param fields a value is a String, a Long, a Boolean, a list of such or objects, an object, or null
 */
record JsonObject(Map<String, @Nullable Object> fields) {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** A document is not of the shape it claims to be. */
    static final class MissingField extends RuntimeException {
        private static final long serialVersionUID = 1;

        MissingField(String name) {
            super("field " + name);
        }
    }

    /** The object a document is; an empty one where it is none. */
    static JsonObject parse(byte[] document) throws IOException {
        try (JsonParser parser = FACTORY.createParser(document)) {
            parser.nextToken();
            return value(parser) instanceof JsonObject object ? object : new JsonObject(Map.of());
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, value(parser));
                }
                yield new JsonObject(fields);
            }
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue().longValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> null;
        };
    }

    String text(String name) {
        String value = optionalText(name);
        if (value == null) {
            throw new MissingField(name);
        }
        return value;
    }

    @Nullable
    String optionalText(String name) {
        return fields.get(name) instanceof String text ? text : null;
    }

    long number(String name) {
        Long value = optionalNumber(name);
        if (value == null) {
            throw new MissingField(name);
        }
        return value;
    }

    @Nullable
    Long optionalNumber(String name) {
        return fields.get(name) instanceof Long number ? number : null;
    }

    @Nullable
    Boolean optionalTruth(String name) {
        return fields.get(name) instanceof Boolean truth ? truth : null;
    }

    /** An object, or null where there is none. */
    <T> @Nullable T optional(String name, Function<JsonObject, T> of) {
        return fields.get(name) instanceof JsonObject object ? of.apply(object) : null;
    }

    /** The objects of a list; none where there is no list. */
    <T> List<T> list(String name, Function<JsonObject, T> of) {
        List<T> all = new ArrayList<>();
        if (fields.get(name) instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof JsonObject object) {
                    all.add(of.apply(object));
                }
            }
        }
        return all;
    }

    List<String> strings(String name) {
        List<String> all = new ArrayList<>();
        if (fields.get(name) instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof String text) {
                    all.add(text);
                }
            }
        }
        return all;
    }
}
