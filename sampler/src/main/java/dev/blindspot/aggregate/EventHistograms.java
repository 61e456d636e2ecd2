package dev.blindspot.aggregate;

import dev.blindspot.model.HistogramDelta;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The histograms made of events. The tags are the contract's. */
final class EventHistograms {
    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final long ADDRESS_SPACE = 1L << 47;

    private final IntervalHistogram mmapSizes = new IntervalHistogram("mmap.size", "bytes", ADDRESS_SPACE);
    private final IntervalHistogram mmapIntervals = nanos("mmap.interval", TimeUnit.DAYS.toNanos(1));
    private final IntervalHistogram mmapLatencies = nanos("mmap.latency", TimeUnit.HOURS.toNanos(1));
    private final IntervalHistogram munmapLatencies = nanos("munmap.latency", TimeUnit.HOURS.toNanos(1));
    private final IntervalHistogram lifetimes = nanos("map.lifetime", TimeUnit.DAYS.toNanos(30));
    private final IntervalHistogram faultIntervals = nanos("fault.interval", TimeUnit.DAYS.toNanos(1));
    private final IntervalHistogram dlopenLatencies = nanos("dlopen.latency", TimeUnit.HOURS.toNanos(1));
    private final IntervalHistogram mallocSizes = new IntervalHistogram("malloc.size", "bytes", ADDRESS_SPACE);
    private final List<IntervalHistogram> all = List.of(
            mmapSizes,
            mmapIntervals,
            mmapLatencies,
            munmapLatencies,
            lifetimes,
            faultIntervals,
            dlopenLatencies,
            mallocSizes);
    private ByteBuffer scratch = ByteBuffer.allocate(0);

    private long lastMmapNanos = UNKNOWN;
    private long lastFaultNanos = UNKNOWN;

    IntervalHistogram lifetimes() {
        return lifetimes;
    }

    /** @param latencyNanos negative where it was not measured */
    void mmap(long nowNanos, long bytes, long latencyNanos) {
        mmapSizes.record(bytes, 1);
        if (lastMmapNanos != UNKNOWN) {
            mmapIntervals.record(Math.max(0, nowNanos - lastMmapNanos), 1);
        }
        lastMmapNanos = nowNanos;
        if (latencyNanos >= 0) {
            mmapLatencies.record(latencyNanos, 1);
        }
    }

    void munmap(long latencyNanos) {
        if (latencyNanos >= 0) {
            munmapLatencies.record(latencyNanos, 1);
        }
    }

    /** A sampled allocation, which stands for {@code weight} of its size. */
    void malloc(long bytes, int weight) {
        mallocSizes.record(bytes, weight);
    }

    void dlopen(long latencyNanos) {
        if (latencyNanos >= 0) {
            dlopenLatencies.record(latencyNanos, 1);
        }
    }

    /**
     * A record that stands for {@code weight} faults: the time since the record before is shared out among them. So
     * the count and the mean are those of all faults; how unevenly they came between two records is not seen.
     */
    void faults(long nowNanos, int weight) {
        if (lastFaultNanos != UNKNOWN) {
            faultIntervals.record(Math.max(0, nowNanos - lastFaultNanos) / weight, weight);
        }
        lastFaultNanos = nowNanos;
    }

    /** Mappings were lost: the next one's distance to the last one seen is no interval. */
    void mmapsLost() {
        lastMmapNanos = UNKNOWN;
    }

    void faultsLost() {
        lastFaultNanos = UNKNOWN;
    }

    List<HistogramDelta> cut() {
        List<HistogramDelta> deltas = new ArrayList<>(all.size());
        for (IntervalHistogram histogram : all) {
            scratch = histogram.cut(scratch, deltas);
        }
        return deltas;
    }

    private static IntervalHistogram nanos(String tag, long highest) {
        return new IntervalHistogram(tag, "ns", highest);
    }
}
