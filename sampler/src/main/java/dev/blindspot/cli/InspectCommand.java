package dev.blindspot.cli;

import dev.blindspot.detect.InspectionFindings;
import dev.blindspot.export.InspectionJson;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.SamplerException;
import dev.blindspot.sample.Inspector;
import dev.blindspot.view.InspectionText;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code inspect}: one look, or two a while apart; no tracing. */
@Command(
        description = "Looks at a process, without tracing it: where every resident byte is, and what is left behind.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  blindspot inspect 4711",
            "  blindspot inspect --name '^prometheus$' -i 10s --json",
            "  blindspot inspect 4711 --freeze --fail-on suspect"
        })
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = LateFactory.emptySpec();

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "TIME",
            description = "look twice, so far apart, and show the change")
    private @Nullable Duration interval;

    @Mixin
    private FreezeOption freeze = new FreezeOption();

    @Option(names = "--json", description = "as JSON (blindspot.inspect/1)")
    private boolean json;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private FailOn failOn = new FailOn();

    @Override
    public Integer call() throws InterruptedException {
        try (Interrupt interrupt = new Interrupt();
                Inspector inspector = Inspector.open(target.resolve(), Version.text())) {
            freeze.applyTo(inspector);
            Inspection first = inspector.inspect();
            if (interval == null) {
                return show(first, null);
            }
            if (interrupt.await(interval)) {
                return showAlone(first, "ended by a signal");
            }
            Inspection second = again(inspector);
            return second == null ? showAlone(first, "the target ended") : show(second, first);
        }
    }

    private @Nullable Inspection again(Inspector inspector) {
        try {
            return inspector.inspect();
        } catch (SamplerException.NoSuchProcess e) {
            return null;
        }
    }

    private int showAlone(Inspection first, String why) {
        spec.commandLine().getErr().println("blindspot: note: " + why + "; this is the first look");
        return show(first, null);
    }

    private int show(Inspection look, @Nullable Inspection previous) {
        Inspection inspection = look.withFindings(InspectionFindings.of(look, previous));
        if (json) {
            output.write(out -> InspectionJson.write(inspection, previous, out, JsonDocument.Style.INDENTED));
        } else {
            output.print(colour -> InspectionText.of(inspection, previous, colour));
        }
        return failOn.exitCode(inspection.findings());
    }
}
