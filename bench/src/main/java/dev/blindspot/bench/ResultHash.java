package dev.blindspot.bench;

import dev.blindspot.aggregate.Cut;
import dev.blindspot.event.StackTable;
import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.HistogramDelta;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.LiveRange;
import java.nio.ByteBuffer;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** A hash of results that does not depend on the order they are told in: C's side is {@code hash.h}. */
final class ResultHash {
    private static final int TOTALS = 1;
    private static final int SITE = 2;
    private static final int RANGE = 3;
    private static final int VALUE = 4;
    private static final int STACK = 5;
    private static final List<String> TAGS = List.of("mmap.size", "mmap.interval", "map.lifetime");

    private ResultHash() {}

    /** Of totals, call sites, histograms, live ranges and stacks. */
    static long of(Cut sinceStart, List<LiveRange> live, StackTable stacks) {
        long sum = 0;
        for (KindTotals totals : sinceStart.totals()) {
            sum += of(
                    TOTALS,
                    totals.mappedBytes(),
                    totals.mappedCount(),
                    totals.outstandingBytes(),
                    totals.outstandingCount());
        }
        for (CallSiteDelta site : sinceStart.callSites()) {
            sum += of(
                    SITE,
                    site.stackId(),
                    site.mappedBytes(),
                    site.mappedCount(),
                    site.outstandingBytes(),
                    site.outstandingCount());
        }
        for (LiveRange range : live) {
            sum += of(RANGE, range.start(), range.end(), range.stackId(), range.bornNanos());
        }
        for (HistogramDelta histogram : sinceStart.histograms()) {
            sum += of(histogram);
        }
        for (int id = 1; id <= stacks.size(); id++) {
            long hash = of(STACK, id);
            for (int frame = 0; frame < stacks.depth(id); frame++) {
                hash = add(hash, stacks.pc(id, frame));
            }
            sum += hash;
        }
        return sum;
    }

    private static long of(HistogramDelta delta) {
        Histogram histogram = Histogram.decodeFromByteBuffer(ByteBuffer.wrap(delta.encoded()), 0);
        long sum = 0;
        for (HistogramIterationValue value : histogram.recordedValues()) {
            sum += of(
                    VALUE,
                    TAGS.indexOf(delta.tag()),
                    histogram.lowestEquivalentValue(value.getValueIteratedTo()),
                    value.getCountAddedInThisIterationStep());
        }
        return sum;
    }

    private static long of(int first, long... words) {
        long hash = first;
        for (long word : words) {
            hash = add(hash, word);
        }
        return hash;
    }

    private static long add(long hash, long word) {
        long mixed = (hash ^ word) * 0x9e37_79b9_7f4a_7c15L;
        return mixed ^ mixed >>> 32;
    }
}
