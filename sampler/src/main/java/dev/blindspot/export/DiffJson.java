package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.blindspot.diff.Difference;
import dev.blindspot.diff.Footprint;
import java.io.IOException;
import java.io.OutputStream;

/** {@code blindspot.diff/1}. */
public final class DiffJson {
    private DiffJson() {}

    /** Writes {@code difference} as one document; false if the reader is gone. */
    public static boolean write(Difference difference, OutputStream out) {
        return JsonDocument.write(out, JsonDocument.Style.INDENTED, json -> {
            json.writeStartObject();
            json.writeStringField("schema", "blindspot.diff/1");
            side(json, "a", difference.a());
            side(json, "b", difference.b());
            JsonFields.array(json, "rows", difference.rows(), (to, row) -> {
                to.writeStartObject();
                to.writeStringField("by", row.key().by().label());
                to.writeStringField("key", row.key().key());
                to.writeNumberField("a_bytes", row.aBytes());
                to.writeNumberField("b_bytes", row.bBytes());
                to.writeNumberField("delta_bytes", row.deltaBytes());
                to.writeBooleanField("significant", row.significant());
                to.writeEndObject();
            });
            SharedJson.notes(json, difference.notes());
            json.writeEndObject();
        });
    }

    private static void side(JsonGenerator json, String name, Footprint footprint) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("file", footprint.name());
        json.writeStringField("at", footprint.at().toString());
        json.writeNumberField("window_ns", footprint.windowNanos());
        SharedJson.target(json, footprint.target());
        json.writeEndObject();
    }
}
