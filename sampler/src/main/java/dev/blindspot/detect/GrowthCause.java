package dev.blindspot.detect;

import dev.blindspot.model.GarbageCollector;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.MemStats;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Why a process grows, as far as what the runtime does at the same time tells: how often it collects, how much of its heap
 * lives, how many goroutines there are, how fast it allocates, what waits for finalizers, all against the resident memory.
 *
 * @param kind in a word
 * @param reason one sentence with the numbers
 */
record GrowthCause(Kind kind, String reason) {
    /** What the growth most likely is. */
    enum Kind {
        LEAK("leak"),
        BACKLOG("backlog"),
        CACHE_FILLING("cache-filling"),
        GC_PRESSURE("gc-pressure"),
        UNKNOWN("unknown");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private static final double SLOWED = 0.25;
    private static final double GROWN = 0.05;
    private static final long WAITING = 1_000;
    private static final double OFTEN_PER_SECOND = 2;

    /**
     * Of what grows.
     *
     * @param grown bytes over time
     * @param outsideGo whether it is memory Go's collector knows nothing of
     */
    static GrowthCause of(Window window, Series grown, boolean outsideGo) {
        long third = (window.endNanos() - window.startNanos()) / 3;
        double early = grown.interpolated(window.startNanos() + third) - grown.interpolated(window.startNanos());
        double late = grown.interpolated(window.endNanos()) - grown.interpolated(window.endNanos() - third);
        if (early > 0 && late < SLOWED * early) {
            return new GrowthCause(
                    Kind.CACHE_FILLING,
                    "it slows down: " + mib(early) + " in the window's first third, " + mib(late) + " in its last");
        }
        Series queued = series(
                window,
                go -> go.finalizers() == null ? null : (Long) go.finalizers().queued());
        if (gain(window, queued) > WAITING) {
            return new GrowthCause(
                    Kind.BACKLOG,
                    count(gain(window, queued))
                            + " more finalizers wait than at the start: what they would free stays");
        }
        Series goroutines = series(window, GrowthCause::goroutines);
        if (gain(window, goroutines) > WAITING && isRising(window, goroutines)) {
            return new GrowthCause(
                    Kind.LEAK,
                    "goroutines grow with it: " + count(gain(window, goroutines)) + " more than at the start");
        }
        Series cycles = series(window, go -> {
            GarbageCollector gc = go.gc();
            return gc == null ? null : (Long) gc.cycles();
        });
        Series live = series(window, go -> {
            GarbageCollector gc = go.gc();
            return gc == null ? null : gc.liveBytes();
        });
        double collections = cycles.slopePerSecond();
        if (outsideGo) {
            return new GrowthCause(
                    Kind.LEAK,
                    live.values().length < 2
                            ? "it is outside the Go heap and does not slow down"
                            : "it is outside the Go heap and does not slow down, while the live heap changes by "
                                    + mib(gain(window, live)) + " and there are " + rate(collections)
                                    + " collections a second");
        }
        if (live.values().length < 2) {
            return new GrowthCause(Kind.UNKNOWN, "Go's runtime was not read often enough to tell");
        }
        if (isRising(window, live)) {
            return new GrowthCause(
                    Kind.LEAK,
                    "the live heap grows with it, by " + mib(gain(window, live)) + " over "
                            + count(gain(window, cycles)) + " collections");
        }
        double allocated = series(window, go -> allocated(go.memstats())).slopePerSecond();
        return collections >= OFTEN_PER_SECOND
                ? new GrowthCause(
                        Kind.GC_PRESSURE,
                        "the live heap is steady, but " + mib(allocated) + "/s are allocated and collected "
                                + rate(collections) + " times a second")
                : new GrowthCause(
                        Kind.UNKNOWN,
                        "the live heap is steady and little is collected: what grew may be garbage not collected yet");
    }

    private static @Nullable Long goroutines(GoState go) {
        Goroutines all = go.goroutines();
        return all == null ? null : (Long) (all.total() - all.system());
    }

    private static @Nullable Long allocated(@Nullable MemStats stats) {
        return stats == null ? null : (Long) stats.counter("TotalAlloc");
    }

    private static boolean isRising(Window window, Series series) {
        return gain(window, series) > GROWN * series.last()
                && Growth.stillGrows(series, window.startNanos(), window.endNanos());
    }

    private static double gain(Window window, Series series) {
        return series.interpolated(window.endNanos()) - series.interpolated(window.startNanos());
    }

    /** A number of the runtime over time. */
    private static Series series(Window window, Function<GoState, @Nullable Long> value) {
        return LookGrowth.ofCount(window, look -> look.go() == null ? null : value.apply(look.go()))
                .count();
    }

    private static String mib(double bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (1 << 20));
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%.1f", perSecond);
    }

    private static String count(double value) {
        return Long.toString(Math.round(value));
    }
}
