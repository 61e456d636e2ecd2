package dev.blindspot.cli;

import dev.blindspot.detect.Report;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.export.ReportJson;
import dev.blindspot.view.HtmlReport;
import dev.blindspot.view.ReportText;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: what a recording shows. */
@Command(
        description = "Shows what a recording holds: findings first, then call sites, histograms and the ledger.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  blindspot report leak.bsp",
            "  blindspot report leak.bsp --json | jq .findings",
            "  blindspot report leak.bsp --html leak.html"
        })
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = LateFactory.emptySpec();

    @Parameters(index = "0", paramLabel = "FILE", description = "a recording")
    private Path file = Path.of("");

    @Option(names = "--json", description = "as JSON (blindspot.report/1)")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "OUT",
            description = "write one HTML file that needs nothing else, instead of text; - is standard output")
    private @Nullable String html;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private OlderOption older = new OlderOption();

    @Mixin
    private FailOn failOn = new FailOn();

    @Override
    public Integer call() {
        Report report = RecordedReport.read(file, older);
        output.mustNotBe(file);
        if (html != null) {
            writeHtml(report, OutputOption.to(html));
        }
        if (json) {
            output.write(out -> ReportJson.write(report, out, JsonDocument.Style.INDENTED));
        } else if (html == null) {
            output.print(colour -> ReportText.of(report, colour));
        }
        return failOn.exitCode(report.findings());
    }

    private void writeHtml(Report report, OutputOption to) {
        to.mustNotBe(file);
        to.print(colour -> HtmlReport.of(report));
        if (!to.isStandard()) {
            spec.commandLine().getErr().println("blindspot: wrote " + to.name());
        }
    }
}
