package dev.blindspot.view;

import dev.blindspot.aggregate.CallSiteRow;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Call sites as people name them: one row a line of the program and kind, by whichever way it was reached. */
final class CallSiteText {
    private static final int MOST_ROWS = 20;

    private CallSiteText() {}

    static void append(StringBuilder text, Ink ink, List<CallSiteRow> rows) {
        mappings(text, ink, CallSites.mapped(rows));
        allocations(text, ink, CallSites.allocated(rows));
        faults(text, ink, CallSites.touched(rows));
    }

    private static void mappings(StringBuilder text, Ink ink, Map<CallSites.Site, CallSites.Sum> sites) {
        if (sites.isEmpty()) {
            return;
        }
        CommonText.title(text, ink, "Call sites: mapped in this window, and what of it is still mapped");
        Table table = new Table("OUTSTANDING", "COUNT", "MAPPED", "CALLS", "<KIND", "<CALL SITE");
        largest(
                        sites,
                        Comparator.comparingLong(CallSites.Sum::outstandingBytes)
                                .thenComparingLong(CallSites.Sum::mappedBytes))
                .forEach(entry -> {
                    CallSites.Sum sum = entry.getValue();
                    String about = sum.sampled() ? "~" : "";
                    table.add(
                            about + Amounts.bytes(sum.outstandingBytes()),
                            about + Amounts.count(sum.outstandingCount()),
                            about + Amounts.bytes(sum.mappedBytes()),
                            about + Amounts.count(sum.mappedCount()),
                            entry.getKey().kind().label(),
                            entry.getKey().name());
                });
        table.appendTo(text, ink);
        more(text, sites.size());
        Collection<CallSites.Sum> sums = sites.values();
        if (sums.stream().anyMatch(CallSites.Sum::sampled)) {
            text.append("  ~ estimated from sampled stacks\n");
        }
    }

    private static void allocations(StringBuilder text, Ink ink, Map<CallSites.Site, CallSites.Sum> sites) {
        if (sites.isEmpty()) {
            return;
        }
        CommonText.title(text, ink, "C allocations, estimated from short windows: what was not seen to be freed");
        Table table = new Table("SURVIVING", "SHARE", "COUNT", "ALLOCATED", "CALLS", "<CALL SITE");
        long all = sites.values().stream()
                .mapToLong(CallSites.Sum::outstandingBytes)
                .sum();
        largest(
                        sites,
                        Comparator.comparingLong(CallSites.Sum::outstandingBytes)
                                .thenComparingLong(CallSites.Sum::mappedBytes))
                .forEach(entry -> {
                    CallSites.Sum sum = entry.getValue();
                    table.add(
                            "~" + Amounts.bytes(sum.outstandingBytes()),
                            (all == 0 ? 0 : Math.round(100.0 * sum.outstandingBytes() / all)) + " %",
                            "~" + Amounts.count(sum.outstandingCount()),
                            "~" + Amounts.bytes(sum.mappedBytes()),
                            "~" + Amounts.count(sum.mappedCount()),
                            entry.getKey().name());
                });
        table.appendTo(text, ink);
        more(text, sites.size());
    }

    private static void faults(StringBuilder text, Ink ink, Map<CallSites.Site, CallSites.Sum> sites) {
        if (sites.isEmpty()) {
            return;
        }
        CommonText.title(text, ink, "Page faults: who touched memory first");
        Table table = new Table("TOUCHED", "FAULTS", "<CALL SITE");
        largest(sites, Comparator.comparingLong(CallSites.Sum::mappedBytes))
                .forEach(entry -> table.add(
                        Amounts.bytes(entry.getValue().mappedBytes()),
                        Amounts.count(entry.getValue().mappedCount()),
                        entry.getKey().name()));
        table.appendTo(text, ink);
        more(text, sites.size());
    }

    private static List<Map.Entry<CallSites.Site, CallSites.Sum>> largest(
            Map<CallSites.Site, CallSites.Sum> sites, Comparator<CallSites.Sum> order) {
        return sites.entrySet().stream()
                .sorted(Map.Entry.<CallSites.Site, CallSites.Sum>comparingByValue(order)
                        .reversed())
                .limit(MOST_ROWS)
                .toList();
    }

    private static void more(StringBuilder text, int sites) {
        if (sites > MOST_ROWS) {
            text.append("  and ").append(sites - MOST_ROWS).append(" more: see --json\n");
        }
    }
}
