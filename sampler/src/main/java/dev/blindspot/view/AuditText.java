package dev.blindspot.view;

import dev.blindspot.model.BinaryAudit;
import dev.blindspot.model.BinaryAudit.Call;
import dev.blindspot.model.BinaryAudit.LinkedFunction;
import dev.blindspot.model.Note;
import java.util.ArrayList;
import java.util.List;

/** Audits as text: a file after the other, each with its leak-prone functions and who calls them. */
public final class AuditText {
    private static final int MOST_CALLS = 12;
    private static final int SEVERITY_WIDTH = 7;
    private static final int CLASS_WIDTH = 10;

    private AuditText() {}

    /** The whole text, with a line end after the last line. */
    public static String of(List<BinaryAudit> audits, boolean colour) {
        Ink ink = new Ink(colour);
        StringBuilder text = new StringBuilder();
        for (BinaryAudit audit : audits) {
            text.append(text.isEmpty() ? "" : "\n");
            file(text, ink, audit);
        }
        return text.toString();
    }

    private static void file(StringBuilder text, Ink ink, BinaryAudit audit) {
        text.append(ink.bold(audit.file())).append('\n');
        Lines.wrap(text, "  ", 2, String.join(", ", facts(audit)));
        for (Note note : audit.notes()) {
            Lines.wrap(text, "  - ", 4, note.text());
        }
        text.append('\n');
        if (audit.functions().isEmpty()) {
            text.append("  No leak-prone function is linked in.\n");
        }
        audit.functions().forEach(function -> function(text, ink, function));
    }

    private static List<String> facts(BinaryAudit audit) {
        List<String> facts = new ArrayList<>();
        facts.add(audit.goVersion() == null ? "Go of unknown version" : audit.goVersion());
        facts.add(audit.arch());
        facts.add(audit.cgo() ? "with cgo" : "no cgo");
        facts.add(audit.stripped() ? "stripped" : "not stripped");
        if (audit.pie()) {
            facts.add("position independent");
        }
        if (audit.modulePath() != null) {
            facts.add("module " + audit.modulePath());
        }
        return facts;
    }

    private static void function(StringBuilder text, Ink ink, LinkedFunction function) {
        String severity = function.severity().label();
        String leakClass = function.leakClass().label();
        text.append("  ")
                .append(ink.severity(function.severity(), severity))
                .append(" ".repeat(Math.max(0, SEVERITY_WIDTH - severity.length())))
                .append("  ")
                .append(leakClass)
                .append(" ".repeat(Math.max(0, CLASS_WIDTH - leakClass.length())))
                .append("  ")
                .append(ink.bold(function.function()))
                .append("  ")
                .append(ink.dim(summary(function)))
                .append('\n');
        List<Call> judged = function.judged();
        judged.stream()
                .limit(MOST_CALLS)
                .forEach(call -> text.append("    ← ").append(place(call)).append('\n'));
        if (judged.size() > MOST_CALLS) {
            text.append("      and ").append(judged.size() - MOST_CALLS).append(" more: see --json\n");
        }
    }

    private static String place(Call call) {
        String file = call.file();
        String where = file == null || call.line() == null ? "" : "  " + StackText.last(file) + ":" + call.line();
        return Lines.cut(call.caller(), Table.LINE - 6 - where.length()) + where;
    }

    private static String summary(LinkedFunction function) {
        long standard = function.calls().stream().filter(Call::standardLibrary).count();
        long allowed = function.calls().stream()
                .filter(call -> call.allowed() && !call.standardLibrary())
                .count();
        List<String> parts = new ArrayList<>();
        if (!function.judged().isEmpty()) {
            parts.add("called in " + Amounts.count(function.judged().size(), "place"));
        }
        if (allowed > 0) {
            parts.add("allowed in " + Amounts.count(allowed, "place"));
        }
        if (standard > 0) {
            parts.add("by Go's own library in " + Amounts.count(standard, "place"));
        }
        return parts.isEmpty() ? "linked in; no direct call of it is seen" : String.join(", ", parts);
    }
}
