package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.blindspot.model.Cleanups;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.GarbageCollector;
import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.MemStats;
import dev.blindspot.model.Pins;
import dev.blindspot.model.SpecialKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sections of {@code blindspot.inspect/1} about Go's heap and what hangs on its objects. */
final class HeapStateJson {
    /** The totals are of all; of the stacks only so many are shown. */
    private static final int MOST_BUCKETS = 100;

    private HeapStateJson() {}

    static void memStats(JsonGenerator json, MemStats stats) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, @Nullable Long> counter : stats.counters().entrySet()) {
            JsonFields.number(json, counter.getKey(), counter.getValue());
        }
        JsonFields.number(json, "GCCPUFraction", stats.gcCpuFraction());
        json.writeBooleanField("EnableGC", stats.enableGc());
        json.writeBooleanField("DebugGC", stats.debugGc());
        JsonFields.array(json, "PauseNs", stats.pauseNanos(), JsonGenerator::writeNumber);
        JsonFields.array(json, "PauseEnd", stats.pauseEnds(), JsonGenerator::writeNumber);
        JsonFields.array(json, "BySize", stats.bySize(), (to, size) -> {
            to.writeStartObject();
            to.writeNumberField("Size", size.size());
            to.writeNumberField("Mallocs", size.mallocs());
            to.writeNumberField("Frees", size.frees());
            to.writeEndObject();
        });
        json.writeBooleanField("torn", stats.torn());
        json.writeEndObject();
    }

    static void collector(JsonGenerator json, GarbageCollector gc) throws IOException {
        json.writeStartObject();
        json.writeNumberField("cycles", gc.cycles());
        json.writeStringField(
                "last_at", gc.lastAt() == null ? null : gc.lastAt().toString());
        json.writeStringField("phase", gc.phase());
        json.writeNumberField("goal_bytes", gc.goalBytes());
        JsonFields.number(json, "memory_limit_bytes", gc.memoryLimitBytes());
        json.writeNumberField("gogc", gc.gogc());
        json.writeEndObject();
    }

    static void finalizers(JsonGenerator json, Finalizers finalizers) throws IOException {
        json.writeStartObject();
        json.writeNumberField("registered", finalizers.registered());
        json.writeNumberField("object_bytes", finalizers.objectBytes());
        json.writeNumberField("queued", finalizers.queued());
        json.writeNumberField("executing", finalizers.executing());
        JsonFields.number(json, "executing_at_least_ns", finalizers.executingAtLeastNanos());
        JsonFields.nullable(json, "goroutine", finalizers.goroutine(), (to, goroutine) -> {
            to.writeStartObject();
            to.writeStringField("state", goroutine.state());
            to.writeStringField("wait_reason", goroutine.waitReason());
            to.writeFieldName("stack");
            SharedJson.stack(to, goroutine.stack());
            to.writeEndObject();
        });
        JsonFields.array(json, "by_function", finalizers.byFunction(), (to, function) -> {
            to.writeStartObject();
            function(to, function.function(), function.file(), function.line());
            to.writeNumberField("registered", function.registered());
            to.writeNumberField("queued", function.queued());
            to.writeNumberField("object_bytes", function.objectBytes());
            JsonFields.strings(to, "types", function.types());
            to.writeNumberField("in_cycle", function.inCycle());
            to.writeEndObject();
        });
        json.writeEndObject();
    }

    static void cleanups(JsonGenerator json, Cleanups cleanups) throws IOException {
        json.writeStartObject();
        json.writeNumberField("registered", cleanups.registered());
        JsonFields.number(json, "queued", cleanups.queued());
        JsonFields.number(json, "executing", cleanups.executing());
        JsonFields.array(json, "by_function", cleanups.byFunction(), (to, function) -> {
            to.writeStartObject();
            function(to, function.function(), function.file(), function.line());
            to.writeNumberField("registered", function.registered());
            to.writeEndObject();
        });
        json.writeEndObject();
    }

    private static void function(JsonGenerator json, String name, @Nullable String file, @Nullable Integer line)
            throws IOException {
        json.writeStringField("function", name);
        json.writeStringField("file", file);
        JsonFields.number(json, "line", line);
    }

    static void specials(JsonGenerator json, List<SpecialKind> kinds) throws IOException {
        json.writeStartObject();
        for (SpecialKind kind : kinds) {
            json.writeObjectFieldStart(kind.name());
            json.writeNumberField("count", kind.count());
            json.writeNumberField("metadata_bytes", kind.metadataBytes());
            JsonFields.number(json, "metadata_free_bytes", kind.metadataFreeBytes());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    static void pins(JsonGenerator json, Pins pins) throws IOException {
        json.writeStartObject();
        json.writeNumberField("pinned_objects", pins.pinnedObjects());
        JsonFields.number(json, "pinners", pins.pinners());
        JsonFields.array(json, "by_size_class", pins.bySizeClass(), (to, size) -> {
            to.writeStartObject();
            to.writeNumberField("size_bytes", size.sizeBytes());
            to.writeNumberField("objects", size.objects());
            to.writeEndObject();
        });
        json.writeEndObject();
    }

    static void profile(JsonGenerator json, HeapProfile profile) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("available", profile.available());
        json.writeNumberField("rate", profile.rate());
        json.writeNumberField("inuse_bytes", profile.inuseBytes());
        json.writeNumberField("inuse_objects", profile.inuseObjects());
        json.writeNumberField("alloc_bytes", profile.allocBytes());
        json.writeNumberField("alloc_objects", profile.allocObjects());
        json.writeNumberField("buckets", profile.bucketCount());
        List<HeapProfile.Bucket> top =
                profile.buckets().subList(0, Math.min(profile.buckets().size(), MOST_BUCKETS));
        JsonFields.array(json, "top", top, (to, bucket) -> {
            to.writeStartObject();
            to.writeFieldName("stack");
            SharedJson.stack(to, bucket.stack());
            to.writeNumberField("object_bytes", bucket.objectBytes());
            to.writeNumberField("inuse_bytes", bucket.inuseBytes());
            to.writeNumberField("inuse_objects", bucket.inuseObjects());
            to.writeNumberField("alloc_bytes", bucket.allocBytes());
            to.writeNumberField("alloc_objects", bucket.allocObjects());
            to.writeEndObject();
        });
        json.writeEndObject();
    }
}
