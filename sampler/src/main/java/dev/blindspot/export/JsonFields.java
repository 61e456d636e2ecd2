package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields that may be null, addresses, and lists: what the generator itself does not offer. */
final class JsonFields {
    private JsonFields() {}

    /** How one item of an array is written. */
    interface Item<T> {
        void write(JsonGenerator json, T item) throws IOException;
    }

    static void number(JsonGenerator json, String name, @Nullable Long value) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }

    static void number(JsonGenerator json, String name, @Nullable Integer value) throws IOException {
        number(json, name, value == null ? null : value.longValue());
    }

    /** Null too where it is no finite number: JSON has none other. */
    static void number(JsonGenerator json, String name, @Nullable Double value) throws IOException {
        json.writeFieldName(name);
        number(json, value);
    }

    static void number(JsonGenerator json, @Nullable Double value) throws IOException {
        if (value == null || !Double.isFinite(value)) {
            json.writeNull();
        } else if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
            json.writeNumber(value.longValue());
        } else {
            json.writeNumber(value);
        }
    }

    static void truth(JsonGenerator json, String name, @Nullable Boolean value) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeBoolean(value);
        }
    }

    static void address(JsonGenerator json, String name, long value) throws IOException {
        json.writeStringField(name, "0x" + Long.toHexString(value));
    }

    static <T> void array(JsonGenerator json, String name, List<T> items, Item<T> item) throws IOException {
        json.writeArrayFieldStart(name);
        for (T each : items) {
            item.write(json, each);
        }
        json.writeEndArray();
    }

    static void strings(JsonGenerator json, String name, List<String> items) throws IOException {
        array(json, name, items, JsonGenerator::writeString);
    }

    /** A field that is null, or what {@code item} writes. */
    static <T> void nullable(JsonGenerator json, String name, @Nullable T value, Item<T> item) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else {
            item.write(json, value);
        }
    }
}
