package dev.blindspot.view;

import dev.blindspot.aggregate.GaugeSeries;
import dev.blindspot.detect.Report;
import dev.blindspot.model.Finding;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report that goes on, as what fits on a screen: gauges, findings, who maps and holds, where the resident bytes are; with
 * what each gained a second since the report before.
 */
public final class TopText {
    private static final int MOST_FINDINGS = 5;
    private static final double NANOS = 1e9;

    /** An empty line, and the titles of a table's columns. */
    private static final int TITLE_LINES = 2;

    private final Report now;
    private final @Nullable Report before;
    private final double seconds;
    private final int columns;
    private final Ink ink;
    private final List<String> lines = new ArrayList<>();

    private TopText(Report now, @Nullable Report before, int columns, Ink ink) {
        this.now = now;
        this.before = before;
        this.seconds = before == null ? 0 : (now.durationNanos() - before.durationNanos()) / NANOS;
        this.columns = columns;
        this.ink = ink;
    }

    /**
     * The lines, at most as many as there are rows.
     *
     * @param before the report before this one; null for the first
     * @param hint what the last line says besides
     */
    public static List<String> of(
            Report now, @Nullable Report before, int rows, int columns, String hint, boolean colour) {
        TopText text = new TopText(now, before, columns, new Ink(colour));
        text.head();
        text.findings();
        List<String> foot = text.foot(hint);
        int room = rows - text.lines.size() - foot.size();
        List<String> callSites = text.callSites(room / 2 - TITLE_LINES);
        text.lines.addAll(callSites);
        text.lines.addAll(text.ledger(room - callSites.size() - TITLE_LINES));
        List<String> all = new ArrayList<>(text.lines.subList(0, Math.clamp(rows - foot.size(), 0, text.lines.size())));
        all.addAll(foot.subList(0, Math.min(rows, foot.size())));
        return all;
    }

    private void head() {
        lines.add(ink.bold(cut(CommonText.target(now.first().target()) + "  " + Amounts.nanos(now.durationNanos()))));
        StringBuilder gauges = new StringBuilder();
        for (GaugeSeries series : now.gauges()) {
            Double value = last(series);
            gauges.append(gauges.isEmpty() ? "" : "  ")
                    .append(series.name().replace("_bytes", ""))
                    .append(' ');
            if (value == null) {
                gauges.append('?');
            } else {
                gauges.append(series.unit().equals("bytes") ? Amounts.bytes(value) : Amounts.count(Math.round(value)));
            }
        }
        lines.add(cut(gauges.toString()));
    }

    private static @Nullable Double last(GaugeSeries series) {
        return series.points().isEmpty() ? null : series.points().getLast().value();
    }

    private void findings() {
        lines.add("");
        if (now.findings().isEmpty()) {
            lines.add("no findings");
        }
        for (Finding finding : now.findings().stream().limit(MOST_FINDINGS).toList()) {
            Severity severity = finding.severity();
            String where = finding.stacks().isEmpty()
                    ? ""
                    : "  " + StackText.site(finding.stacks().getFirst().stack());
            String line = cut(severity.label() + "  " + finding.id() + where + amounts(finding));
            int label = Math.min(line.length(), severity.label().length());
            lines.add(ink.severity(severity, line.substring(0, label)) + line.substring(label));
        }
        int more = now.findings().size() - MOST_FINDINGS;
        if (more > 0) {
            lines.add("and " + more + " more");
        }
    }

    private static String amounts(Finding finding) {
        Double growth = finding.growthBytesPerSecond();
        return (finding.bytes() == null ? "" : "  " + Amounts.bytes(finding.bytes()))
                + (finding.count() == null ? "" : "  in " + Amounts.count(finding.count()))
                + (growth == null ? "" : "  " + Amounts.change(Math.round(growth)) + "/s");
    }

    private List<String> callSites(int most) {
        Map<CallSites.Site, CallSites.Sum> earlier = before == null ? Map.of() : CallSites.mapped(before.callSites());
        Table table = new Table("OUTSTANDING", "GAINED/S", "COUNT", "CALLS/S", "<KIND", "<CALL SITE");
        CallSites.mapped(now.callSites()).entrySet().stream()
                .sorted(Map.Entry.<CallSites.Site, CallSites.Sum>comparingByValue(
                                Comparator.comparingLong(CallSites.Sum::outstandingBytes)
                                        .thenComparingLong(CallSites.Sum::mappedBytes))
                        .reversed())
                .limit(Math.max(0, most))
                .forEach(entry -> {
                    CallSites.Sum sum = entry.getValue();
                    CallSites.Sum was = earlier.getOrDefault(entry.getKey(), CallSites.Sum.NONE);
                    table.add(
                            (sum.sampled() ? "~" : "") + Amounts.bytes(sum.outstandingBytes()),
                            bytesRate(sum.outstandingBytes() - was.outstandingBytes()),
                            Amounts.count(sum.outstandingCount()),
                            rate(sum.mappedCount() - was.mappedCount()),
                            entry.getKey().kind().label(),
                            entry.getKey().name());
                });
        return rows(table);
    }

    private List<String> ledger(int most) {
        if (now.ledgers().isEmpty()) {
            return List.of();
        }
        Map<String, Long> first = new HashMap<>();
        now.ledgers().getFirst().rows().forEach(row -> first.put(row.category(), row.rssBytes()));
        Ledger last = now.ledgers().getLast();
        Table table = new Table("RESIDENT", "SINCE START", "<CATEGORY");
        last.rows().stream()
                .sorted(LargestFirst.by(LedgerRow::rssBytes))
                .limit(Math.max(0, most))
                .forEach(row -> table.add(
                        Amounts.bytes(row.rssBytes()),
                        Amounts.change(row.rssBytes() - first.getOrDefault(row.category(), 0L)),
                        row.category()));
        return rows(table);
    }

    /** An empty line, the titles, the rows; nothing where there are none. */
    private List<String> rows(Table table) {
        if (table.isEmpty()) {
            return List.of();
        }
        StringBuilder text = new StringBuilder();
        table.appendTo(text, new Ink(false));
        List<String> rows = new ArrayList<>();
        rows.add("");
        text.toString().lines().map(this::cut).forEach(rows::add);
        rows.set(1, ink.dim(rows.get(1)));
        return rows;
    }

    private List<String> foot(String hint) {
        List<String> foot = new ArrayList<>();
        foot.add("");
        now.notes().stream()
                .filter(note -> note.code().equals("target-restarted"))
                .reduce((_, last) -> last)
                .ifPresent(note -> foot.add(cut(note.text())));
        if (!now.losses().isEmpty()) {
            foot.add(ink.severity(Severity.SUSPECT, cut("events were lost: " + ProgressText.losses(now.losses()))));
        }
        long elapsed = Math.max(1, now.durationNanos());
        foot.add(ink.dim(cut("own CPU " + percent(now.cost().ownCpuNanos(), elapsed) + ", in the target about "
                + percent(now.cost().targetOverheadNanos(), elapsed) + " of one core" + hint)));
        return foot;
    }

    private static String percent(long part, long whole) {
        return Amounts.percent(100.0 * part / whole);
    }

    private String bytesRate(long change) {
        return seconds <= 0 ? "" : Amounts.change(Math.round(change / seconds));
    }

    private String rate(long change) {
        return seconds <= 0 ? "" : Amounts.count(Math.round(change / seconds));
    }

    private String cut(String line) {
        return Lines.cut(line, columns);
    }
}
