package dev.blindspot.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a recording looks at again and again beside the ledger, as of one moment. What is null was not read.
 *
 * @param go without what is only for one look: the heap profile, the regions, the pauses, the smallest groups
 */
public record Glance(
        Instant at,
        @Nullable CgroupMemory cgroup,
        @Nullable ThreadSummary threads,
        @Nullable Plugins plugins,
        @Nullable GoState go) {
    /** What of an inspection is kept of many. */
    public static Glance of(Inspection inspection, Instant at) {
        GoState go = inspection.go();
        return new Glance(
                at, inspection.cgroup(), inspection.threads(), inspection.plugins(), go == null ? null : go.ofMany());
    }

    /** The same of a later inspection that found the runtime as it was: its state is the same object. */
    public Glance again(Inspection unchanged, Instant later) {
        return new Glance(later, unchanged.cgroup(), unchanged.threads(), unchanged.plugins(), go);
    }
}
