package dev.blindspot.cli;

import dev.blindspot.detect.Report;
import dev.blindspot.detect.ReportBuilder;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.recording.RecordedItem;
import dev.blindspot.recording.RecordingReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The report of a recording: the same intervals, merged the same way, as while it was made. */
final class RecordedReport {
    private RecordedReport() {}

    /**
     * Reads a recording whole.
     *
     * @throws dev.blindspot.model.SamplerException.UnreadableRecording if it is none
     */
    static Report read(Path file) {
        return read(file, new OlderOption());
    }

    /** The same, its findings of things as old as is asked for. */
    static Report read(Path file, OlderOption older) {
        try (RecordingReader reader = RecordingReader.open(file)) {
            RecordingInfo info = reader.info();
            ReportBuilder builder = new ReportBuilder(info.withOlder(older.nanos(info.olderNanos())));
            @Nullable RecordingEnd end = null;
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                switch (item) {
                    case RecordedItem.OfInterval(var interval) -> builder.add(interval);
                    case RecordedItem.OfProcess(var process) -> builder.restarted(process);
                    case RecordedItem.OfEnd(RecordingEnd told) -> end = told;
                    // Raw events serve the raw exports only: a report is made of intervals.
                    case RecordedItem.OfPath _, RecordedItem.OfEvents _, RecordedItem.OfCut _ -> {}
                }
            }
            return builder.build(end, reader.notes());
        }
    }
}
