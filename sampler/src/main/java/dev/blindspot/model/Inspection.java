package dev.blindspot.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One look at a process. What is null has a note that says why.
 *
 * @param takenAt when the look ended
 * @param durationNanos how long it took
 * @param ledger null if the pages could not be read
 * @param cgroup null without a memory controller
 * @param threads null if they could not be read
 * @param plugins null if the mappings could not be read
 * @param go null if the target is not Go, or nothing of its runtime could be read
 */
public record Inspection(
        String blindspotVersion,
        Instant takenAt,
        long durationNanos,
        Target target,
        Cost cost,
        List<Note> notes,
        List<Finding> findings,
        @Nullable Ledger ledger,
        @Nullable CgroupMemory cgroup,
        @Nullable ThreadSummary threads,
        @Nullable Plugins plugins,
        @Nullable GoState go) {
    public Inspection {
        notes = List.copyOf(notes);
        findings = List.copyOf(findings);
    }

    /** The same with one note more. */
    public Inspection withNote(Note note) {
        List<Note> all = new ArrayList<>(notes);
        all.add(note);
        return with(all, findings);
    }

    /** The same with what was found in it. */
    public Inspection withFindings(List<Finding> found) {
        return with(notes, found);
    }

    private Inspection with(List<Note> told, List<Finding> found) {
        return new Inspection(
                blindspotVersion,
                takenAt,
                durationNanos,
                target,
                cost,
                told,
                found,
                ledger,
                cgroup,
                threads,
                plugins,
                go);
    }
}
