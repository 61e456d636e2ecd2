package dev.blindspot.recording;

import dev.blindspot.model.Interval;
import dev.blindspot.model.LiveRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What two intervals together did to the live ranges: what the second unmapped of what the first mapped is in neither
 * list; what it unmapped of older ranges is gone.
 */
record RangeChanges(List<LiveRange> born, List<LiveRange> gone) {
    static RangeChanges of(Interval a, Interval b) {
        TreeMap<Long, LiveRange> born = new TreeMap<>();
        a.bornRanges().forEach(range -> born.put(range.start(), range));
        List<LiveRange> gone = new ArrayList<>(a.goneRanges());
        b.goneRanges().forEach(range -> take(born, range, gone));
        b.bornRanges().forEach(range -> born.put(range.start(), range));
        return new RangeChanges(List.copyOf(born.values()), gone);
    }

    /** Takes {@code range} out of {@code born}; the parts of it that were not there go to {@code older}. */
    private static void take(TreeMap<Long, LiveRange> born, LiveRange range, List<LiveRange> older) {
        long at = range.start();
        Map.Entry<Long, LiveRange> entry = born.floorEntry(at);
        if (entry == null || entry.getValue().end() <= at) {
            entry = born.higherEntry(at);
        }
        while (entry != null && entry.getKey() < range.end()) {
            LiveRange hit = entry.getValue();
            born.remove(hit.start());
            if (hit.start() < range.start()) {
                born.put(hit.start(), part(hit, hit.start(), range.start()));
            }
            if (hit.end() > range.end()) {
                born.put(range.end(), part(hit, range.end(), hit.end()));
            }
            if (at < hit.start()) {
                older.add(part(range, at, hit.start()));
            }
            at = Math.max(at, hit.end());
            entry = born.higherEntry(hit.start());
        }
        if (at < range.end()) {
            older.add(part(range, at, range.end()));
        }
    }

    private static LiveRange part(LiveRange range, long start, long end) {
        return new LiveRange(start, end, range.kind(), range.stackId(), range.weight(), range.bornNanos());
    }
}
