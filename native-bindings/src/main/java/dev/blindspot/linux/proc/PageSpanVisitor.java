package dev.blindspot.linux.proc;

/** Takes runs of pages of one kind, by rising addresses. */
@FunctionalInterface
public interface PageSpanVisitor {
    /**
     * A run of pages, all in one range.
     *
     * @param range index of the range, or -1 where the pages are in none: mapped since the ranges were taken
     * @param start first address
     * @param end address behind the last
     * @param categories bits of {@link PageCategories}
     */
    void span(int range, long start, long end, int categories);
}
