package dev.blindspot.detect;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The stacks of threads, known among a window's mappings by the function of the C library that maps them. */
final class ThreadStacks {
    /** In static programs it has the name it has inside. */
    private static final Set<String> MAPPED_BY = Set.of("pthread_create", "__pthread_create_2_1");

    private ThreadStacks() {}

    /** Whether a mapping made with this call stack is a thread's. */
    static boolean isMadeBy(Stack stack) {
        return stack.frames().stream()
                .anyMatch(frame -> frame.function() != null && MAPPED_BY.contains(frame.function()));
    }

    /** Who started the threads whose stacks are still there, as far as it was a program's own code; most bytes first. */
    static List<StackShare> startedBy(Window window) {
        Map<Stack, StackShare> byStack = new LinkedHashMap<>();
        for (CallSiteRow row : window.rows()) {
            Stack stack = row.stack();
            if (stack != null
                    && row.kind().isMapping()
                    && row.outstandingCount() > 0
                    && isMadeBy(stack)
                    && UserFrame.of(stack) != null) {
                byStack.merge(
                        stack,
                        new StackShare(stack, row.outstandingBytes(), row.outstandingCount()),
                        (a, b) -> new StackShare(stack, a.bytes() + b.bytes(), a.count() + b.count()));
            }
        }
        List<StackShare> shares = new ArrayList<>(byStack.values());
        shares.sort(LargestFirst.by(StackShare::bytes));
        return shares;
    }
}
