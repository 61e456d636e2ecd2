package dev.blindspot.cli;

import dev.blindspot.detect.Report;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.export.Output;
import dev.blindspot.export.ReportJson;
import dev.blindspot.view.ReportText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code report}: what a recording shows. */
@Command(
        name = "report",
        description = "Shows what a recording holds: findings first, then call sites, ledger and histograms.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "a recording")
    private Path file = Path.of("");

    @Option(names = "--json", description = "as JSON (blindspot.report/1)")
    private boolean json;

    @Mixin
    private FailOn failOn = new FailOn();

    @Override
    public Integer call() {
        Report report = RecordedReport.read(file);
        if (json) {
            ReportJson.write(report, Standard.out(), JsonDocument.Style.INDENTED);
        } else {
            Output.attempt(() -> {
                Standard.out().write(ReportText.of(report, Standard.colour()).getBytes(StandardCharsets.UTF_8));
                Standard.out().flush();
            });
        }
        return failOn.exitCode(report.findings());
    }
}
