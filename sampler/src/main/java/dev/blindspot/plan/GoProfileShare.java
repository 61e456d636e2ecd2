package dev.blindspot.plan;

import dev.blindspot.model.Ledger;
import dev.blindspot.model.Note;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How much of a process's memory no heap profile would have shown. */
final class GoProfileShare {
    private GoProfileShare() {}

    /**
     * Of the fullest snapshot, the share that is no heap object: at least so much, for a profile shows a sample of the
     * objects that the last collection left.
     *
     * @return null where Go's heap is not told from other mappings
     */
    static @Nullable Double of(List<ProcessHistory> processes, List<Note> notes) {
        Ledger fullest = processes.stream()
                .map(ProcessHistory::fullest)
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(Ledger::scannedBytes))
                .orElse(null);
        if (fullest == null || fullest.scannedBytes() == 0 || !GoShare.isKnown(fullest)) {
            notes.add(new Note(
                    "profile-share-unknown",
                    "the share outside the heap profile is null: no snapshot tells Go's heap from other mappings"));
            return null;
        }
        return 1 - (double) GoShare.objects(fullest) / fullest.scannedBytes();
    }
}
