package dev.blindspot.cli;

import dev.blindspot.export.Exporters;
import dev.blindspot.export.RecordingExporter;
import dev.blindspot.recording.RecordingReader;
import java.nio.file.Path;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code export}: a recording in a format other tools read. */
final class ExportCommand extends Subcommand {
    private final Argument<Path> recording = Argument.of(
            new PathConverter(),
            PositionalParamSpec.builder().index("0").paramLabel("FILE").description("a recording"));

    private final Argument<String> format = Argument.text(OptionSpec.builder("-f", "--format")
            .required(true)
            .paramLabel("FORMAT")
            .completionCandidates(() -> Exporters.formats().iterator())
            .description("one of ${COMPLETION-CANDIDATES}"));

    private final OutputOption output = new OutputOption();

    ExportCommand() {
        describe("Writes a recording in a format other tools read.");
        take(recording, format, output);
        giveExamples(
                "  blindspot export leak.bsp -f pprof -o leak.pb.gz && go tool pprof -http : leak.pb.gz",
                "  blindspot export leak.bsp -f folded | flamegraph.pl --countname bytes >leak.svg",
                "  blindspot export leak.bsp -f jsonl | jq -c 'select(.type == \"mmap\")'");
    }

    @Override
    public Integer call() {
        RecordingExporter exporter = Exporters.named(format.get());
        Path file = recording.get();
        // What cannot be read, or is read, must not cost a file its content.
        RecordingReader.open(file).close();
        exporter.check(file);
        output.mustNotBe(file);
        output.write(
                out -> exporter.export(file, out).forEach(note -> err().println("blindspot: note: " + note.text())));
        return Main.EXIT_OK;
    }
}
