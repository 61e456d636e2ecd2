package dev.blindspot.live;

import dev.blindspot.linux.Machine;
import dev.blindspot.model.LiveRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A set of pages of a process. Kept as ranges: what Go reserves are millions. */
public final class Pages {
    /** First address to the address after the last; ranges neither overlap nor touch. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    private Pages() {}

    /** All that a process has mapped. */
    public static Pages mappedBy(int pid) throws IOException {
        Pages pages = new Pages();
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
            String[] range = line.substring(0, line.indexOf(' ')).split("-", 2);
            long start = Long.parseUnsignedLong(range[0], 16);
            // One page of the kernel's half, the same in every process, is shown too.
            if (start > 0) {
                pages.add(start, Long.parseUnsignedLong(range[1], 16));
            }
        }
        return pages;
    }

    /** Those of live ranges. */
    public static Pages of(List<LiveRange> live) {
        Pages pages = new Pages();
        for (LiveRange range : live) {
            pages.add(range.start(), range.end());
        }
        return pages;
    }

    /** Those that are not in another set. */
    public Pages minus(Pages other) {
        Pages rest = new Pages();
        rest.ranges.putAll(ranges);
        other.ranges.forEach(rest::remove);
        return rest;
    }

    /** How many there are. */
    public long count() {
        return ranges.entrySet().stream()
                .mapToLong(range -> (range.getValue() - range.getKey()) / Machine.PAGE_BYTES)
                .sum();
    }

    private void add(long start, long end) {
        long from = start;
        long to = end;
        for (Map.Entry<Long, Long> range = ranges.floorEntry(to);
                range != null && range.getValue() >= from;
                range = ranges.floorEntry(to)) {
            from = Math.min(from, range.getKey());
            to = Math.max(to, range.getValue());
            ranges.remove(range.getKey());
        }
        ranges.put(from, to);
    }

    private void remove(long start, long end) {
        for (Map.Entry<Long, Long> range = ranges.lowerEntry(end);
                range != null && range.getValue() > start;
                range = ranges.lowerEntry(end)) {
            ranges.remove(range.getKey());
            if (range.getValue() > end) {
                ranges.put(end, range.getValue());
            }
            if (range.getKey() < start) {
                ranges.put(range.getKey(), start);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pages pages && ranges.equals(pages.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    @Override
    public String toString() {
        return ranges.entrySet().stream()
                .map(range -> Long.toHexString(range.getKey()) + "-" + Long.toHexString(range.getValue()))
                .collect(Collectors.joining(" "));
    }
}
