package dev.blindspot.view;

import dev.blindspot.detect.Attribution;
import dev.blindspot.model.Finding.StackShare;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What grew, and who made it grow: what nobody explains first. */
final class AttributionText {
    private static final int MOST_CATEGORIES = 12;
    private static final int MOST_SITES = 4;

    private AttributionText() {}

    static void append(StringBuilder text, Ink ink, List<Attribution> attributions) {
        if (attributions.isEmpty()) {
            return;
        }
        CommonText.title(text, ink, "What grew, and who touched it first");
        Table table = new Table("GROWTH", "A SECOND", "<", "<CATEGORY AND CALL SITE");
        for (Attribution grown : attributions.subList(0, Math.min(MOST_CATEGORIES, attributions.size()))) {
            table.add(
                    Amounts.change(grown.growthBytes()),
                    Amounts.change(Math.round(grown.bytesPerSecond())),
                    interval(grown),
                    grown.category());
            if (grown.unexplainedBytes() > 0) {
                row(table, grown, grown.unexplainedBytes(), "(no stack explains it)");
            }
            Map<String, Long> sites = bySite(grown);
            sites.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                    .limit(MOST_SITES)
                    .forEach(site -> row(table, grown, site.getValue(), site.getKey()));
        }
        table.appendTo(text, ink);
    }

    private static void row(Table table, Attribution grown, long bytes, String site) {
        table.add(Amounts.bytes(bytes), Amounts.bytes(grown.bytesPerSecondOf(bytes)), "", "  " + site);
    }

    private static String interval(Attribution grown) {
        Double low = grown.lowBytesPerSecond();
        Double high = grown.highBytesPerSecond();
        return low == null || high == null
                ? "too few looks"
                : Amounts.change(Math.round(low)) + " to " + Amounts.change(Math.round(high));
    }

    private static Map<String, Long> bySite(Attribution grown) {
        Map<String, Long> sites = new LinkedHashMap<>();
        for (StackShare share : grown.sites()) {
            sites.merge(StackText.site(share.stack()), share.bytes(), Long::sum);
        }
        return sites;
    }
}
