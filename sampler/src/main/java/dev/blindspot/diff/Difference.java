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
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        Map<RowKey, Measure> before = rows(a, b, both);
        Map<RowKey, Measure> after = rows(b, a, both);
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

    /** Of one side, but for what the other one may have too without telling. */
    private static Map<RowKey, Measure> rows(Footprint footprint, Footprint other, Set<Footprint.Source> sources) {
        Map<RowKey, Measure> rows = new LinkedHashMap<>();
        for (Footprint.Source source : sources) {
            Measures opposite = Objects.requireNonNull(other.measures().get(source));
            Objects.requireNonNull(footprint.measures().get(source)).rows().forEach((key, measure) -> {
                if (!opposite.isUnknown(key)) {
                    rows.merge(key, measure, Measure::plus);
                }
            });
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
        for (Footprint.Source source : both) {
            String cut = Stream.of(a, b)
                    .filter(side ->
                            Objects.requireNonNull(side.measures().get(source)).isCut())
                    .map(Footprint::name)
                    .collect(Collectors.joining(" and "));
            if (!cut.isEmpty()) {
                notes.add(new Note(
                        "cut",
                        "of " + source.words() + " only the largest stacks are in " + cut
                                + ": what is missing there is not compared, and other rows may lack a part"));
            }
        }
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
