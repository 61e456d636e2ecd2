package dev.blindspot.aggregate;

import dev.blindspot.model.LiveRange;
import dev.blindspot.model.MappingKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the kernel would do, page by page, and who made each page: the plain truth the table is held against. */
final class PageModel {
    /** A mapping call, or the baseline that is blamed on nobody. */
    record Call(int number, MappingKind kind, int stack, int weight, long bornNanos) {}

    static final Call BASELINE = new Call(0, MappingKind.MMAP_ANON, 0, 0, 0);

    /** One row's outstanding figures. */
    record Row(long bytes, long calls, double variance) {}

    final TreeMap<Long, Call> pages = new TreeMap<>();
    private int calls;

    void map(long page, long count, MappingKind kind, int stack, int weight, long now) {
        put(page, count, new Call(++calls, kind, stack, weight, now));
    }

    void put(long page, long count, Call call) {
        for (long p = page; p < page + count; p++) {
            pages.put(p, call);
        }
    }

    void unmap(long page, long count) {
        pages.subMap(page, page + count).clear();
    }

    /** The old range is wholly mapped. */
    void remap(long page, long count, long newPage, long newCount, boolean keepOld) {
        List<Call> moved = new ArrayList<>(pages.subMap(page, page + count).values());
        Call last = moved.getLast();
        if (!keepOld) {
            unmap(page, count);
        }
        unmap(newPage, newCount);
        for (int i = 0; i < newCount; i++) {
            pages.put(newPage + i, i < count ? moved.get(i) : last);
        }
    }

    /** The old range may have holes: what is at their place in the new one stays. */
    void move(long page, long count, long newPage, boolean keepOld) {
        Map<Long, Call> moved = new TreeMap<>(pages.subMap(page, page + count));
        if (!keepOld) {
            unmap(page, count);
        }
        moved.forEach((at, call) -> pages.put(newPage + at - page, call));
    }

    boolean mapped(long page, long count) {
        return pages.subMap(page, page + count).size() == count;
    }

    boolean free(long page, long count) {
        return pages.subMap(page, page + count).isEmpty();
    }

    /** The window's pages as ranges, each as long as its call goes. */
    List<LiveRange> ranges() {
        List<LiveRange> ranges = new ArrayList<>();
        long start = 0;
        long end = -1;
        Call current = BASELINE;
        for (Map.Entry<Long, Call> entry : pages.entrySet()) {
            if (entry.getKey() != end || !entry.getValue().equals(current)) {
                addRange(ranges, start, end, current);
                start = entry.getKey();
                current = entry.getValue();
            }
            end = entry.getKey() + 1;
        }
        addRange(ranges, start, end, current);
        return ranges;
    }

    private static void addRange(List<LiveRange> ranges, long start, long end, Call call) {
        if (!call.equals(BASELINE)) {
            int stack = call.weight() == 0 ? 0 : call.stack();
            ranges.add(new LiveRange(
                    EventScript.address(start),
                    EventScript.address(end),
                    call.kind(),
                    stack,
                    call.weight(),
                    call.bornNanos()));
        }
    }

    /** Rows by stack and kind; {@code null}: exact sums of the kind, every mapping once. */
    Row row(@Nullable Integer stack, MappingKind kind) {
        Map<Call, Long> left = new HashMap<>();
        pages.values().stream()
                .filter(call -> !call.equals(BASELINE) && call.kind() == kind)
                .filter(call -> stack == null || (call.weight() > 0 && call.stack() == stack))
                .forEach(call -> left.merge(call, EventScript.PAGE, Long::sum));
        long bytes = 0;
        long count = 0;
        double variance = 0;
        for (Map.Entry<Call, Long> entry : left.entrySet()) {
            long weight = stack == null ? 1 : entry.getKey().weight();
            bytes += weight * entry.getValue();
            count += weight;
            variance += (double) weight * (weight - 1) * entry.getValue() * entry.getValue();
        }
        return new Row(bytes, count, variance);
    }

    Set<Integer> stacks() {
        Set<Integer> stacks = new HashSet<>();
        pages.values().forEach(call -> stacks.add(call.stack()));
        return stacks;
    }
}
