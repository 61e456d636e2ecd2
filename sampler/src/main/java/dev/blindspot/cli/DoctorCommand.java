package dev.blindspot.cli;

import dev.blindspot.export.DoctorJson;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.model.Diagnosis;
import dev.blindspot.sample.Doctor;
import dev.blindspot.view.DoctorText;

/** {@code doctor}: what can be done here, and what would grant the rest. */
final class DoctorCommand extends Subcommand {
    private final TargetOptions target = new TargetOptions();
    private final Flag json = new Flag("--json", "as JSON (blindspot.doctor/1)");
    private final OutputOption output = new OutputOption();

    DoctorCommand() {
        describe("Tells what this kernel and these privileges allow, and the command that grants what is missing.");
        take(target, json, output);
        giveExamples("  blindspot doctor", "  blindspot doctor 4711");
    }

    @Override
    public Integer call() {
        Diagnosis diagnosis = Doctor.examine(target.given() ? target.resolve() : null);
        if (json.isGiven()) {
            output.write(out -> DoctorJson.write(diagnosis, out, JsonDocument.Style.INDENTED));
        } else {
            output.print(colour -> DoctorText.of(diagnosis, colour));
        }
        return Main.EXIT_OK;
    }
}
