package dev.blindspot.cli;

import dev.blindspot.aggregate.PlacedFaults;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.Touched;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts faults into the ledger's categories by what was mapped at their addresses when the ledger was last read. What lies in
 * mappings made since then waits for the next reading.
 *
 * <p>Threads: one.
 */
final class FaultLedger {
    /** What waits is one interval's, or few: those between two ledgers. Beyond, it is not worth its memory. */
    private static final int MOST_WAITING = 1 << 16;

    private final LongFunction<@Nullable String> categories;
    private List<PlacedFaults> waiting = new ArrayList<>();

    private record Key(int stackId, String category) {}

    /** Makes one that asks for the category at an address; null where nothing was mapped. */
    FaultLedger(LongFunction<@Nullable String> categories) {
        this.categories = categories;
    }

    /**
     * The faults whose place is known by now.
     *
     * @param fresh whether the ledger was read after these faults: what it does not know is gone
     */
    List<Touched> place(List<PlacedFaults> faults, boolean fresh) {
        List<PlacedFaults> all = waiting;
        all.addAll(faults);
        waiting = new ArrayList<>();
        Map<Key, Touched> sums = new LinkedHashMap<>();
        for (PlacedFaults fault : all) {
            String category = categories.apply(fault.address());
            if (category == null && !fresh && waiting.size() < MOST_WAITING) {
                waiting.add(fault);
            } else {
                String known = category == null ? Ledger.UNATTRIBUTED : category;
                sums.merge(
                        new Key(fault.stackId(), known),
                        new Touched(fault.stackId(), known, fault.bytes(), fault.count()),
                        (a, b) -> new Touched(a.stackId(), known, a.bytes() + b.bytes(), a.count() + b.count()));
            }
        }
        return List.copyOf(sums.values());
    }
}
