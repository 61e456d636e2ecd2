package dev.blindspot.symbol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The executable mappings of a process at one time, by address. Immutable. */
public final class CodeMap {
    private final List<CodeMapping> mappings;
    private final long[] starts;
    private final long[] ends;

    /** Mappings of one process never overlap; of those that do, here the first by address is found. */
    public CodeMap(Collection<CodeMapping> mappings) {
        List<CodeMapping> sorted = new ArrayList<>(mappings);
        sorted.sort((a, b) -> Long.compareUnsigned(a.start(), b.start()));
        this.mappings = List.copyOf(sorted);
        this.starts = sorted.stream().mapToLong(CodeMapping::start).toArray();
        this.ends = sorted.stream().mapToLong(CodeMapping::end).toArray();
    }

    /**
     * This map with what is gone from it since an earlier one: the code of stacks that were taken in between. Where both
     * have code the earlier one holds.
     */
    public CodeMap with(CodeMap earlier) {
        if (mappings.equals(earlier.mappings)) {
            return earlier;
        }
        List<CodeMapping> both = new ArrayList<>(earlier.mappings);
        for (CodeMapping mapping : mappings) {
            if (earlier.mappings.stream().noneMatch(mapping::overlaps)) {
                both.add(mapping);
            }
        }
        return new CodeMap(both);
    }

    public List<CodeMapping> mappings() {
        return mappings;
    }

    /** Index of the mapping that holds an address, -1 if none does. Allocates nothing. */
    public int indexOf(long address) {
        int low = 0;
        int high = starts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(address, starts[middle]) < 0) {
                high = middle - 1;
            } else if (Long.compareUnsigned(address, ends[middle]) < 0) {
                return middle;
            } else {
                low = middle + 1;
            }
        }
        return -1;
    }
}
