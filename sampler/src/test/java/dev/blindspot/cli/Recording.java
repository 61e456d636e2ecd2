package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.aggregate.IntervalMerger;
import dev.blindspot.detect.Report;
import dev.blindspot.detect.ReportBuilder;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.export.RecordedReport;
import dev.blindspot.export.ReportJson;
import dev.blindspot.live.EventLines;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.recording.RecordedItem;
import dev.blindspot.recording.RecordingReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The {@code record} command on a live target, in this process. Its report is that of the file; that the live run would
 * have shown the same is asserted.
 */
public final class Recording {
    private static final Executor THREAD =
            task -> Thread.ofPlatform().name("record").start(task);

    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final Path file;
    private final RecordSession session;
    private final ReportBuilder live;
    private final CompletableFuture<RecordingEnd> end;

    private Recording(GoTarget target, Path file, String... options) {
        TraceOptions trace = new TraceOptions();
        RecordingOption recording = new RecordingOption();
        CommandSpec command = CommandSpec.create();
        trace.addTo(command);
        recording.addTo(command);
        new CommandLine(command)
                .parseArgs(Stream.concat(Stream.of(options), Stream.of("-o", file.toString()))
                        .toArray(String[]::new));
        this.file = file;
        this.session = new RecordSession(target.pid(), trace, recording, interrupted::get);
        this.live = new ReportBuilder(session.info());
        this.end = CompletableFuture.supplyAsync(() -> session.run(null, live::add), THREAD);
    }

    /** Attaches; when this returns the target's next call is in the window. Skips the test where rights are missing. */
    public static Recording of(GoTarget target, Path directory, String... options) {
        Privilege.tracing();
        return new Recording(target, directory.resolve("target-" + target.pid() + ".bsp"), options);
    }

    /** Ends it as a signal would. */
    public Report stop() {
        interrupted.set(true);
        return awaitEnd();
    }

    /** Waits until it ends by itself. */
    public Report awaitEnd() {
        RecordingEnd ended;
        try {
            ended = end.join();
        } finally {
            session.close();
        }
        Report report = RecordedReport.read(file);
        Report shown = live.build(ended, List.of());
        assertEquals(shown.findings(), report.findings());
        assertEquals(json(shown), json(report));
        return report;
    }

    private static String json(Report report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ReportJson.write(report, out, JsonDocument.Style.INDENTED);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What the target had mapped in the window and not unmapped, by address; after its end. */
    public List<LiveRange> liveRanges(boolean byRuntime) {
        IntervalMerger merger = new IntervalMerger();
        try (RecordingReader reader = RecordingReader.open(file)) {
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof RecordedItem.OfInterval(var interval)) {
                    merger.add(interval);
                }
            }
        }
        return merger.liveRanges().stream()
                .filter(range ->
                        Objects.requireNonNull(merger.stack(range.stackId())).byRuntime() == byRuntime)
                .toList();
    }

    /** Its raw events; after its end. */
    public EventLines events() throws IOException {
        Path lines = file.resolveSibling(file.getFileName() + ".jsonl");
        assertEquals(Main.EXIT_OK, Main.run("export", file.toString(), "-f", "jsonl", "-o", lines.toString()));
        return EventLines.of(lines);
    }
}
