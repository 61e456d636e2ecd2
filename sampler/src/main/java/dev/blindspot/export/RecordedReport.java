package dev.blindspot.export;

import dev.blindspot.detect.Report;
import dev.blindspot.detect.ReportBuilder;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.recording.RecordedItem;
import dev.blindspot.recording.RecordingReader;
import java.nio.file.Path;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The report of a recording: the same intervals, merged the same way, as while it was made. */
public final class RecordedReport {
    private RecordedReport() {}

    /**
     * Reads a recording whole.
     *
     * @throws dev.blindspot.model.SamplerException.UnreadableRecording if it is none
     */
    public static Report read(Path file) {
        return read(file, LongUnaryOperator.identity());
    }

    /**
     * The same, its findings of things as old as is asked for.
     *
     * @param older what is asked for, of what it was made with; both in nanoseconds, as in {@link RecordingInfo}
     */
    public static Report read(Path file, LongUnaryOperator older) {
        try (RecordingReader reader = RecordingReader.open(file)) {
            RecordingInfo info = reader.info();
            ReportBuilder builder = new ReportBuilder(info.withOlder(older.applyAsLong(info.olderNanos())));
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
