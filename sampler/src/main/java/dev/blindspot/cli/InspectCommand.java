package dev.blindspot.cli;

import dev.blindspot.export.InspectionJson;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.export.Output;
import dev.blindspot.model.Inspection;
import dev.blindspot.sample.Inspector;
import dev.blindspot.view.InspectionText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inspect}: one look, or two a while apart; no tracing. */
@Command(
        name = "inspect",
        description = "Looks at a process once: where every resident byte is.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "TIME",
            description = "look twice, so far apart; the first look is given besides")
    private @Nullable Duration interval;

    @Option(names = "--json", description = "as JSON (blindspot.inspect/1)")
    private boolean json;

    @Mixin
    private FailOn failOn = new FailOn();

    @Override
    public Integer call() throws InterruptedException {
        try (Inspector inspector = Inspector.open(target.resolve(), Version.text())) {
            Inspection first = inspector.inspect();
            if (interval == null) {
                return show(first, null);
            }
            Thread.sleep(interval);
            return show(inspector.inspect(), first);
        }
    }

    private int show(Inspection inspection, @Nullable Inspection previous) {
        if (json) {
            InspectionJson.write(inspection, previous, Standard.out(), JsonDocument.Style.INDENTED);
        } else {
            Output.attempt(() -> Standard.out()
                    .write(InspectionText.of(inspection, previous, Standard.colour())
                            .getBytes(StandardCharsets.UTF_8)));
        }
        return failOn.exitCode(inspection.findings());
    }
}
