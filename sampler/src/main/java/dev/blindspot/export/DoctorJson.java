package dev.blindspot.export;

import dev.blindspot.model.Diagnosis;
import java.io.OutputStream;

/** {@code blindspot.doctor/1}. */
public final class DoctorJson {
    private DoctorJson() {}

    /** Writes {@code diagnosis} as one document; false if the reader is gone. */
    public static boolean write(Diagnosis diagnosis, OutputStream out, JsonDocument.Style style) {
        return JsonDocument.write(out, style, json -> {
            json.writeStartObject();
            json.writeStringField("schema", "blindspot.doctor/1");
            json.writeStringField("kernel", diagnosis.kernel());
            json.writeStringField("arch", diagnosis.arch());
            JsonFields.array(json, "checks", diagnosis.checks(), (to, check) -> {
                to.writeStartObject();
                to.writeStringField("name", check.name());
                to.writeStringField("state", check.state().label());
                to.writeStringField("text", check.text());
                to.writeStringField("remedy", check.remedy());
                to.writeEndObject();
            });
            json.writeEndObject();
        });
    }
}
