package dev.blindspot.cli;

import dev.blindspot.export.Exporters;
import dev.blindspot.export.RecordingExporter;
import dev.blindspot.model.Note;
import dev.blindspot.model.SamplerException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export}: a recording in a format other tools read. */
@Command(
        name = "export",
        description = "Writes a recording in a format other tools read.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "FILE", description = "a recording")
    private Path file = Path.of("");

    @Option(
            names = {"-f", "--format"},
            required = true,
            paramLabel = "FORMAT",
            description = "hlog (HdrHistogram log), jsonl (raw events)")
    private String format = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "where to; - or nothing is standard output")
    private @Nullable Path output;

    @Override
    public Integer call() {
        RecordingExporter exporter = Exporters.named(format);
        List<Note> notes = output == null || output.toString().equals("-")
                ? exporter.export(file, new BufferedOutputStream(Standard.out(), 1 << 16))
                : toFile(exporter, output);
        PrintWriter err = spec.commandLine().getErr();
        for (Note note : notes) {
            err.println("blindspot: note: " + note.text());
        }
        return Main.EXIT_OK;
    }

    private List<Note> toFile(RecordingExporter exporter, Path to) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16)) {
            return exporter.export(file, out);
        } catch (IOException e) {
            throw new SamplerException.OutputFailed("cannot write " + to + ": " + e.getMessage(), e);
        }
    }
}
