package dev.blindspot.cli;

import dev.blindspot.detect.Report;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.export.ReportJson;
import dev.blindspot.view.ReportText;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code report}: what a recording shows. */
@Command(
        name = "report",
        description = "Shows what a recording holds: findings first, then call sites, histograms and the ledger.",
        footerHeading = "%nExamples:%n",
        footer = {"  blindspot report leak.bsp", "  blindspot report leak.bsp --json | jq .findings"})
final class ReportCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "a recording")
    private Path file = Path.of("");

    @Option(names = "--json", description = "as JSON (blindspot.report/1)")
    private boolean json;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private FailOn failOn = new FailOn();

    @Override
    public Integer call() {
        Report report = RecordedReport.read(file);
        output.mustNotBe(file);
        if (json) {
            output.write(out -> ReportJson.write(report, out, JsonDocument.Style.INDENTED));
        } else {
            output.print(colour -> ReportText.of(report, colour));
        }
        return failOn.exitCode(report.findings());
    }
}
