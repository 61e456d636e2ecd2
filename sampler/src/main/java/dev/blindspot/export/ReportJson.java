package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.blindspot.aggregate.ByteBounds;
import dev.blindspot.aggregate.CallRow;
import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.aggregate.GaugeSeries;
import dev.blindspot.aggregate.MergedHistogram;
import dev.blindspot.detect.Attribution;
import dev.blindspot.detect.Report;
import dev.blindspot.model.CallKind;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.MappingKind;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.HdrHistogram.Histogram;

/** {@code blindspot.report/1}. */
public final class ReportJson {
    private static final int MOST_SITES = 50;

    private ReportJson() {}

    /** Writes {@code report} as one document; false if the reader is gone. */
    public static boolean write(Report report, OutputStream out, JsonDocument.Style style) {
        return JsonDocument.write(out, style, json -> write(json, report));
    }

    private static void write(JsonGenerator json, Report report) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", "blindspot.report/1");
        SharedJson.target(json, report.first().target());
        json.writeObjectFieldStart("window");
        json.writeStringField("start_at", report.info().startedAt().toString());
        json.writeStringField("end_at", report.endAt().toString());
        json.writeEndObject();
        json.writeObjectFieldStart("attach");
        json.writeStringField("mode", report.info().attachMode());
        JsonFields.strings(json, "sources", report.info().sources());
        json.writeStringField("stacks", report.info().stacks());
        json.writeEndObject();
        SharedJson.losses(json, report.losses());
        SharedJson.cost(json, report.cost());
        SharedJson.findings(json, report.findings());
        SharedJson.notes(json, report.notes());
        JsonFields.array(json, "attribution", report.attributions(), ReportJson::attribution);
        totals(json, report);
        JsonFields.array(json, "call_sites", report.callSites(), ReportJson::callSite);
        if (!report.calls().isEmpty()) {
            JsonFields.array(json, "calls", report.calls(), ReportJson::call);
        }
        histograms(json, report);
        JsonFields.array(json, "ledger", report.ledgers(), ReportJson::ledger);
        gauges(json, report);
        json.writeFieldName("first");
        InspectionJson.write(json, report.first());
        JsonFields.nullable(json, "last", report.last(), InspectionJson::write);
        json.writeEndObject();
    }

    private static void attribution(JsonGenerator json, Attribution grown) throws IOException {
        json.writeStartObject();
        json.writeStringField("category", grown.category());
        json.writeNumberField("growth_bytes", grown.growthBytes());
        json.writeNumberField("growth_bytes_per_s", grown.bytesPerSecond());
        Double low = grown.lowBytesPerSecond();
        Double high = grown.highBytesPerSecond();
        json.writeFieldName("ci95");
        if (low == null || high == null) {
            json.writeNull();
        } else {
            json.writeStartArray();
            json.writeNumber(Math.round(low));
            json.writeNumber(Math.round(high));
            json.writeEndArray();
        }
        json.writeNumberField("unexplained_bytes", grown.unexplainedBytes());
        json.writeNumberField("explained_bytes", grown.explainedBytes());
        List<StackShare> sites = grown.sites();
        JsonFields.array(json, "sites", sites.subList(0, Math.min(sites.size(), MOST_SITES)), (to, site) -> {
            to.writeStartObject();
            to.writeFieldName("stack");
            SharedJson.stack(to, site.stack());
            to.writeNumberField("bytes", site.bytes());
            to.writeNumberField("bytes_per_s", grown.bytesPerSecondOf(site.bytes()));
            to.writeEndObject();
        });
        json.writeEndObject();
    }

    private static void totals(JsonGenerator json, Report report) throws IOException {
        json.writeObjectFieldStart("totals");
        for (KindTotals totals : report.totals()) {
            json.writeObjectFieldStart(totals.kind().label());
            amounts(
                    json,
                    totals.kind(),
                    totals.mappedBytes(),
                    totals.mappedCount(),
                    totals.outstandingBytes(),
                    totals.outstandingCount());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void callSite(JsonGenerator json, CallSiteRow row) throws IOException {
        json.writeStartObject();
        JsonFields.nullable(json, "stack", row.stack(), SharedJson::stack);
        json.writeStringField("kind", row.kind().label());
        json.writeBooleanField("by_runtime", row.byRuntime());
        amounts(json, row.kind(), row.mappedBytes(), row.mappedCount(), row.outstandingBytes(), row.outstandingCount());
        json.writeBooleanField("sampled", row.sampled());
        JsonFields.nullable(json, "ci95_bytes", row.ci95Bytes(), ReportJson::bounds);
        json.writeBooleanField("incomplete", row.incomplete());
        json.writeEndObject();
    }

    /** What has no meaning for a kind of call is null. */
    private static void call(JsonGenerator json, CallRow row) throws IOException {
        boolean opens = row.kind() == CallKind.DLOPEN;
        boolean closes = row.kind() == CallKind.DLCLOSE;
        json.writeStartObject();
        json.writeStringField("kind", row.kind().label());
        json.writeStringField("file", row.file());
        json.writeStringField("function", row.function());
        JsonFields.nullable(json, "stack", row.stack(), SharedJson::stack);
        json.writeNumberField("count", row.count());
        JsonFields.number(json, "failed", opens || closes ? (Long) row.failed() : null);
        JsonFields.number(json, "open", opens ? (Long) row.open() : null);
        JsonFields.number(json, "unmapped_nothing", closes ? (Long) row.unmappedNothing() : null);
        json.writeBooleanField("incomplete", row.incomplete());
        json.writeEndObject();
    }

    /** What a fault touched has no outstanding: nobody follows pages. */
    private static void amounts(
            JsonGenerator json,
            MappingKind kind,
            long mappedBytes,
            long mappedCount,
            long outstandingBytes,
            long outstandingCount)
            throws IOException {
        boolean fault = kind == MappingKind.FAULT;
        json.writeNumberField("mapped_bytes", mappedBytes);
        json.writeNumberField("mapped_count", mappedCount);
        JsonFields.number(json, "outstanding_bytes", fault ? null : (Long) outstandingBytes);
        JsonFields.number(json, "outstanding_count", fault ? null : (Long) outstandingCount);
    }

    private static void bounds(JsonGenerator json, ByteBounds bounds) throws IOException {
        json.writeStartArray();
        json.writeNumber(bounds.low());
        json.writeNumber(bounds.high());
        json.writeEndArray();
    }

    private static void histograms(JsonGenerator json, Report report) throws IOException {
        json.writeObjectFieldStart("histograms");
        for (MergedHistogram merged : report.histograms()) {
            Histogram values = merged.values();
            json.writeObjectFieldStart(merged.tag());
            json.writeStringField("unit", merged.unit());
            json.writeNumberField("count", values.getTotalCount());
            boolean empty = values.getTotalCount() == 0;
            JsonFields.number(json, "min", empty ? null : (Long) values.getMinValue());
            JsonFields.number(json, "max", empty ? null : (Long) values.getMaxValue());
            JsonFields.number(json, "mean", empty ? null : (Double) values.getMean());
            percentile(json, "p50", values, 50);
            percentile(json, "p90", values, 90);
            percentile(json, "p99", values, 99);
            percentile(json, "p999", values, 99.9);
            json.writeNumberField("overflow", merged.overflow());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void percentile(JsonGenerator json, String name, Histogram values, double percentile)
            throws IOException {
        JsonFields.number(
                json, name, values.getTotalCount() == 0 ? null : (Long) values.getValueAtPercentile(percentile));
    }

    private static void ledger(JsonGenerator json, Ledger ledger) throws IOException {
        json.writeStartObject();
        json.writeStringField("at", ledger.at().toString());
        json.writeNumberField("rss_bytes", ledger.rssBytes());
        json.writeNumberField("scanned_bytes", ledger.scannedBytes());
        SharedJson.ledgerRows(json, ledger.rows());
        json.writeEndObject();
    }

    private static void gauges(JsonGenerator json, Report report) throws IOException {
        json.writeObjectFieldStart("gauges");
        for (GaugeSeries series : report.gauges()) {
            json.writeObjectFieldStart(series.name());
            json.writeStringField("unit", series.unit());
            JsonFields.array(json, "points", series.points(), (to, point) -> {
                to.writeStartObject();
                to.writeStringField("at", point.at().toString());
                JsonFields.number(to, "value", point.value());
                to.writeEndObject();
            });
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
