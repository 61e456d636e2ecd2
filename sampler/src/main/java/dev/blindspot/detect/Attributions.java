package dev.blindspot.detect;

import dev.blindspot.aggregate.TouchedRow;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Frame;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Explains what grew in a window by who made it grow: the page faults in each category of the ledger, by their stacks.
 *
 * <p>A stack explains what it names: one of which no frame has a function explains nothing. What was touched and given back
 * again is more than what is left: then each stack counts by its share. Where a fault maps more than a page (huge pages, ranges
 * faulted around), faults explain less than there is.
 */
final class Attributions {
    private static final long WORTH_BYTES = 64 << 10;

    private Attributions() {}

    /** The categories that grew, those of which most is unexplained first. */
    static List<Attribution> of(Window window) {
        List<Attribution> all = new ArrayList<>();
        for (String category : window.ledger().categories()) {
            Attribution attribution = of(window, category);
            if (attribution.growthBytes() >= WORTH_BYTES) {
                all.add(attribution);
            }
        }
        all.sort(LargestFirst.by(Attribution::unexplainedBytes, Attribution::growthBytes));
        return all;
    }

    /** One category, whether it grew or not. */
    static Attribution of(Window window, String category) {
        Series series = window.ledger().of(category);
        // The look at the end is made a moment after it, when nothing of the window is missing.
        long growth = Math.round(series.last() - series.interpolated(window.startNanos()));
        Map<Stack, StackShare> byStack = new LinkedHashMap<>();
        long touched = 0;
        for (TouchedRow row : window.touched()) {
            if (row.category().equals(category)) {
                touched += row.bytes();
                Stack stack = row.stack();
                if (stack != null && names(stack)) {
                    byStack.merge(
                            stack,
                            new StackShare(stack, row.bytes(), row.count()),
                            (a, b) -> new StackShare(stack, a.bytes() + b.bytes(), a.count() + b.count()));
                }
            }
        }
        double share = touched > growth ? Math.max(0, growth) / (double) touched : 1;
        List<StackShare> sites = new ArrayList<>();
        byStack.forEach((stack, sum) ->
                sites.add(new StackShare(stack, Math.round(share * sum.bytes()), Math.round(share * sum.count()))));
        sites.sort(LargestFirst.by(StackShare::bytes));
        long explained = sites.stream().mapToLong(StackShare::bytes).sum();
        return new Attribution(category, growth, series.slope(), Math.min(explained, Math.max(0, growth)), sites);
    }

    private static boolean names(Stack stack) {
        return stack.frames().stream().map(Frame::function).anyMatch(Objects::nonNull);
    }
}
