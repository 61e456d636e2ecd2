package dev.blindspot.aggregate;

import dev.blindspot.model.HistogramDelta;
import java.nio.ByteBuffer;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One tag's values of the current interval: a fixed range at 3 digits, values above it counted apart. Emptied at each
 * cut and used again. It takes some 300 KiB from its first value on.
 */
final class IntervalHistogram {
    private static final int DIGITS = 3;

    private final String tag;
    private final String unit;
    private final long highest;
    private @Nullable Histogram values;
    private long overflow;

    /** @param highest largest value it can hold */
    IntervalHistogram(String tag, String unit, long highest) {
        this.tag = tag;
        this.unit = unit;
        this.highest = highest;
    }

    /** Counts a value, at least 0, {@code count} times. */
    void record(long value, long count) {
        Histogram counts = values;
        if (counts == null) {
            counts = new Histogram(1, highest, DIGITS);
            values = counts;
        }
        if (value > counts.getHighestTrackableValue()) {
            overflow += count;
        } else {
            counts.recordValueWithCount(value, count);
        }
    }

    /**
     * Adds what was recorded since the last cut, if anything, and begins anew.
     *
     * @param scratch to encode in
     * @return that, or a larger one where it was too small
     */
    ByteBuffer cut(ByteBuffer scratch, List<HistogramDelta> into) {
        Histogram counts = values;
        if (counts == null || (counts.getTotalCount() == 0 && overflow == 0)) {
            return scratch;
        }
        int needed = counts.getNeededByteBufferCapacity();
        ByteBuffer room = scratch.capacity() < needed ? ByteBuffer.allocate(needed) : scratch.clear();
        byte[] encoded = new byte[counts.encodeIntoByteBuffer(room)];
        room.get(0, encoded);
        into.add(new HistogramDelta(tag, unit, encoded, overflow));
        counts.reset();
        overflow = 0;
        return room;
    }
}
