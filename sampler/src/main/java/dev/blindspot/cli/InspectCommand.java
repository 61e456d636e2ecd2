package dev.blindspot.cli;

import dev.blindspot.detect.InspectionFindings;
import dev.blindspot.export.InspectionJson;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Note;
import dev.blindspot.model.SamplerException;
import dev.blindspot.sample.Inspector;
import dev.blindspot.view.InspectionText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/** {@code inspect}: one look, or two a while apart; no tracing. */
final class InspectCommand extends Subcommand {
    private final TargetOptions target = new TargetOptions();

    private final Argument<Duration> interval = Argument.of(
            new DurationConverter(),
            OptionSpec.builder("-i", "--interval")
                    .paramLabel("TIME")
                    .description("look twice, so far apart, and show the change"));

    private final FreezeOption freeze = new FreezeOption();
    private final Flag json = new Flag("--json", "as JSON (blindspot.inspect/1)");
    private final OutputOption output = new OutputOption();
    private final FailOn failOn = new FailOn();

    InspectCommand() {
        describe("Looks at a process, without tracing it: where every resident byte is, and what is left behind.");
        take(target, interval, freeze, json, output, failOn);
        giveExamples(
                "  blindspot inspect 4711",
                "  blindspot inspect --name '^prometheus$' -i 10s --json",
                "  blindspot inspect 4711 --freeze --fail-on suspect");
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Interrupt interrupt = new Interrupt();
                Inspector inspector = Inspector.open(target.resolve(), Version.text())) {
            freeze.applyTo(inspector);
            Inspection first = inspector.inspect();
            Duration apart = interval.value();
            if (apart == null) {
                return show(first, null);
            }
            if (interrupt.await(apart)) {
                return showAlone(first, "interrupted", "ended by a signal");
            }
            Inspection second = again(inspector);
            if (second != null) {
                return show(second, first);
            }
            return inspector.hasExecuted()
                    ? showAlone(first, "target-execed", "the target became another program")
                    : showAlone(first, "target-ended", "the target ended");
        }
    }

    private @Nullable Inspection again(Inspector inspector) {
        try {
            return inspector.inspect();
        } catch (SamplerException.NoSuchProcess e) {
            return null;
        }
    }

    private int showAlone(Inspection first, String code, String why) {
        String text = why + "; this is the first look";
        err().println("blindspot: note: " + text);
        return show(first.withNote(new Note(code, text)), null);
    }

    private int show(Inspection look, @Nullable Inspection previous) {
        Inspection inspection = look.withFindings(InspectionFindings.of(look, previous));
        if (json.isGiven()) {
            output.write(out -> InspectionJson.write(inspection, previous, out, JsonDocument.Style.INDENTED));
        } else {
            output.print(colour -> InspectionText.of(inspection, previous, colour));
        }
        return failOn.exitCode(inspection.findings());
    }
}
