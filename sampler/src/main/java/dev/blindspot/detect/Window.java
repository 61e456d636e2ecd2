package dev.blindspot.detect;

import dev.blindspot.aggregate.CallRow;
import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.aggregate.TouchedRow;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.Loss;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.Target;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What detectors judge: the state at a window's end and how it came to be. An inspection is a window too, of one look or
 * two and without call sites. Of a recording that follows a name it is the part of one process.
 *
 * @param startNanos monotonic
 * @param endNanos monotonic
 * @param olderNanos what is younger at the end is not judged
 * @param rows call sites over the whole window
 * @param series outstanding over time by stack and kind; several may be of one row
 * @param liveRanges what is still mapped of the window's mappings
 * @param calls traced by probes
 * @param handles open ones by file, over time
 * @param looks at the process, by rising time; may be empty
 * @param threads how many there were at each interval's end; empty for an inspection
 * @param ledger resident bytes over time; nothing of an inspection, which is too short to tell of growth
 * @param touched what faults made resident, most bytes first
 * @param faultsMissing whether faults of the process may be missing among those
 */
record Window(
        Target target,
        long startNanos,
        long endNanos,
        long olderNanos,
        List<CallSiteRow> rows,
        List<SiteSeries> series,
        List<LiveRange> liveRanges,
        List<Loss> losses,
        List<Look> looks,
        Series threads,
        List<CallRow> calls,
        Map<String, Series> handles,
        LedgerHistory ledger,
        List<TouchedRow> touched,
        boolean faultsMissing) {
    public Window {
        rows = List.copyOf(rows);
        series = List.copyOf(series);
        liveRanges = List.copyOf(liveRanges);
        losses = List.copyOf(losses);
        looks = List.copyOf(looks);
        touched = List.copyOf(touched);
        calls = List.copyOf(calls);
        handles = Map.copyOf(handles);
    }

    /** The window between the first and the last of some looks; one at least. */
    static Window ofLooks(Target target, List<Look> looks) {
        return new Window(
                target,
                looks.getFirst().nanos(),
                looks.getLast().nanos(),
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                looks,
                Series.ZERO,
                List.of(),
                Map.of(),
                LedgerHistory.NONE,
                List.of(),
                false);
    }

    /** Whether it is that of one look or two, and not of a recording. */
    boolean isInspection() {
        return ledger == LedgerHistory.NONE;
    }

    /** The last look at the process; null if there was none. */
    @Nullable
    Look lastLook() {
        return looks.isEmpty() ? null : looks.getLast();
    }

    /** Ranges born later are too young to be judged. */
    long judgedBeforeNanos() {
        return endNanos - olderNanos;
    }

    /** One stack and kind over time; null is what has no stack. */
    record SiteSeries(@Nullable RecordedStack stack, MappingKind kind, Series bytes, Series count) {}
}
