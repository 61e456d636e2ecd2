package dev.blindspot.view;

import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.ThreadSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One look at a process, or two, as text. */
public final class InspectionText {
    private static final int MOST_CGROUP_ROWS = 8;

    private InspectionText() {}

    /**
     * The whole text, with a line end after the last line.
     *
     * @param previous the first of two looks; null if there was one
     */
    public static String of(Inspection inspection, @Nullable Inspection previous, boolean colour) {
        Ink ink = new Ink(colour);
        StringBuilder text = new StringBuilder();
        text.append(ink.bold(CommonText.target(inspection.target())))
                .append(", ")
                .append(Amounts.time(inspection.takenAt()))
                .append('\n');
        Lines.wrap(text, "", 2, inspection.target().exe());
        if (!inspection.findings().isEmpty()) {
            CommonText.findings(text, ink, inspection.findings());
        }
        ledger(text, ink, inspection, previous);
        if (inspection.go() != null) {
            GoStateText.append(text, ink, inspection.go());
        }
        cgroup(text, ink, inspection.cgroup());
        threads(text, ink, inspection.threads());
        CommonText.cost(text, ink, inspection.cost());
        CommonText.notes(text, ink, inspection.notes());
        return text.toString();
    }

    private static void ledger(StringBuilder text, Ink ink, Inspection inspection, @Nullable Inspection previous) {
        Ledger ledger = inspection.ledger();
        if (ledger == null) {
            return;
        }
        CommonText.title(text, ink, "Resident memory by category");
        LedgerText.one(text, ink, ledger);
        Ledger before = previous == null ? null : previous.ledger();
        if (before != null) {
            CommonText.title(text, ink, "Change since " + Amounts.time(before.at()));
            LedgerText.change(text, ink, List.of(before, ledger));
        }
    }

    private static void cgroup(StringBuilder text, Ink ink, @Nullable CgroupMemory cgroup) {
        if (cgroup == null) {
            return;
        }
        CommonText.title(text, ink, "Cgroup " + cgroup.path());
        Long max = cgroup.maxBytes();
        Table table = new Table("BYTES", "<OF");
        table.add(
                Amounts.bytes(cgroup.currentBytes()),
                max == null ? "all, without a limit" : "all, limit " + Amounts.bytes(max));
        Long outside = cgroup.outsideProcessBytes();
        if (outside != null) {
            table.add(Amounts.bytes(outside), "outside this process");
        }
        cgroup.rows().stream()
                .filter(row -> row.bytes() > 0)
                .sorted(LargestFirst.by(CgroupMemory.Row::bytes))
                .limit(MOST_CGROUP_ROWS)
                .forEach(row -> table.add(Amounts.bytes(row.bytes()), row.name()));
        table.appendTo(text, ink);
        Long kills = cgroup.oomKills();
        if (kills != null && kills > 0) {
            text.append("  ").append(Amounts.count(kills, "OOM kill")).append(" in it\n");
        }
    }

    private static void threads(StringBuilder text, Ink ink, @Nullable ThreadSummary threads) {
        if (threads == null) {
            return;
        }
        CommonText.title(text, ink, "Threads");
        text.append("  ").append(Amounts.count(threads.total())).append(" in all");
        part(text, threads.idle(), "idle");
        part(text, threads.inCgo(), "in C");
        part(text, threads.locked(), "locked to a goroutine");
        Long stacks = threads.stackRssBytes();
        if (stacks != null) {
            text.append(", stacks ").append(Amounts.bytes(stacks)).append(" resident");
        }
        text.append('\n');
    }

    private static void part(StringBuilder text, @Nullable Integer count, String what) {
        if (count != null) {
            text.append(", ").append(Amounts.count(count)).append(' ').append(what);
        }
    }
}
