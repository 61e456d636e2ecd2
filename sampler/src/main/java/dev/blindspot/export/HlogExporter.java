package dev.blindspot.export;

import dev.blindspot.model.HistogramDelta;
import dev.blindspot.model.Interval;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.recording.RecordedItem;
import dev.blindspot.recording.RecordingReader;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/** {@code hlog}: HdrHistogram's log format V2, one tagged line an interval and histogram, maxima in their own unit. */
final class HlogExporter implements RecordingExporter {
    private static final double MAX_VALUE_UNIT_RATIO = 1;

    @Override
    public String format() {
        return "hlog";
    }

    @Override
    public List<Note> export(Path recording, OutputStream out) {
        try (RecordingReader reader = RecordingReader.open(recording)) {
            Output.attempt(() -> write(reader, out));
            return reader.notes();
        }
    }

    private static void write(RecordingReader reader, OutputStream out) throws IOException {
        FailureKeeping sink = new FailureKeeping(out);
        PrintStream lines = new PrintStream(sink, false, StandardCharsets.UTF_8);
        HistogramLogWriter log = new HistogramLogWriter(lines);
        writeHeader(log, reader.info());
        for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
            if (item instanceof RecordedItem.OfInterval(Interval interval)) {
                for (HistogramDelta delta : interval.histograms()) {
                    write(log, reader.info(), interval, delta);
                }
                sink.rethrow();
            }
        }
        lines.flush();
        sink.rethrow();
    }

    private static void writeHeader(HistogramLogWriter log, RecordingInfo info) {
        long startMillis = info.startedAt().toEpochMilli();
        log.outputComment("[Blindspot " + info.first().blindspotVersion() + ", process "
                + info.first().target().pid() + "; values in bytes or ns as the tag says, times relative to the base]");
        log.outputLogFormatVersion();
        log.outputStartTime(startMillis);
        log.outputBaseTime(startMillis);
        log.setBaseTime(startMillis);
        log.outputLegend();
    }

    private static void write(HistogramLogWriter log, RecordingInfo info, Interval interval, HistogramDelta delta) {
        Histogram values = Histogram.decodeFromByteBuffer(ByteBuffer.wrap(delta.encoded()), 0);
        values.setTag(delta.tag());
        log.outputIntervalHistogram(
                seconds(info.startedAt(), interval.startAt()),
                seconds(info.startedAt(), interval.endAt()),
                values,
                MAX_VALUE_UNIT_RATIO);
    }

    private static double seconds(Instant base, Instant at) {
        return Duration.between(base, at).toMillis() / 1000.0;
    }

    /** A print stream swallows failures: this keeps the first. */
    private static final class FailureKeeping extends FilterOutputStream {
        private @Nullable IOException failure;

        FailureKeeping(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }

        void rethrow() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
