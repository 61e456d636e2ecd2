package dev.blindspot.cli;

import dev.blindspot.diff.Difference;
import dev.blindspot.diff.Footprint;
import dev.blindspot.export.DiffJson;
import dev.blindspot.export.RecordedReport;
import dev.blindspot.ingest.InspectionDocument;
import dev.blindspot.model.FileReason;
import dev.blindspot.model.SamplerException;
import dev.blindspot.view.DiffText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code diff}: what grew from one look or recording to another. */
final class DiffCommand extends Subcommand {
    private final Argument<Path> a = Argument.of(
            new PathConverter(),
            PositionalParamSpec.builder()
                    .index("0")
                    .paramLabel("A")
                    .description("a recording or an inspection: before"));

    private final Argument<Path> b = Argument.of(
            new PathConverter(),
            PositionalParamSpec.builder().index("1").paramLabel("B").description("the same: after"));

    private final Flag json = new Flag("--json", "as JSON (blindspot.diff/1)");
    private final OutputOption output = new OutputOption();

    DiffCommand() {
        describe(
                "Compares two recordings, or two inspections (inspect --json), of one service: of two times, two builds or two",
                "versions of Go. What differs by more than two runs of the same program would is marked significant.");
        take(a, b, json, output);
        giveExamples("  blindspot diff before.bsp after.bsp", "  blindspot diff monday.json friday.json --json");
    }

    @Override
    public Integer call() {
        Difference difference = Difference.of(footprint(a.get()), footprint(b.get()));
        output.mustNotBe(a.get());
        output.mustNotBe(b.get());
        if (json.isGiven()) {
            output.write(out -> DiffJson.write(difference, out));
        } else {
            output.print(colour -> DiffText.of(difference, colour));
        }
        return Main.EXIT_OK;
    }

    private static Footprint footprint(Path file) {
        if (!beginsAsJson(file)) {
            return Footprint.of(file.toString(), RecordedReport.read(file));
        }
        InspectionDocument document = InspectionDocument.read(file);
        return Footprint.of(file.toString(), document.look(), document.previous());
    }

    private static boolean beginsAsJson(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            int first = in.read();
            while (first >= 0 && Character.isWhitespace(first)) {
                first = in.read();
            }
            return first == '{';
        } catch (IOException e) {
            throw new SamplerException.UnreadableRecording("cannot read " + file + " at byte 0: " + FileReason.of(e));
        }
    }
}
