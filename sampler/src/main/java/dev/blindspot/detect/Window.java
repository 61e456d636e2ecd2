package dev.blindspot.detect;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.Loss;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.RecordedStack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What detectors judge: the state at a window's end and how it came to be.
 *
 * @param startNanos monotonic
 * @param endNanos monotonic
 * @param olderNanos what is younger at the end is not judged
 * @param rows call sites over the whole window
 * @param series outstanding over time by stack and kind; several may be of one row
 * @param liveRanges what is still mapped of the window's mappings
 */
record Window(
        long startNanos,
        long endNanos,
        long olderNanos,
        List<CallSiteRow> rows,
        List<SiteSeries> series,
        List<LiveRange> liveRanges,
        List<Loss> losses) {
    public Window {
        rows = List.copyOf(rows);
        series = List.copyOf(series);
        liveRanges = List.copyOf(liveRanges);
        losses = List.copyOf(losses);
    }

    /** Ranges born later are too young to be judged. */
    long judgedBeforeNanos() {
        return endNanos - olderNanos;
    }

    /** One stack and kind over time; null is what has no stack. */
    record SiteSeries(@Nullable RecordedStack stack, MappingKind kind, Series bytes, Series count) {}
}
