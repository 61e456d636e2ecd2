package dev.blindspot.view;

import dev.blindspot.aggregate.ByteBounds;
import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.detect.Report;
import dev.blindspot.detect.UserFrame;
import dev.blindspot.model.Cost;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.Loss;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Severity;
import dev.blindspot.model.Stack;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A report as one HTML file that needs nothing else: no network, no script. Findings first, then what they rest on. */
public final class HtmlReport {
    private static final int MOST_ROWS = 200;
    private static final int MOST_STACKS = 5;

    private final Html html = new Html();
    private final Report report;

    private HtmlReport(Report report) {
        this.report = report;
    }

    /** The whole document. */
    public static String of(Report report) {
        return new HtmlReport(report).document();
    }

    private String document() {
        String title = CommonText.target(report.first().target());
        html.open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml").open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.leaf("title", title + " – Blindspot").style(style()).close();
        html.open("body").open("main");
        head(title);
        findings();
        section(
                "Resident memory by category",
                !report.ledgers().isEmpty(),
                () -> AreaChart.write(html, report.ledgers()));
        callSites();
        section(
                "Histograms",
                report.histograms().stream().anyMatch(each -> each.values().getTotalCount() > 0),
                () -> SmallCharts.histograms(html, report.histograms()));
        section("Gauges", !report.gauges().isEmpty(), () -> SmallCharts.gauges(html, report.gauges()));
        losses();
        inspections();
        costAndNotes();
        return html.close().close().close().document();
    }

    private void section(String title, boolean wanted, Runnable content) {
        if (wanted) {
            html.open("section").leaf("h2", title);
            content.run();
            html.close();
        }
    }

    private void head(String title) {
        html.open("header").leaf("h1", title);
        html.leaf(
                "p",
                Amounts.nanos(report.durationNanos()) + " from "
                        + Amounts.time(report.info().startedAt()) + ", attached "
                        + (report.info().attachMode().equals("system") ? "system-wide" : "per thread") + ", stacks "
                        + report.info().stacks() + ", sources "
                        + String.join(" ", report.info().sources()));
        html.open("ul", "class", "figures");
        int findings = report.findings().size();
        figure(Amounts.count(findings), findings == 1 ? "finding" : "findings");
        List<Ledger> ledgers = report.ledgers();
        if (!ledgers.isEmpty()) {
            long last = ledgers.getLast().rssBytes();
            figure(
                    Amounts.bytes(last),
                    "resident, " + Amounts.change(last - ledgers.getFirst().rssBytes()));
        }
        long outstanding = report.totals().stream()
                .filter(totals -> totals.kind() != MappingKind.FAULT && totals.kind() != MappingKind.MALLOC)
                .mapToLong(KindTotals::outstandingBytes)
                .sum();
        figure(Amounts.bytes(outstanding), "mapped in this window and still there");
        if (!report.losses().isEmpty()) {
            figure("some", "events were lost");
        }
        html.close().close();
    }

    private void figure(String number, String what) {
        html.open("li").leaf("strong", number).leaf("span", what).close();
    }

    private void findings() {
        section("Findings", true, () -> {
            if (report.findings().isEmpty()) {
                html.leaf("p", "None.");
            }
            report.findings().forEach(this::finding);
        });
    }

    private void finding(Finding finding) {
        html.open("article", "class", "finding " + finding.severity().label());
        html.open("h3")
                .leaf("span", finding.severity().label(), "class", "badge")
                .text(" " + finding.id() + " ");
        if (!finding.stacks().isEmpty()) {
            html.leaf("code", StackText.site(finding.stacks().getFirst().stack()));
        }
        html.close();
        html.leaf("p", finding.title() + ": " + CommonText.amounts(finding));
        if (finding.incomplete()) {
            html.leaf("p", "Incomplete: events were lost, it may be more or less.");
        }
        if (finding.severity() != Severity.INFO) {
            html.leaf("p", "→ " + finding.advice(), "class", "advice");
        }
        if (!finding.evidence().isEmpty()) {
            html.open("details").leaf("summary", "Evidence").open("table").open("tbody");
            finding.evidence()
                    .forEach((name, value) -> html.open("tr")
                            .leaf("td", name.replace('_', ' '))
                            .leaf(
                                    "td",
                                    value instanceof Long number ? Amounts.count(number) : String.valueOf(value),
                                    "class",
                                    "n")
                            .close());
            html.close().close().close();
        }
        if (!finding.stacks().isEmpty()) {
            html.open("details").leaf("summary", Amounts.count(finding.stacks().size(), "stack"));
            for (StackShare share : finding.stacks().stream().limit(MOST_STACKS).toList()) {
                html.leaf("p", Amounts.bytes(share.bytes()) + " in " + Amounts.count(share.count()));
                stack(share.stack());
            }
            more(finding.stacks().size() - MOST_STACKS);
            html.close();
        }
        html.close();
    }

