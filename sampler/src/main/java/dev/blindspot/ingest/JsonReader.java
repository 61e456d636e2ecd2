package dev.blindspot.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Typed looks into one object of a document.
 *
 * <p>Errors: {@link MissingField} where a field that must be there is not, or is of another type.
 */
record JsonReader(JsonNode node) {
    /** A document is not of the shape it claims to be. */
    static final class MissingField extends RuntimeException {
        private static final long serialVersionUID = 1;

        MissingField(String name) {
            super("field " + name);
        }
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
        JsonNode value = node.get(name);
        return value == null || !value.isTextual() ? null : value.textValue();
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
        JsonNode value = node.get(name);
        return value == null || !value.isNumber() ? null : Long.valueOf(value.longValue());
    }

    @Nullable
    Boolean optionalTruth(String name) {
        JsonNode value = node.get(name);
        return value == null || !value.isBoolean() ? null : Boolean.valueOf(value.booleanValue());
    }

    /** An object, or null where there is none. */
    <T> @Nullable T optional(String name, Function<JsonReader, T> of) {
        JsonNode value = node.get(name);
        return value == null || !value.isObject() ? null : of.apply(new JsonReader(value));
    }

    /** The objects of a list; none where there is no list. */
    <T> List<T> list(String name, Function<JsonReader, T> of) {
        List<T> all = new ArrayList<>();
        JsonNode value = node.get(name);
        if (value != null && value.isArray()) {
            value.forEach(item -> all.add(of.apply(new JsonReader(item))));
        }
        return all;
    }

    List<String> strings(String name) {
        List<String> all = new ArrayList<>();
        JsonNode value = node.get(name);
        if (value != null && value.isArray()) {
            value.forEach(item -> all.add(item.asText()));
        }
        return all;
    }
}
