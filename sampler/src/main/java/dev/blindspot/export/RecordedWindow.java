package dev.blindspot.export;

import dev.blindspot.aggregate.IntervalMerger;
import dev.blindspot.model.GoState;
import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Interval;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordingEnd;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.recording.RecordedItem;
import dev.blindspot.recording.RecordingReader;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recording's whole window: its intervals added up as the report has them. What the formats that show sums are made of.
 *
 * @param end null if it was killed, or goes on
 * @param notes what of the recording could not be read
 */
record RecordedWindow(
        RecordingInfo info, IntervalMerger merged, @Nullable RecordingEnd end, List<Note> notes) {
    static RecordedWindow read(Path recording) {
        try (RecordingReader reader = RecordingReader.open(recording)) {
            IntervalMerger merged = new IntervalMerger();
            @Nullable RecordingEnd end = null;
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof RecordedItem.OfInterval(Interval interval)) {
                    merged.add(interval);
                } else if (item instanceof RecordedItem.OfEnd(RecordingEnd told)) {
                    end = told;
                }
            }
            return new RecordedWindow(reader.info(), merged, end, reader.notes());
        }
    }

    /** How long it is. */
    long durationNanos() {
        return Math.max(0, merged.endNanos() - info.startedNanos());
    }

    /** The last of the report's ledgers, else that of the inspections; null if the pages could never be read. */
    @Nullable
    Ledger ledger() {
        List<Ledger> ledgers = merged.ledgers();
        if (!ledgers.isEmpty()) {
            return ledgers.getLast();
        }
        Inspection last = end == null ? null : end.last();
        return last != null && last.ledger() != null
                ? last.ledger()
                : info.first().ledger();
    }

    /** Go's own heap profile at the end of the window, else at its start; null if there is none. */
    @Nullable
    HeapProfile heapProfile() {
        Inspection last = end == null ? null : end.last();
        GoState go = last == null ? info.first().go() : last.go();
        return go == null ? null : go.heapProfile();
    }
}
