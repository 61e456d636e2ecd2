package dev.blindspot.aggregate;

import dev.blindspot.model.HistogramDelta;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The highest resident memory of each interval, as one more of its histograms: so it is merged as they are, over time and
 * over processes, and no percentile is ever made of percentiles.
 *
 * <p>Threads: one.
 */
public final class PeakHistogram {
    /** Its tag. */
    public static final String TAG = "rss.peak";

    private static final long HIGHEST_BYTES = 1L << 46;

    private final IntervalHistogram values = new IntervalHistogram(TAG, "bytes", HIGHEST_BYTES);
    private ByteBuffer scratch = ByteBuffer.allocate(0);
    private long lastBytes = -1;
    private List<HistogramDelta> last = List.of();

    /** One interval's peak, as what that interval adds. */
    public List<HistogramDelta> of(long bytes) {
        if (bytes != lastBytes) {
            List<HistogramDelta> deltas = new ArrayList<>(1);
            values.record(bytes, 1);
            scratch = values.cut(scratch, deltas);
            last = List.copyOf(deltas);
            lastBytes = bytes;
        }
        return last;
    }
}
