package dev.blindspot.aggregate;

import dev.blindspot.model.HistogramDelta;
import java.nio.ByteBuffer;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One tag's values of the current interval: a fixed range at 3 digits, values above it counted apart. Emptied at each
 * cut and used again.
 */
final class IntervalHistogram {
    private static final int DIGITS = 3;

    private final String tag;
    private final String unit;
    private final Histogram values;
    private long overflow;

    /** @param highest largest value it can hold */
    IntervalHistogram(String tag, String unit, long highest) {
        this.tag = tag;
        this.unit = unit;
        this.values = new Histogram(1, highest, DIGITS);
    }

    /** Counts a value, at least 0, {@code count} times. */
    void record(long value, long count) {
        if (value > values.getHighestTrackableValue()) {
            overflow += count;
        } else {
            values.recordValueWithCount(value, count);
        }
    }

    /** Room its encoding may need. */
    int encodedBytes() {
        return values.getNeededByteBufferCapacity();
    }

    /** Adds what was recorded since the last cut, if anything, and begins anew. */
    void cut(ByteBuffer scratch, List<HistogramDelta> into) {
        if (values.getTotalCount() == 0 && overflow == 0) {
            return;
        }
        scratch.clear();
        byte[] encoded = new byte[values.encodeIntoByteBuffer(scratch)];
        scratch.get(0, encoded);
        into.add(new HistogramDelta(tag, unit, encoded, overflow));
        values.reset();
        overflow = 0;
    }
}
