package dev.blindspot.cli;

import dev.blindspot.detect.Report;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.export.RecordedReport;
import dev.blindspot.export.ReportJson;
import dev.blindspot.view.HtmlReport;
import dev.blindspot.view.ReportText;
import java.nio.file.Path;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code report}: what a recording shows. */
final class ReportCommand extends Subcommand {
    private final Argument<Path> file = Argument.of(
            new PathConverter(),
            PositionalParamSpec.builder().index("0").paramLabel("FILE").description("a recording"));

    private final Flag json = new Flag("--json", "as JSON (blindspot.report/1)");

    private final Argument<String> html = Argument.text(OptionSpec.builder("--html")
            .paramLabel("OUT")
            .description("write one HTML file that needs nothing else, instead of text; - is standard output"));

    private final OutputOption output = new OutputOption();
    private final OlderOption older = new OlderOption();
    private final FailOn failOn = new FailOn();

    ReportCommand() {
        describe("Shows what a recording holds: findings first, then call sites, histograms and the ledger.");
        take(file, json, html, output, older, failOn);
        giveExamples(
                "  blindspot report leak.bsp",
                "  blindspot report leak.bsp --json | jq .findings",
                "  blindspot report leak.bsp --html leak.html");
    }

    @Override
    public Integer call() {
        Report report = RecordedReport.read(file.get(), older::nanos);
        output.mustNotBe(file.get());
        String page = html.value();
        if (page != null) {
            writeHtml(report, OutputOption.to(page));
        }
        if (json.isGiven()) {
            output.write(out -> ReportJson.write(report, out, JsonDocument.Style.INDENTED));
        } else if (page == null) {
            output.print(colour -> ReportText.of(report, colour));
        }
        return failOn.exitCode(report.findings());
    }

    private void writeHtml(Report report, OutputOption to) {
        to.mustNotBe(file.get());
        to.print(colour -> HtmlReport.of(report));
        if (!to.isStandard()) {
            err().println("blindspot: wrote " + to.name());
        }
    }
}
