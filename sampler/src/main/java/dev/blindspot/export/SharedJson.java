package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.blindspot.model.Cost;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Frame;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Loss;
import dev.blindspot.model.Note;
import dev.blindspot.model.Stack;
import dev.blindspot.model.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The shapes that all documents share. */
final class SharedJson {
    private SharedJson() {}

    /** Frames, leaf first, as an array. */
    static void stack(JsonGenerator json, Stack stack) throws IOException {
        json.writeStartArray();
        for (Frame frame : stack.frames()) {
            frame(json, frame);
        }
        json.writeEndArray();
    }

    static void frame(JsonGenerator json, Frame frame) throws IOException {
        json.writeStartObject();
        JsonFields.address(json, "pc", frame.pc());
        json.writeStringField("module", frame.module());
        json.writeStringField("build_id", frame.buildId());
        json.writeStringField("function", frame.function());
        json.writeStringField("file", frame.file());
        JsonFields.number(json, "line", frame.line());
        json.writeBooleanField("inlined", frame.inlined());
        json.writeEndObject();
    }

    static void findings(JsonGenerator json, List<Finding> findings) throws IOException {
        JsonFields.array(json, "findings", findings, SharedJson::finding);
    }

    static void notes(JsonGenerator json, List<Note> notes) throws IOException {
        JsonFields.array(json, "notes", notes, (to, note) -> {
            to.writeStartObject();
            to.writeStringField("code", note.code());
            to.writeStringField("text", note.text());
            to.writeEndObject();
        });
    }

    static void losses(JsonGenerator json, List<Loss> losses) throws IOException {
        JsonFields.array(json, "losses", losses, (to, loss) -> {
            to.writeStartObject();
            to.writeStringField("source", loss.source().label());
            JsonFields.number(to, "count", loss.count());
            to.writeStringField("from_at", loss.from().toString());
            to.writeStringField("to_at", loss.to().toString());
            to.writeEndObject();
        });
    }

    static void cost(JsonGenerator json, Cost cost) throws IOException {
        json.writeObjectFieldStart("cost");
        json.writeNumberField("reads", cost.reads());
        json.writeNumberField("bytes_read", cost.bytesRead());
        json.writeNumberField("own_cpu_ns", cost.ownCpuNanos());
        json.writeNumberField("longest_locked_read_ns", cost.longestLockedReadNanos());
        json.writeNumberField("stopped_ns", cost.stoppedNanos());
        json.writeNumberField("target_overhead_ns", cost.targetOverheadNanos());
        json.writeEndObject();
    }

    static void target(JsonGenerator json, Target target) throws IOException {
        json.writeObjectFieldStart("target");
        json.writeNumberField("pid", target.pid());
        json.writeStringField("comm", target.comm());
        json.writeStringField("exe", target.exe());
        json.writeStringField("started_at", target.startedAt().toString());
        json.writeStringField("go_version", target.goVersion());
        JsonFields.strings(json, "go_experiments", target.goExperiments());
        json.writeStringField("arch", target.arch());
        JsonFields.truth(json, "stripped", target.stripped());
        JsonFields.truth(json, "pie", target.pie());
        JsonFields.truth(json, "cgo", target.cgo());
        json.writeStringField("build_id", target.buildId());
        json.writeStringField("module_path", target.modulePath());
        json.writeStringField("symbols", target.symbols());
        json.writeStringField("layout", target.layout());
        json.writeEndObject();
    }

    static void ledgerRows(JsonGenerator json, List<LedgerRow> rows) throws IOException {
        JsonFields.array(json, "rows", rows, (to, row) -> {
            to.writeStartObject();
            to.writeStringField("category", row.category());
            to.writeNumberField("rss_bytes", row.rssBytes());
            to.writeNumberField("virtual_bytes", row.virtualBytes());
            to.writeNumberField("swap_bytes", row.swapBytes());
            JsonFields.number(to, "huge_bytes", row.hugeBytes());
            to.writeNumberField("mappings", row.mappings());
            to.writeEndObject();
        });
    }

    private static void finding(JsonGenerator json, Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", finding.id());
        json.writeStringField("severity", finding.severity().label());
        json.writeStringField("title", finding.title());
        JsonFields.number(json, "bytes", finding.bytes());
        JsonFields.number(json, "count", finding.count());
        JsonFields.number(json, "growth_bytes_per_s", finding.growthBytesPerSecond());
        json.writeBooleanField("incomplete", finding.incomplete());
        json.writeObjectFieldStart("evidence");
        for (Map.Entry<String, Object> entry : finding.evidence().entrySet()) {
            evidence(json, entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        JsonFields.array(json, "stacks", finding.stacks(), (to, share) -> {
            to.writeStartObject();
            to.writeFieldName("stack");
            stack(to, share.stack());
            to.writeNumberField("bytes", share.bytes());
            to.writeNumberField("count", share.count());
            to.writeEndObject();
        });
        json.writeStringField("advice", finding.advice());
        json.writeEndObject();
    }

    private static void evidence(JsonGenerator json, String name, Object value) throws IOException {
        switch (value) {
            case Long number -> json.writeNumberField(name, number);
            case Double number -> JsonFields.number(json, name, number);
            case Boolean truth -> json.writeBooleanField(name, truth);
            default -> json.writeStringField(name, value.toString());
        }
    }
}
