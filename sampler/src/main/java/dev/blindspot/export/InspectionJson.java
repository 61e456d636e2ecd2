package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.Plugins;
import dev.blindspot.model.ThreadSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code blindspot.inspect/1}. */
public final class InspectionJson {
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
        SharedJson.notes(json, inspection.notes());
        SharedJson.findings(json, inspection.findings());
        JsonFields.nullable(json, "ledger", inspection.ledger(), InspectionJson::ledger);
        JsonFields.nullable(json, "cgroup", inspection.cgroup(), InspectionJson::cgroup);
        goSections(json, inspection.go(), inspection.plugins());
        JsonFields.nullable(json, "threads", inspection.threads(), InspectionJson::threads);
    }

    private static void goSections(JsonGenerator json, @Nullable GoState read, @Nullable Plugins plugins)
            throws IOException {
        GoState go = read == null ? GoState.unread(List.of()) : read;
        JsonFields.nullable(json, "memstats", go.memstats(), HeapStateJson::memStats);
        JsonFields.nullable(json, "gc", go.gc(), HeapStateJson::collector);
        JsonFields.nullable(json, "finalizers", go.finalizers(), HeapStateJson::finalizers);
        JsonFields.nullable(json, "cleanups", go.cleanups(), HeapStateJson::cleanups);
        JsonFields.nullable(json, "specials", go.specials(), HeapStateJson::specials);
        JsonFields.nullable(json, "goroutines", go.goroutines(), SchedulerStateJson::goroutines);
        JsonFields.nullable(json, "plugins", plugins, SchedulerStateJson::plugins);
        JsonFields.nullable(json, "pins", go.pins(), HeapStateJson::pins);
        JsonFields.nullable(json, "cgo_handles", go.cgoHandles(), SchedulerStateJson::handles);
        JsonFields.nullable(json, "heap_profile", go.heapProfile(), HeapStateJson::profile);
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
