package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.blindspot.model.BinaryAudit;
import dev.blindspot.model.BinaryAudit.LinkedFunction;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** {@code blindspot.audit/1}. */
public final class AuditJson {
    private AuditJson() {}

    /** Writes audits as one document; false if the reader is gone. */
    public static boolean write(List<BinaryAudit> audits, OutputStream out, JsonDocument.Style style) {
        return JsonDocument.write(out, style, json -> {
            json.writeStartObject();
            json.writeStringField("schema", "blindspot.audit/1");
            JsonFields.array(json, "files", audits, AuditJson::file);
            json.writeEndObject();
        });
    }

    private static void file(JsonGenerator json, BinaryAudit audit) throws IOException {
        json.writeStartObject();
        json.writeStringField("file", audit.file());
        json.writeStringField("go_version", audit.goVersion());
        json.writeStringField("arch", audit.arch());
        json.writeBooleanField("cgo", audit.cgo());
        json.writeBooleanField("stripped", audit.stripped());
        json.writeBooleanField("pie", audit.pie());
        json.writeStringField("module_path", audit.modulePath());
        JsonFields.array(json, "functions", audit.functions(), AuditJson::function);
        SharedJson.notes(json, audit.notes());
        json.writeEndObject();
    }

    private static void function(JsonGenerator json, LinkedFunction function) throws IOException {
        json.writeStartObject();
        json.writeStringField("function", function.function());
        json.writeStringField("class", function.leakClass().label());
        json.writeStringField("severity", function.severity().label());
        JsonFields.strings(json, "callers", function.callers());
        JsonFields.array(json, "calls", function.calls(), (to, call) -> {
            to.writeStartObject();
            to.writeStringField("caller", call.caller());
            to.writeStringField("file", call.file());
            JsonFields.number(to, "line", call.line());
            to.writeBooleanField("standard_library", call.standardLibrary());
            to.writeBooleanField("allowed", call.allowed());
            to.writeEndObject();
        });
        json.writeEndObject();
    }
}
