package dev.blindspot.detect;

import dev.blindspot.aggregate.CallRow;
import dev.blindspot.model.CallKind;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Stack;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Who made the calls that probes saw in a window. */
final class TracedStacks {
    private static final int MOST_STACKS = 8;

    private TracedStacks() {}

    /** The stacks of one kind of call, most calls first; none where nothing was traced. */
    static List<StackShare> of(Window window, CallKind kind, Predicate<Stack> which) {
        Map<Stack, Long> counts = new LinkedHashMap<>();
        for (CallRow row : window.calls()) {
            Stack stack = row.stack();
            if (row.kind() == kind && stack != null && which.test(stack)) {
                counts.merge(stack, row.count(), Long::sum);
            }
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Stack, Long>comparingByValue().reversed())
                .limit(MOST_STACKS)
                .map(entry -> new StackShare(entry.getKey(), 0, entry.getValue()))
                .toList();
    }
}
