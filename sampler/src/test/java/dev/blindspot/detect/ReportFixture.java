package dev.blindspot.detect;

import dev.blindspot.model.HistogramDelta;
import dev.blindspot.model.Interval;
import dev.blindspot.recording.RecordingFixture;
import java.nio.ByteBuffer;
import java.util.List;
import org.HdrHistogram.Histogram;

/** A report with something in every part. */
public final class ReportFixture {
    private ReportFixture() {}

    /** Three seconds, with a histogram of sizes in each. */
    public static Report report() {
        ReportBuilder builder = new ReportBuilder(RecordingFixture.info());
        for (int second = 0; second < 3; second++) {
            builder.add(interval(second));
        }
        return builder.build(RecordingFixture.end(), List.of());
    }

    public static Interval interval(int second) {
        Interval interval = RecordingFixture.interval(second);
        return new Interval(
                interval.startNanos(),
                interval.endNanos(),
                interval.startAt(),
                interval.endAt(),
                interval.totals(),
                interval.callSites(),
                List.of(histogram()),
                interval.bornRanges(),
                interval.goneRanges(),
                interval.losses(),
                interval.gauges(),
                interval.ledger(),
                interval.newStacks(),
                interval.newModules(),
                interval.notes(),
                interval.cost());
    }

    private static HistogramDelta histogram() {
        Histogram values = new Histogram(1L << 40, 3);
        for (int i = 1; i <= 100; i++) {
            values.recordValue(4096L * i);
        }
        ByteBuffer buffer = ByteBuffer.allocate(values.getNeededByteBufferCapacity());
        int length = values.encodeIntoByteBuffer(buffer);
        byte[] encoded = new byte[length];
        buffer.get(0, encoded);
        return new HistogramDelta("mmap.size", "bytes", encoded, 7);
    }
}
