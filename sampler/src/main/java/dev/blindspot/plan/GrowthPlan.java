package dev.blindspot.plan;

import dev.blindspot.model.Note;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of a plan that speaks of growth.
 *
 * <p>The process grows if the sum of all categories does, or one of them, be it too little against what the others do. The
 * parts of Go's heap count as one there: what one of them gains another loses.
 */
final class GrowthPlan {
    private static final double MOST_NANOS = Long.MAX_VALUE;

    private final List<ProcessHistory> processes;
    private final Instant origin;
    private final Growth total;
    private final List<Plan.Rate> categories = new ArrayList<>();
    private final List<String> growing = new ArrayList<>();
    private final @Nullable Trend growth;

    GrowthPlan(List<ProcessHistory> processes, Instant origin, List<Note> notes) {
        this.processes = processes;
        this.origin = origin;
        this.total = judge(ProcessHistory::total);
        Set<String> names = processes.stream()
                .flatMap(process -> process.categories().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        for (String name : names) {
            Growth each = judge(process -> process.category(name));
            categories.add(rate(name, each, last(process -> process.category(name))));
            if (each.verdict() == Verdict.GROWING && !name.startsWith(GoShare.HEAP)) {
                growing.add(name);
            }
        }
        List<String> heap =
                names.stream().filter(name -> name.startsWith(GoShare.HEAP)).toList();
        if (!heap.isEmpty() && judge(process -> sum(process, heap)).verdict() == Verdict.GROWING) {
            growing.addAll(heap);
        }
        categories.sort(Comparator.comparingDouble(GrowthPlan::sortedBy).reversed());
        growth = total.verdict() == Verdict.GROWING
                ? total.trend()
                : growing.isEmpty()
                        ? null
                        : judge(process -> sum(process, growing)).trend();
        if (total.trend() == null) {
            notes.add(new Note(
                    "too-few-readings",
                    "growth is null: it takes at least " + Course.FEWEST_SAMPLES + " readings of one process"));
        }
    }

    Plan.Rate total() {
        return rate("total", total, last(ProcessHistory::total));
    }

    List<Plan.Rate> categories() {
        return categories;
    }

    Verdict verdict() {
        return growth != null ? Verdict.GROWING : total.verdict();
    }

    /** Whether Go's heap is among what grows. */
    boolean isHeapGrowing() {
        return growing.stream().anyMatch(name -> name.startsWith(GoShare.HEAP));
    }

    /** What growth adds, by the upper end of its interval; 0 where there is none. */
    double bytesInAsLongAgain() {
        double longest = processes.stream()
                .mapToDouble(process -> process.total().length())
                .max()
                .orElse(0);
        return growth == null ? 0 : growth.slope().high() * longest;
    }

    /**
     * When the first of these processes reaches the limit.
     *
     * @return null where nothing grows
     */
    Plan.@Nullable Span timeTo(double limit, Collection<ProcessHistory> alive) {
        if (growth == null) {
            return null;
        }
        return alive.stream()
                .map(ProcessHistory::total)
                .filter(samples -> samples.size() >= Course.FEWEST_SAMPLES)
                .map(samples -> TimeToLimit.of(Course.of(samples), growth.skippedShare(), growth.slope(), limit))
                .filter(time -> time != null)
                .min(Comparator.comparingDouble(TimeToLimit::seconds))
                .map(time -> new Plan.Span(nanos(time.seconds()), nanos(time.low()), nanos(time.high())))
                .orElse(null);
    }

    private Growth judge(Function<ProcessHistory, Samples> series) {
        return GrowthJudge.judge(processes.stream().map(series).toList());
    }

    private static Samples sum(ProcessHistory process, List<String> names) {
        double[] seconds = process.category(names.getFirst()).seconds();
        double[] sums = new double[seconds.length];
        for (String name : names) {
            double[] values = process.category(name).values();
            Arrays.setAll(sums, i -> sums[i] + values[i]);
        }
        return new Samples(seconds, sums);
    }

    private long last(Function<ProcessHistory, Samples> series) {
        return processes.stream()
                .map(series)
                .filter(samples -> samples.size() > 0)
                .max(Comparator.comparingDouble(Samples::end))
                .map(samples -> (long) samples.values()[samples.size() - 1])
                .orElse(0L);
    }

    private Plan.Rate rate(String name, Growth each, long lastBytes) {
        Trend trend = each.trend();
        Double since = each.steadySinceSecond();
        return new Plan.Rate(
                name,
                each.verdict(),
                trend == null ? null : trend.slope().value(),
                trend == null
                        ? null
                        : new Plan.Range(trend.slope().low(), trend.slope().high()),
                since == null ? null : origin.plusNanos(Math.round(since * 1e9)),
                lastBytes);
    }

    private static double sortedBy(Plan.Rate rate) {
        return rate.bytesPerSecond() == null ? Double.NEGATIVE_INFINITY : rate.bytesPerSecond();
    }

    private static long nanos(double seconds) {
        return Math.round(Math.min(MOST_NANOS, seconds * 1e9));
    }
}
