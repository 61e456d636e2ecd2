package dev.blindspot.aggregate;

import dev.blindspot.model.LiveRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** The live ranges that intervals told of, less what they told gone. */
final class LiveRanges {
    private final TreeMap<Long, LiveRange> byStart = new TreeMap<>();

    void take(LiveRange gone) {
        Map.Entry<Long, LiveRange> entry = byStart.floorEntry(gone.start());
        if (entry == null || entry.getValue().end() <= gone.start()) {
            entry = byStart.higherEntry(gone.start());
        }
        while (entry != null && entry.getKey() < gone.end()) {
            LiveRange range = entry.getValue();
            byStart.remove(range.start());
            if (range.start() < gone.start()) {
                add(part(range, range.start(), gone.start()));
            }
            if (range.end() > gone.end()) {
                add(part(range, gone.end(), range.end()));
            }
            entry = byStart.higherEntry(range.start());
        }
    }

    void add(LiveRange born) {
        byStart.put(born.start(), born);
    }

    /** By address, under the ids that {@code canonical} gives their stacks. */
    List<LiveRange> list(IntUnaryOperator canonical) {
        List<LiveRange> list = new ArrayList<>(byStart.size());
        for (LiveRange range : byStart.values()) {
            list.add(new LiveRange(
                    range.start(),
                    range.end(),
                    range.kind(),
                    canonical.applyAsInt(range.stackId()),
                    range.weight(),
                    range.bornNanos()));
        }
        return list;
    }

    private static LiveRange part(LiveRange range, long start, long end) {
        return new LiveRange(start, end, range.kind(), range.stackId(), range.weight(), range.bornNanos());
    }
}
