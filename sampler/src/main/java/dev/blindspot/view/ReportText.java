package dev.blindspot.view;

import dev.blindspot.aggregate.GaugeSeries;
import dev.blindspot.aggregate.MergedHistogram;
import dev.blindspot.detect.Report;
import dev.blindspot.model.Loss;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A report as text: findings first, then what they rest on. */
public final class ReportText {
    private ReportText() {}

    /** The whole text, with a line end after the last line. */
    public static String of(Report report, boolean colour) {
        Ink ink = new Ink(colour);
        StringBuilder text = new StringBuilder();
        header(text, ink, report);
        CommonText.findings(text, ink, report.findings());
        AttributionText.append(text, ink, report.attributions());
        CallSiteText.append(text, ink, report.callSites());
        CallText.append(text, ink, report.calls());
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
                "attached " + (report.info().attachMode().equals("system") ? "system-wide" : "per thread") + ", stacks "
                        + report.info().stacks() + ", sources "
                        + String.join(" ", report.info().sources()));
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
