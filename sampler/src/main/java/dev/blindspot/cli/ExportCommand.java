package dev.blindspot.cli;

import dev.blindspot.export.Exporters;
import dev.blindspot.export.RecordingExporter;
import dev.blindspot.recording.RecordingReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export}: a recording in a format other tools read. */
@Command(
        description = "Writes a recording in a format other tools read.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  blindspot export leak.bsp -f pprof -o leak.pb.gz && go tool pprof -http : leak.pb.gz",
            "  blindspot export leak.bsp -f folded | flamegraph.pl --countname bytes >leak.svg",
            "  blindspot export leak.bsp -f jsonl | jq -c 'select(.type == \"mmap\")'"
        })
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = LateFactory.emptySpec();

    @Parameters(index = "0", paramLabel = "FILE", description = "a recording")
    private Path file = Path.of("");

    @Option(
            names = {"-f", "--format"},
            required = true,
            paramLabel = "FORMAT",
            completionCandidates = Formats.class,
            description = "one of ${COMPLETION-CANDIDATES}")
    private String format = "";

    @Mixin
    private OutputOption output = new OutputOption();

    /** The formats there are, for the help. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Exporters.formats().iterator();
        }
    }

    @Override
    public Integer call() {
        RecordingExporter exporter = Exporters.named(format);
        // What cannot be read, or is read, must not cost a file its content.
        RecordingReader.open(file).close();
        exporter.check(file);
        output.mustNotBe(file);
        PrintWriter err = spec.commandLine().getErr();
        output.write(out -> exporter.export(file, out).forEach(note -> err.println("blindspot: note: " + note.text())));
        return Main.EXIT_OK;
    }
}
