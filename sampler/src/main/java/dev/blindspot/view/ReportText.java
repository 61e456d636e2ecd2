package dev.blindspot.view;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.aggregate.GaugeSeries;
import dev.blindspot.aggregate.MergedHistogram;
import dev.blindspot.detect.Report;
import dev.blindspot.model.Loss;
import dev.blindspot.model.MappingKind;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A report as text: findings first, then what they rest on. */
public final class ReportText {
    private static final int MOST_CALL_SITES = 20;

    private ReportText() {}

    /** The whole text, with a line end after the last line. */
    public static String of(Report report, boolean colour) {
        Ink ink = new Ink(colour);
        StringBuilder text = new StringBuilder();
        header(text, ink, report);
        CommonText.findings(text, ink, report.findings());
        callSites(text, ink, report);
        histograms(text, ink, report.histograms());
        ledger(text, ink, report);
        gauges(text, ink, report.gauges());
        losses(text, ink, report.losses());
        CommonText.cost(text, ink, report.cost());
        CommonText.notes(text, ink, report.notes());
        return text.toString();
    }

    private static void header(StringBuilder text, Ink ink, Report report) {
        text.append(ink.bold(CommonText.target(report.first().target())))
                .append(", ")
                .append(Amounts.nanos(report.durationNanos()))
                .append(" from ")
                .append(Amounts.time(report.info().startedAt()))
                .append('\n');
        Lines.wrap(
                text,
                "",
                2,
                "attached " + report.info().attachMode() + "-wide, stacks "
                        + report.info().stacks() + ", sources "
                        + String.join(" ", report.info().sources()));
    }

    private static void callSites(StringBuilder text, Ink ink, Report report) {
        List<CallSiteRow> rows = report.callSites();
        Table mappings = new Table("OUTSTANDING", "COUNT", "MAPPED", "CALLS", "<KIND", "<CALL SITE");
        Table faults = new Table("TOUCHED", "FAULTS", "<CALL SITE");
        int hidden = 0;
        int hiddenFaults = 0;
        for (CallSiteRow row : rows) {
            if (row.kind() == MappingKind.FAULT) {
                hiddenFaults += addFault(faults, row) ? 0 : 1;
            } else {
                hidden += addMapping(mappings, row) ? 0 : 1;
            }
        }
        if (!mappings.isEmpty()) {
            CommonText.title(text, ink, "Call sites: mapped in this window, and what of it is still mapped");
            mappings.appendTo(text, ink);
            more(text, hidden);
            if (rows.stream().anyMatch(CallSiteRow::sampled)) {
                text.append("  ~ estimated from sampled stacks; totals are exact\n");
            }
        }
        if (!faults.isEmpty()) {
            CommonText.title(text, ink, "Page faults: who touched memory first");
            faults.appendTo(text, ink);
            more(text, hiddenFaults);
        }
    }

    private static boolean addMapping(Table table, CallSiteRow row) {
        if (table.size() == MOST_CALL_SITES) {
            return false;
        }
        String about = row.sampled() ? "~" : "";
        table.add(
                about + Amounts.bytes(row.outstandingBytes()),
                about + Amounts.count(row.outstandingCount()),
                about + Amounts.bytes(row.mappedBytes()),
                about + Amounts.count(row.mappedCount()),
                row.kind().label(),
                (row.byRuntime() ? "[Go runtime] " : "") + StackText.site(row.stack()));
        return true;
    }

    private static boolean addFault(Table table, CallSiteRow row) {
        if (table.size() == MOST_CALL_SITES) {
            return false;
        }
        table.add(Amounts.bytes(row.mappedBytes()), Amounts.count(row.mappedCount()), StackText.site(row.stack()));
        return true;
    }

    private static void more(StringBuilder text, int hidden) {
        if (hidden > 0) {
            text.append("  and ").append(hidden).append(" more: see --json\n");
        }
    }

    private static void histograms(StringBuilder text, Ink ink, List<MergedHistogram> histograms) {
        Table table = new Table("<HISTOGRAM", "COUNT", "MEAN", "P50", "P90", "P99", "MAX");
        for (MergedHistogram merged : histograms) {
            Histogram values = merged.values();
            if (values.getTotalCount() > 0) {
                boolean bytes = merged.unit().equals("bytes");
                table.add(
                        merged.tag(),
                        Amounts.count(values.getTotalCount()),
                        amount(bytes, values.getMean()),
                        amount(bytes, values.getValueAtPercentile(50)),
                        amount(bytes, values.getValueAtPercentile(90)),
                        amount(bytes, values.getValueAtPercentile(99)),
                        amount(bytes, values.getMaxValue()));
            }
        }
        if (!table.isEmpty()) {
            CommonText.title(text, ink, "Histograms");
            table.appendTo(text, ink);
        }
    }

    private static String amount(boolean bytes, double value) {
        return bytes ? Amounts.bytes(value) : Amounts.nanos(value);
    }

    private static void ledger(StringBuilder text, Ink ink, Report report) {
        if (!report.ledgers().isEmpty()) {
            CommonText.title(
                    text,
                    ink,
                    "Resident memory by category, "
                            + Amounts.count(report.ledgers().size(), "snapshot"));
            LedgerText.change(text, ink, report.ledgers());
        }
    }

    private static void gauges(StringBuilder text, Ink ink, List<GaugeSeries> gauges) {
        Table table = new Table("FIRST", "LAST", "<GAUGE");
        for (GaugeSeries series : gauges) {
            if (!series.points().isEmpty()) {
                table.add(
                        gauge(series, series.points().getFirst().value()),
                        gauge(series, series.points().getLast().value()),
                        series.name());
            }
        }
        if (!table.isEmpty()) {
            CommonText.title(text, ink, "Gauges");
            table.appendTo(text, ink);
        }
    }

    private static String gauge(GaugeSeries series, @Nullable Double value) {
        if (value == null) {
            return "?";
        }
        return series.unit().equals("bytes") ? Amounts.bytes(value) : Amounts.count(Math.round(value));
    }

    private static void losses(StringBuilder text, Ink ink, List<Loss> losses) {
        if (losses.isEmpty()) {
            return;
        }
        CommonText.title(text, ink, "Lost events");
        Table table = new Table("COUNT", "<SOURCE", "<FROM", "<TO");
        losses.forEach(loss -> table.add(
                loss.count() == null ? "unknown" : Amounts.count(loss.count()),
                loss.source().label(),
                Amounts.time(loss.from()),
                Amounts.time(loss.to())));
        table.appendTo(text, ink);
    }
}
