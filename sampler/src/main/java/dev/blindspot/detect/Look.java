package dev.blindspot.detect;

import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.Glance;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.Plugins;
import dev.blindspot.model.ThreadSummary;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a process showed, as detectors judge it. What is null was not read, and nothing follows from it.
 *
 * @param nanos when, on the window's clock
 */
public record Look(
        long nanos,
        Instant at,
        @Nullable Ledger ledger,
        @Nullable GoState go,
        @Nullable CgroupMemory cgroup,
        @Nullable ThreadSummary threads,
        @Nullable Plugins plugins) {
    /** What a recording saw in one of its intervals. */
    static Look of(Glance glance, @Nullable Ledger ledger, long nanos) {
        return new Look(nanos, glance.at(), ledger, glance.go(), glance.cgroup(), glance.threads(), glance.plugins());
    }

    /** What an inspection saw. */
    public static Look of(Inspection inspection, long nanos) {
        return new Look(
                nanos,
                inspection.takenAt(),
                inspection.ledger(),
                inspection.go(),
                inspection.cgroup(),
                inspection.threads(),
                inspection.plugins());
    }
}
