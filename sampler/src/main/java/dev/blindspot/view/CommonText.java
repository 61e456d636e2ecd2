package dev.blindspot.view;

import dev.blindspot.model.Cost;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Finding.StackShare;
import dev.blindspot.model.Note;
import dev.blindspot.model.Severity;
import dev.blindspot.model.Target;
import java.util.List;
import java.util.Map;

/** The parts that reports and inspections share. */
final class CommonText {
    private static final int MOST_FINDINGS = 10;
    private static final int INDENT = 4;

    /** What the count of a finding counts. */
    private static final Map<String, String> NOUNS = Map.ofEntries(
            Map.entry("mmap-growth", "mapping"),
            Map.entry("finalizer-goroutine-blocked", "object"),
            Map.entry("finalizer-backlog", "object"),
            Map.entry("finalizer-cycle", "object"),
            Map.entry("cleanup-backlog", "cleanup"),
            Map.entry("special-metadata-growth", "record"),
            Map.entry("plugin-open-failed", "module"),
            Map.entry("plugin-pileup", "module"),
            Map.entry("pinner-leak", "object"),
            Map.entry("cgo-handle-leak", "handle"),
            Map.entry("goroutine-leak", "goroutine"),
            Map.entry("thread-growth", "thread"));

    private CommonText() {}

    /** {@code app (pid 4711, go1.24.4, amd64)}. */
    static String target(Target target) {
        StringBuilder text = new StringBuilder(target.comm())
                .append(" (pid ")
                .append(target.pid())
                .append(target.goVersion() == null ? ", not Go" : ", " + target.goVersion());
        if (target.arch() != null) {
            text.append(", ").append(target.arch());
        }
        return text.append(')').toString();
    }

    static void title(StringBuilder text, Ink ink, String title) {
        text.append('\n').append(ink.bold(title)).append('\n');
    }

    static void findings(StringBuilder text, Ink ink, List<Finding> findings) {
        title(text, ink, "Findings");
        if (findings.isEmpty()) {
            text.append("  none\n");
        }
        findings.stream().limit(MOST_FINDINGS).forEach(finding -> finding(text, ink, finding));
        if (findings.size() > MOST_FINDINGS) {
            text.append("  and ").append(findings.size() - MOST_FINDINGS).append(" more: see --json\n");
        }
    }

    static void notes(StringBuilder text, Ink ink, List<Note> notes) {
        if (notes.isEmpty()) {
            return;
        }
        title(text, ink, "Notes");
        notes.forEach(note -> Lines.wrap(text, "  - ", INDENT, note.text()));
    }

    static void cost(StringBuilder text, Ink ink, Cost cost) {
        title(text, ink, "Cost");
        Lines.wrap(text, "  ", 2, cost(cost));
    }

    static String cost(Cost cost) {
        return "own CPU " + Amounts.nanos(cost.ownCpuNanos()) + ", in the target about "
                + Amounts.nanos(cost.targetOverheadNanos()) + ", stopped "
                + Amounts.nanos(cost.stoppedNanos()) + "; " + Amounts.count(cost.reads(), "read") + " of "
                + Amounts.bytes(cost.bytesRead()) + ", longest one under the target's lock "
                + Amounts.nanos(cost.longestLockedReadNanos());
    }

    private static void finding(StringBuilder text, Ink ink, Finding finding) {
        List<StackShare> stacks = finding.stacks();
        String label = finding.severity().label();
        text.append("  ")
                .append(ink.severity(finding.severity(), label))
                .append("  ")
                .append(finding.id());
        if (!stacks.isEmpty()) {
            int room = Table.LINE - 6 - label.length() - finding.id().length();
            text.append("  ")
                    .append(ink.bold(Lines.cut(StackText.site(stacks.getFirst().stack()), room)));
        }
        text.append('\n');
        Lines.wrap(text, " ".repeat(INDENT), INDENT, finding.title() + ": " + amounts(finding));
        if (!stacks.isEmpty()) {
            String callers = StackText.callers(stacks.getFirst().stack());
            if (!callers.isEmpty()) {
                Lines.wrap(text, " ".repeat(INDENT) + "← ", INDENT + 2, callers);
            }
            if (stacks.size() > 1) {
                text.append(" ".repeat(INDENT))
                        .append("the largest of ")
                        .append(stacks.size())
                        .append(" stacks\n");
            }
        }
        if (finding.incomplete()) {
            text.append(" ".repeat(INDENT)).append("incomplete: events were lost, it may be more or less\n");
        }
        if (finding.severity() != Severity.INFO) {
            Lines.wrap(text, " ".repeat(INDENT) + "→ ", INDENT + 2, finding.advice());
        }
    }

    static String amounts(Finding finding) {
        StringBuilder text = new StringBuilder();
        Long bytes = finding.bytes();
        Long count = finding.count();
        if (bytes != null) {
            text.append(Amounts.exactBytes(bytes));
        }
        if (count != null) {
            String noun = NOUNS.get(finding.id());
            text.append(bytes == null ? "" : " in ")
                    .append(noun == null ? Amounts.count(count) : Amounts.count(count, noun));
        }
        if (text.isEmpty()) {
            text.append("bytes unknown");
        }
        Double growth = finding.growthBytesPerSecond();
        if (growth != null && growth != 0) {
            text.append(", ").append(Lines.together((growth > 0 ? "+" : "") + Amounts.bytes(growth) + "/s"));
        }
        return text.toString();
    }
}
