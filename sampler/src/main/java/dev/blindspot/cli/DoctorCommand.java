package dev.blindspot.cli;

import dev.blindspot.export.DoctorJson;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.model.Diagnosis;
import dev.blindspot.sample.Doctor;
import dev.blindspot.view.DoctorText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: what can be done here, and what would grant the rest. */
@Command(
        description = "Tells what this kernel and these privileges allow, and the command that grants what is missing.",
        footerHeading = "%nExamples:%n",
        footer = {"  blindspot doctor", "  blindspot doctor 4711"})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(names = "--json", description = "as JSON (blindspot.doctor/1)")
    private boolean json;

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        Diagnosis diagnosis = Doctor.examine(target.given() ? target.resolve() : null);
        if (json) {
            output.write(out -> DoctorJson.write(diagnosis, out, JsonDocument.Style.INDENTED));
        } else {
            output.print(colour -> DoctorText.of(diagnosis, colour));
        }
        return Main.EXIT_OK;
    }
}
