package dev.blindspot.view;

import dev.blindspot.plan.LimitAdvice;
import dev.blindspot.plan.Plan;
import dev.blindspot.plan.Verdict;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A capacity plan as text: the answer first, then what it rests on. */
public final class PlanText {
    private static final int INDENT = 2;

    private PlanText() {}

    /** The whole text, with a line end after the last line. */
    public static String of(Plan plan, boolean colour) {
        Ink ink = new Ink(colour);
        StringBuilder text = new StringBuilder();
        text.append(ink.bold(verdict(plan))).append('\n');
        Lines.wrap(
                text,
                "",
                INDENT,
                Amounts.count(plan.recordings(), "recording") + " of "
                        + (plan.processes() == 1 ? "1 process" : Amounts.count(plan.processes()) + " processes") + ", "
                        + Amounts.time(plan.startAt()) + " to " + Amounts.time(plan.endAt()));
        limit(text, ink, plan);
        advice(text, ink, plan);
        peak(text, ink, plan);
        growth(text, ink, plan);
        loads(text, ink, plan);
        CommonText.notes(text, ink, plan.notes());
        return text.toString();
    }

    private static String verdict(Plan plan) {
        return switch (plan.verdict()) {
            case GROWING -> "It grows";
            case STEADY -> "It is steady" + since(plan.total());
            case TOO_SHORT -> "The time is too short to tell whether it grows";
        };
    }

    private static String since(Plan.Rate rate) {
        Instant since = rate.steadySince();
        return since == null ? "" : " since " + Amounts.time(since);
    }

    private static void limit(StringBuilder text, Ink ink, Plan plan) {
        Long limit = plan.limitBytes();
        if (limit == null) {
            return;
        }
        CommonText.title(text, ink, "Limit");
        String of = Amounts.exactBytes(limit) + ("cgroup".equals(plan.limitSource()) ? ", the cgroup's" : ", as given");
        Plan.Span time = plan.timeToLimit();
        Lines.wrap(
                text,
                "  ",
                INDENT,
                time == null
                        ? of + ": not on the way to it"
                        : time.highNanos() == 0
                                ? of + ": reached already"
                                : of + ": reached in " + Amounts.span(time.nanos())
                                        + " from the last reading, with 95 % in " + Amounts.span(time.lowNanos())
                                        + " to " + Amounts.span(time.highNanos()));
    }

    private static void advice(StringBuilder text, Ink ink, Plan plan) {
        LimitAdvice advice = plan.advice();
        if (advice == null) {
            return;
        }
        CommonText.title(text, ink, "Advised");
        text.append("  container limit  ")
                .append(Amounts.exactBytes(advice.limitBytes()))
                .append('\n');
        Long go = advice.goMemLimitBytes();
        if (go != null) {
            text.append("  GOMEMLIMIT       ").append(go >> 20).append("MiB\n");
        }
        advice.reasoning().forEach(step -> Lines.wrap(text, "    ", 2 * INDENT + 2, step));
        Double share = plan.outsideProfileShare();
        if (share != null) {
            Lines.wrap(
                    text,
                    "  ",
                    INDENT,
                    String.format(
                            Locale.ROOT,
                            "At its fullest, at least %.0f %% of resident memory was in no heap profile.",
                            Math.floor(100 * share)));
        }
    }

    private static void peak(StringBuilder text, Ink ink, Plan plan) {
        Plan.Peak peak = plan.peak();
        if (peak == null) {
            return;
        }
        CommonText.title(
                text, ink, "Resident memory at its highest, of " + Amounts.count(peak.intervals(), "interval"));
        Table table = new Table("P50", "P90", "P99", "MAX");
        table.add(
                Amounts.bytes(peak.p50()),
                Amounts.bytes(peak.p90()),
                Amounts.bytes(peak.p99()),
                Amounts.bytes(peak.max()));
        table.appendTo(text, ink);
    }

    private static void growth(StringBuilder text, Ink ink, Plan plan) {
        CommonText.title(text, ink, "Growth by category");
        Table table = new Table("GROWTH/S", "95 % FROM", "TO", "LAST", "<", "<CATEGORY");
        plan.categories().forEach(rate -> add(table, rate, rate.category()));
        add(table, plan.total(), "all");
        table.appendTo(text, ink);
    }

    private static void add(Table table, Plan.Rate rate, String name) {
        Plan.Range range = rate.ci95();
        table.add(
                change(rate.bytesPerSecond()),
                change(range == null ? null : range.low()),
                change(range == null ? null : range.high()),
                Amounts.bytes(rate.lastBytes()),
                rate.verdict() == Verdict.TOO_SHORT ? "?" : rate.verdict().label(),
                name);
    }

    private static String change(@Nullable Double bytes) {
        return bytes == null ? "?" : Amounts.change(Math.round(bytes));
    }

    private static void loads(StringBuilder text, Ink ink, Plan plan) {
        if (plan.loads().isEmpty()) {
            return;
        }
        CommonText.title(text, ink, "Load");
        for (Plan.Load load : plan.loads()) {
            StringBuilder line = new StringBuilder(load.name())
                    .append(load.counter() ? " a second" : "")
                    .append(String.format(Locale.ROOT, ": %.6g on average, %.6g at most", load.mean(), load.high()));
            Double perUnit = load.bytesPerUnit();
            Plan.Range range = load.ci95();
            if (perUnit != null && range != null) {
                line.append("; ")
                        .append(Amounts.bytes(perUnit))
                        .append(" a unit (95 %: ")
                        .append(Amounts.bytes(range.low()))
                        .append(" to ")
                        .append(Amounts.bytes(range.high()))
                        .append(')');
            }
            Plan.WhatIf whatIf = load.whatIf();
            if (whatIf != null) {
                line.append(String.format(Locale.ROOT, "; at %s times the load a peak of ", whatIf.factor()))
                        .append(Amounts.bytes(whatIf.peakBytes()))
                        .append(" (")
                        .append(Amounts.bytes(whatIf.ci95().low()))
                        .append(" to ")
                        .append(Amounts.bytes(whatIf.ci95().high()))
                        .append(')');
            }
            Lines.wrap(text, "  ", 2 * INDENT, line.toString());
        }
    }
}
