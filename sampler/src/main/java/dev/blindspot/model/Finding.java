package dev.blindspot.model;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a detector found.
 *
 * @param id from the contract, e.g. {@code mmap-growth}
 * @param title one line for people
 * @param bytes what it holds; null if unknown
 * @param count how many objects or mappings; null if unknown
 * @param growthBytesPerSecond null if not measured
 * @param incomplete it rests on data with losses
 * @param evidence the numbers behind it, by name: String, Long, Double or Boolean
 * @param stacks most important first; function, file and line of the finding are those of the first
 * @param advice what to do about it, one or two sentences
 */
public record Finding(
        String id,
        Severity severity,
        String title,
        @Nullable Long bytes,
        @Nullable Long count,
        @Nullable Double growthBytesPerSecond,
        boolean incomplete,
        SortedMap<String, Object> evidence,
        List<StackShare> stacks,
        String advice) {
    public Finding {
        evidence = new TreeMap<>(evidence);
        stacks = List.copyOf(stacks);
    }

    /** A stack and its part of the finding. */
    public record StackShare(Stack stack, long bytes, long count) {}
}
