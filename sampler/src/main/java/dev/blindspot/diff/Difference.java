package dev.blindspot.diff;

import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Note;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What is different between two footprints.
 *
 * @param rows largest growth first, the largest loss last
 */
public record Difference(Footprint a, Footprint b, List<Row> rows, List<Note> notes) {
    /** Less is not worth a word. */
    private static final double LEAST_BYTES = 512 << 10;

    private static final double LEAST_SHARE = 0.05;
    private static final double WINDOWS_ALIKE = 0.1;

    public Difference {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /**
     * One row.
     *
     * @param significant more than noise: two runs of the same program would not differ so
     */
    public record Row(RowKey key, long aBytes, long bBytes, boolean significant) {
        public long deltaBytes() {
            return bBytes - aBytes;
        }
    }

    /** Compares what both have. */
    public static Difference of(Footprint a, Footprint b) {
        Set<Footprint.Source> both = EnumSet.noneOf(Footprint.Source.class);
        both.addAll(a.measures().keySet());
        both.retainAll(b.measures().keySet());
        Map<RowKey, Measure> before = rows(a, both);
        Map<RowKey, Measure> after = rows(b, both);
        Set<RowKey> keys = new LinkedHashSet<>(after.keySet());
        keys.addAll(before.keySet());
        List<Row> rows = new ArrayList<>();
        for (RowKey key : keys) {
            Measure was = before.getOrDefault(key, Measure.NOTHING);
            Measure is = after.getOrDefault(key, Measure.NOTHING);
            rows.add(new Row(key, was.bytes(), is.bytes(), isSignificant(was, is)));
        }
        rows.sort(LargestFirst.by(Row::deltaBytes)
                .thenComparing(row -> row.key().by())
                .thenComparing(row -> row.key().key()));
        return new Difference(a, b, rows, notes(a, b, both));
    }

    private static Map<RowKey, Measure> rows(Footprint footprint, Set<Footprint.Source> sources) {
        Map<RowKey, Measure> rows = new LinkedHashMap<>();
        for (Footprint.Source source : sources) {
            Objects.requireNonNull(footprint.measures().get(source))
                    .rows()
                    .forEach((key, measure) -> rows.merge(key, measure, Measure::plus));
        }
        return rows;
    }

    private static boolean isSignificant(Measure was, Measure is) {
        double delta = Math.abs((double) is.bytes() - was.bytes());
        return delta >= LEAST_BYTES
                && delta >= LEAST_SHARE * Math.max(was.bytes(), is.bytes())
                && delta > 1.5 * Math.hypot(was.noise(), is.noise());
    }

    private static List<Note> notes(Footprint a, Footprint b, Set<Footprint.Source> both) {
        List<Note> notes = new ArrayList<>();
        Map<Footprint.Source, String> only = new EnumMap<>(Footprint.Source.class);
        a.measures().keySet().forEach(source -> only.put(source, a.name()));
        b.measures().keySet().forEach(source -> only.putIfAbsent(source, b.name()));
        both.forEach(only::remove);
        only.forEach((source, name) ->
                notes.add(new Note("one-sided", source.words() + " are not compared: only " + name + " has them")));
        long longer = Math.max(a.windowNanos(), b.windowNanos());
        if (both.contains(Footprint.Source.MAPPINGS)
                && Math.abs(a.windowNanos() - b.windowNanos()) > WINDOWS_ALIKE * longer) {
            notes.add(new Note(
                    "windows-differ",
                    "the recordings are of different length, and what leaks alike leaks more in the longer one"));
        }
        return notes;
    }
}
