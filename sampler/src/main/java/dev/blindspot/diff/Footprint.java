package dev.blindspot.diff;

import dev.blindspot.detect.Report;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Target;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of two things that are compared.
 *
 * @param name of the file
 * @param at the end of the recording, or when the look was taken
 * @param windowNanos of the recording; 0 for a look
 */
public record Footprint(String name, Target target, Instant at, long windowNanos, Map<Source, Measures> measures) {
    /** Where rows come from: only rows of one source are compared. */
    enum Source {
        LEDGER("the ledger"),
        MAPPINGS("mappings by call site"),
        HEAP_PROFILE("Go's heap profile"),
        OBJECTS("finalizers"),
        LIBRARIES("plugins and libraries");

        private final String words;

        Source(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** Of a recording. */
    public static Footprint of(String name, Report report) {
        Map<Source, Measures> measures = new EnumMap<>(Source.class);
        if (!report.ledgers().isEmpty()) {
            measures.put(Source.LEDGER, LedgerMeasures.of(report.ledgers(), report.first()));
        }
        measures.put(
                Source.MAPPINGS,
                MappingMeasures.of(report.callSites(), report.first().target()));
        Inspection last = report.last();
        if (last != null) {
            addLook(measures, last, null);
        }
        return new Footprint(name, report.first().target(), report.endAt(), report.durationNanos(), measures);
    }

    /**
     * Of an inspection.
     *
     * @param previous the look before; null if there was none
     */
    public static Footprint of(String name, Inspection look, @Nullable Inspection previous) {
        Map<Source, Measures> measures = new EnumMap<>(Source.class);
        addLook(measures, look, previous);
        return new Footprint(name, look.target(), look.takenAt(), 0, measures);
    }

    private static void addLook(Map<Source, Measures> measures, Inspection look, @Nullable Inspection previous) {
        if (look.ledger() != null) {
            measures.putIfAbsent(Source.LEDGER, LedgerMeasures.of(look, previous));
        }
        if (look.plugins() != null) {
            measures.put(Source.LIBRARIES, ObjectMeasures.libraries(look.plugins()));
        }
        if (look.go() != null && look.go().heapProfile() != null) {
            measures.put(Source.HEAP_PROFILE, HeapProfileMeasures.of(look.go().heapProfile(), look.target()));
        }
        if (look.go() != null && look.go().finalizers() != null) {
            measures.put(Source.OBJECTS, ObjectMeasures.finalizers(look.go().finalizers()));
        }
    }
}