    private void stack(@Nullable Stack stack) {
        if (stack == null) {
            html.leaf("p", "No stack was taken.");
            return;
        }
        html.open("ol", "class", "stack");
        for (Frame frame : stack.frames()) {
            html.open("li").leaf("code", UserFrame.shortName(frame));
            String file = frame.file();
            html.leaf(
                    "span",
                    file == null || frame.line() == null ? frame.module() : file + ":" + frame.line(),
                    "class",
                    "where");
            html.close();
        }
        html.close();
    }

    private void callSites() {
        List<CallSiteRow> mapped = rows(CallSites::isMapped);
        section("Call sites: mapped in this window, and what of it is still mapped", !mapped.isEmpty(), () -> {
            table(mapped, "Outstanding", "Count", "Mapped", "Calls", "Kind");
            if (mapped.stream().anyMatch(CallSiteRow::sampled)) {
                html.leaf("p", "~ estimated from sampled stacks; in brackets its 95 % interval", "class", "where");
            }
        });
        section("Outstanding bytes by stack", FlameChart.anything(mapped), () -> FlameChart.write(html, mapped));
        List<CallSiteRow> allocated = rows(row -> row.kind() == MappingKind.MALLOC);
        section(
                "C allocations, estimated from short windows: what was not seen to be freed",
                !allocated.isEmpty(),
                () -> table(allocated, "Surviving", "Count", "Allocated", "Calls", "Kind"));
        List<CallSiteRow> touched = rows(row -> row.kind() == MappingKind.FAULT);
        section("Page faults: who touched memory first", !touched.isEmpty(), () -> table(touched, "Touched", "Faults"));
    }

    private List<CallSiteRow> rows(Predicate<CallSiteRow> wanted) {
        return report.callSites().stream()
                .filter(wanted)
                .sorted(LargestFirst.by(CallSiteRow::outstandingBytes, CallSiteRow::mappedBytes))
                .toList();
    }

    private void table(List<CallSiteRow> rows, String... titles) {
        html.open("table").open("thead").open("tr");
        for (String title : titles) {
            html.leaf("th", title, "scope", "col", "class", title.equals("Kind") ? "" : "n");
        }
        html.leaf("th", "Call site", "scope", "col").close().close().open("tbody");
        for (CallSiteRow row : rows.stream().limit(MOST_ROWS).toList()) {
            html.open("tr");
            String about = row.sampled() ? "~" : "";
            if (row.kind() != MappingKind.FAULT) {
                ByteBounds bounds = row.ci95Bytes();
                String between = bounds == null
                        ? ""
                        : " [" + Amounts.bytes(bounds.low()) + ", " + Amounts.bytes(bounds.high()) + "]";
                html.leaf("td", about + Amounts.bytes(row.outstandingBytes()) + between, "class", "n");
                html.leaf("td", about + Amounts.count(row.outstandingCount()), "class", "n");
            }
            html.leaf("td", about + Amounts.bytes(row.mappedBytes()), "class", "n");
            html.leaf("td", about + Amounts.count(row.mappedCount()), "class", "n");
            if (row.kind() != MappingKind.FAULT) {
                html.leaf("td", row.kind().label());
            }
            html.open("td").open("details").open("summary");
            html.leaf("code", (row.byRuntime() ? "[Go runtime] " : "") + StackText.site(row.stack()));
            html.text(row.incomplete() ? " incomplete" : "").close();
            stack(row.stack());
            html.close().close().close();
        }
        html.close().close();
        more(rows.size() - MOST_ROWS);
    }

    private void more(int left) {
        if (left > 0) {
            html.leaf("p", "and " + left + " more: see report --json", "class", "where");
        }
    }

    private void losses() {
        section("Lost events", !report.losses().isEmpty(), () -> {
            html.open("table").open("thead").open("tr");
            html.leaf("th", "Count", "scope", "col", "class", "n");
            for (String title : new String[] {"Source", "From", "To"}) {
                html.leaf("th", title, "scope", "col");
            }
            html.close().close().open("tbody");
            for (Loss loss : report.losses()) {
                html.open("tr")
                        .leaf("td", loss.count() == null ? "unknown" : Amounts.count(loss.count()), "class", "n")
                        .leaf("td", loss.source().label())
                        .leaf("td", Amounts.time(loss.from()))
                        .leaf("td", Amounts.time(loss.to()))
                        .close();
            }
            html.close().close();
        });
    }

    private void inspections() {
        section("The process looked at", true, () -> {
            inspection("at the start", report.first());
            Inspection last = report.last();
            if (last != null) {
                inspection("at the end", last);
            }
        });
    }

    private void inspection(String when, Inspection inspection) {
        html.open("details")
                .leaf("summary", when + ", " + Amounts.time(inspection.takenAt()))
                .leaf("pre", InspectionText.of(inspection, null, false))
                .close();
    }

    private void costAndNotes() {
        Cost cost = report.cost();
        section("Cost", true, () -> html.leaf("p", CommonText.cost(cost)));
        section("Notes", !report.notes().isEmpty(), () -> {
            html.open("ul");
            report.notes().forEach(note -> html.leaf("li", note.text()));
            html.close();
        });
        html.leaf("footer", "Made by Blindspot " + report.first().blindspotVersion() + ".");
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(Objects.requireNonNull(in, "report.css").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
