package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.Note;
import dev.blindspot.model.ThreadSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code blindspot.inspect/1}. */
public final class InspectionJson {
    private static final List<String> SECTIONS_NOT_READ = List.of(
            "memstats",
            "gc",
            "finalizers",
            "cleanups",
            "specials",
            "goroutines",
            "plugins",
            "pins",
            "cgo_handles",
            "heap_profile");

    private InspectionJson() {}

    /**
     * Writes {@code inspection} as one document; false if the reader is gone.
     *
     * @param previous the first of two looks; null if there was one
     */
    public static boolean write(
            Inspection inspection, @Nullable Inspection previous, OutputStream out, JsonDocument.Style style) {
        return JsonDocument.write(out, style, json -> {
            json.writeStartObject();
            fields(json, inspection);
            if (previous != null) {
                json.writeFieldName("previous");
                write(json, previous);
            }
            json.writeEndObject();
        });
    }

    static void write(JsonGenerator json, Inspection inspection) throws IOException {
        json.writeStartObject();
        fields(json, inspection);
        json.writeEndObject();
    }

    private static void fields(JsonGenerator json, Inspection inspection) throws IOException {
        json.writeStringField("schema", "blindspot.inspect/1");
        json.writeStringField("blindspot_version", inspection.blindspotVersion());
        json.writeStringField("taken_at", inspection.takenAt().toString());
        json.writeNumberField("duration_ns", inspection.durationNanos());
        SharedJson.target(json, inspection.target());
        SharedJson.cost(json, inspection.cost());
        SharedJson.notes(json, notes(inspection));
        SharedJson.findings(json, inspection.findings());
        JsonFields.nullable(json, "ledger", inspection.ledger(), InspectionJson::ledger);
        JsonFields.nullable(json, "cgroup", inspection.cgroup(), InspectionJson::cgroup);
        for (String section : SECTIONS_NOT_READ) {
            json.writeNullField(section);
        }
        JsonFields.nullable(json, "threads", inspection.threads(), InspectionJson::threads);
    }

    private static List<Note> notes(Inspection inspection) {
        List<Note> notes = new ArrayList<>(inspection.notes());
        String why = inspection.target().goVersion() == null
                ? "the target is not a Go process"
                : "Go's runtime is not read by this version";
        notes.add(new Note("runtime-not-read", String.join(", ", SECTIONS_NOT_READ) + " are null: " + why));
        return notes;
    }

    private static void ledger(JsonGenerator json, Ledger ledger) throws IOException {
        json.writeStartObject();
        json.writeNumberField("rss_bytes", ledger.rssBytes());
        json.writeNumberField("scanned_bytes", ledger.scannedBytes());
        json.writeNumberField("drift_bytes", ledger.driftBytes());
        json.writeNumberField("unattributed_bytes", ledger.unattributedBytes());
        SharedJson.ledgerRows(json, ledger.rows());
        json.writeEndObject();
    }

    private static void cgroup(JsonGenerator json, CgroupMemory cgroup) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", cgroup.version());
        json.writeStringField("path", cgroup.path());
        json.writeNumberField("current_bytes", cgroup.currentBytes());
        JsonFields.number(json, "max_bytes", cgroup.maxBytes());
        JsonFields.array(json, "rows", cgroup.rows(), (to, row) -> {
            to.writeStartObject();
            to.writeStringField("name", row.name());
            to.writeNumberField("bytes", row.bytes());
            to.writeEndObject();
        });
        JsonFields.number(json, "outside_process_bytes", cgroup.outsideProcessBytes());
        JsonFields.number(json, "oom_kills", cgroup.oomKills());
        JsonFields.number(json, "pressure", cgroup.pressure());
        json.writeEndObject();
    }

    private static void threads(JsonGenerator json, ThreadSummary threads) throws IOException {
        json.writeStartObject();
        json.writeNumberField("total", threads.total());
        JsonFields.number(json, "idle", threads.idle());
        JsonFields.number(json, "in_cgo", threads.inCgo());
        JsonFields.number(json, "locked", threads.locked());
        JsonFields.number(json, "stack_rss_bytes", threads.stackRssBytes());
        json.writeEndObject();
    }
}
