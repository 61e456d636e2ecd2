package dev.blindspot.view;

import dev.blindspot.diff.Difference;
import dev.blindspot.diff.Footprint;
import java.util.List;

/** A difference as text: what is more than noise; of the rest only how much there is. */
public final class DiffText {
    private static final int MOST_ROWS = 40;
    private static final int INDENT = 4;

    private DiffText() {}

    /** The whole text, with a line end after the last line. */
    public static String of(Difference difference, boolean colour) {
        Ink ink = new Ink(colour);
        StringBuilder text = new StringBuilder();
        side(text, "A", difference.a());
        side(text, "B", difference.b());
        List<Difference.Row> significant =
                difference.rows().stream().filter(Difference.Row::significant).toList();
        CommonText.title(text, ink, "What changed from A to B");
        if (significant.isEmpty()) {
            text.append("  nothing by more than noise\n");
        } else {
            Table table = new Table("CHANGE", "A", "B", "<BY", "<WHAT");
            significant.stream()
                    .limit(MOST_ROWS)
                    .forEach(row -> table.add(
                            Amounts.change(row.deltaBytes()),
                            Amounts.bytes(row.aBytes()),
                            Amounts.bytes(row.bBytes()),
                            row.key().by().label().replace('_', ' '),
                            row.key().key()));
            table.appendTo(text, ink);
        }
        long more = Math.max(0L, significant.size() - MOST_ROWS);
        long noise = (long) difference.rows().size() - significant.size();
        Lines.wrap(
                text,
                "  ",
                2,
                (more > 0 ? "and " + Amounts.count(more) + " more; " : "") + Amounts.count(noise, "row")
                        + " differ by no more than noise: see --json");
        CommonText.notes(text, ink, difference.notes());
        return text.toString();
    }

    private static void side(StringBuilder text, String name, Footprint footprint) {
        Lines.wrap(
                text,
                name + ": ",
                INDENT,
                footprint.name() + ": " + CommonText.target(footprint.target())
                        + (footprint.windowNanos() > 0 ? ", " + Amounts.nanos(footprint.windowNanos()) + " to " : ", ")
                        + Amounts.time(footprint.at()));
    }
}
