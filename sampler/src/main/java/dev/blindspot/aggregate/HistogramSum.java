package dev.blindspot.aggregate;

import dev.blindspot.model.HistogramDelta;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * All of a tag's values so far. An interval that brings the same as the one before is only counted until another comes:
 * decoding takes some 300 KiB, and a process that does nothing brings the same each second.
 *
 * <p>Threads: one.
 */
final class HistogramSum {
    private final String tag;
    private final String unit;
    private Histogram values;
    private long overflow;
    private byte[] last;

    /** How many more intervals brought the last, which are not in the values yet. */
    private long repeated;

    HistogramSum(HistogramDelta first) {
        tag = first.tag();
        unit = first.unit();
        overflow = first.overflow();
        last = first.encoded();
        // Only as large as what is in it: one that is decoded has room for the largest value there may be.
        Histogram decoded = decoded(last);
        values = new Histogram(decoded.getNumberOfSignificantValueDigits());
        values.add(decoded);
    }

    private static Histogram decoded(byte[] encoded) {
        return Histogram.decodeFromByteBuffer(ByteBuffer.wrap(encoded), 0);
    }

    /** Adds what a further interval brought. */
    void add(HistogramDelta delta) {
        overflow += delta.overflow();
        if (Arrays.equals(delta.encoded(), last)) {
            repeated++;
            return;
        }
        settle();
        last = delta.encoded();
        values.add(decoded(last));
    }

    /** The sum; a copy. */
    MergedHistogram merged() {
        settle();
        return new MergedHistogram(tag, unit, values.copy(), overflow);
    }

    private void settle() {
        if (repeated > 0) {
            for (HistogramIterationValue each : decoded(last).recordedValues()) {
                values.recordValueWithCount(
                        each.getValueIteratedTo(), each.getCountAddedInThisIterationStep() * repeated);
            }
            repeated = 0;
        }
    }
}
