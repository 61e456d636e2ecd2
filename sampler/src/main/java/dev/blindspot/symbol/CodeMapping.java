package dev.blindspot.symbol;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One executable mapping of a process.
 *
 * @param start first address
 * @param end address after the last
 * @param fileOffset offset in the file of the byte at {@code start}
 * @param path as {@code /proc/PID/maps} shows it; {@code ""} for an anonymous one
 * @param file where the mapped file can be opened: {@code /proc/PID/map_files/…}, {@code /proc/PID/root/…}; null for
 *     {@code [vdso]} and anonymous mappings
 */
public record CodeMapping(
        long start,
        long end,
        long fileOffset,
        String path,
        @Nullable Path file) {
    public CodeMapping {
        if (Long.compareUnsigned(start, end) > 0) {
            throw new IllegalArgumentException("a mapping that ends before it starts");
        }
    }

    boolean overlaps(CodeMapping other) {
        return Long.compareUnsigned(start, other.end) < 0 && Long.compareUnsigned(other.start, end) < 0;
    }
}
