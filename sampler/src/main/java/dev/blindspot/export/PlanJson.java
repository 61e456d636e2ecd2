package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.blindspot.plan.LimitAdvice;
import dev.blindspot.plan.Plan;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code blindspot.plan/1}. */
public final class PlanJson {
    private PlanJson() {}

    /** Writes {@code plan} as one document; false if the reader is gone. */
    public static boolean write(Plan plan, OutputStream out) {
        return JsonDocument.write(out, JsonDocument.Style.INDENTED, json -> {
            json.writeStartObject();
            json.writeStringField("schema", "blindspot.plan/1");
            window(json, plan);
            JsonFields.array(json, "categories", plan.categories(), PlanJson::rate);
            json.writeFieldName("total");
            rate(json, plan.total());
            json.writeStringField("verdict", plan.verdict().label());
            JsonFields.number(json, "limit_bytes", plan.limitBytes());
            json.writeStringField("limit_source", plan.limitSource());
            time(json, plan.timeToLimit());
            JsonFields.nullable(json, "peak", plan.peak(), PlanJson::peak);
            advice(json, plan.advice());
            JsonFields.number(json, "outside_heap_profile_share", plan.outsideProfileShare());
            JsonFields.array(json, "loads", plan.loads(), PlanJson::load);
            SharedJson.notes(json, plan.notes());
            json.writeEndObject();
        });
    }

    private static void window(JsonGenerator json, Plan plan) throws IOException {
        json.writeObjectFieldStart("window");
        json.writeStringField("start_at", plan.startAt().toString());
        json.writeStringField("end_at", plan.endAt().toString());
        json.writeNumberField("recordings", plan.recordings());
        json.writeNumberField("processes", plan.processes());
        json.writeEndObject();
    }

    private static void rate(JsonGenerator json, Plan.Rate rate) throws IOException {
        json.writeStartObject();
        json.writeStringField("category", rate.category());
        JsonFields.number(json, "growth_bytes_per_s", rate.bytesPerSecond());
        range(json, "ci95", rate.ci95());
        Instant since = rate.steadySince();
        json.writeStringField("steady_since_at", since == null ? null : since.toString());
        json.writeStringField("verdict", rate.verdict().label());
        json.writeNumberField("last_bytes", rate.lastBytes());
        json.writeEndObject();
    }

    private static void range(JsonGenerator json, String name, Plan.@Nullable Range range) throws IOException {
        JsonFields.nullable(json, name, range, (to, ends) -> {
            to.writeStartArray();
            JsonFields.number(to, ends.low());
            JsonFields.number(to, ends.high());
            to.writeEndArray();
        });
    }

    private static void time(JsonGenerator json, Plan.@Nullable Span time) throws IOException {
        JsonFields.number(json, "time_to_limit_ns", time == null ? null : Long.valueOf(time.nanos()));
        JsonFields.nullable(json, "time_to_limit_ci95_ns", time, (to, span) -> {
            to.writeStartArray();
            to.writeNumber(span.lowNanos());
            to.writeNumber(span.highNanos());
            to.writeEndArray();
        });
    }

    private static void peak(JsonGenerator json, Plan.Peak peak) throws IOException {
        json.writeStartObject();
        json.writeNumberField("p50_bytes", peak.p50());
        json.writeNumberField("p90_bytes", peak.p90());
        json.writeNumberField("p99_bytes", peak.p99());
        json.writeNumberField("max_bytes", peak.max());
        json.writeNumberField("intervals", peak.intervals());
        json.writeEndObject();
    }

    private static void advice(JsonGenerator json, @Nullable LimitAdvice advice) throws IOException {
        JsonFields.number(json, "advised_limit_bytes", advice == null ? null : Long.valueOf(advice.limitBytes()));
        JsonFields.number(json, "advised_gomemlimit_bytes", advice == null ? null : advice.goMemLimitBytes());
        JsonFields.nullable(json, "advice", advice, (to, limit) -> {
            to.writeStartObject();
            to.writeNumberField("headroom_bytes", limit.headroomBytes());
            to.writeNumberField("kernel_bytes", limit.kernelBytes());
            to.writeNumberField("growth_bytes", limit.growthBytes());
            JsonFields.strings(to, "reasoning", limit.reasoning());
            to.writeEndObject();
        });
    }

    private static void load(JsonGenerator json, Plan.Load load) throws IOException {
        json.writeStartObject();
        json.writeStringField("gauge", load.name());
        json.writeBooleanField("counter", load.counter());
        JsonFields.number(json, "mean", load.mean());
        JsonFields.number(json, "high", load.high());
        JsonFields.number(json, "bytes_per_unit", load.bytesPerUnit());
        range(json, "ci95", load.ci95());
        JsonFields.nullable(json, "what_if", load.whatIf(), (to, whatIf) -> {
            to.writeStartObject();
            JsonFields.number(to, "factor", whatIf.factor());
            to.writeNumberField("peak_bytes", whatIf.peakBytes());
            range(to, "peak_ci95", whatIf.ci95());
            to.writeEndObject();
        });
        json.writeEndObject();
    }
}
