package dev.blindspot.detect;

import dev.blindspot.model.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How something that looks count grew over them, in bytes and in objects, and how bad that is by the contract's rule.
 * Of one look nothing is said to grow.
 *
 * @param bytes empty where they are not known
 */
record LookGrowth(Window window, Series bytes, Series count) {
    private static final long WORTH_OBJECTS = 16;
    private static final double WORTH_SHARE = 0.05;
    /** So many points give a trend that a chance rise at the end does not bend. */
    private static final int TREND_POINTS = 5;

    /**
     * Measures.
     *
     * @param bytes of a look; null where it did not see them
     * @param count likewise
     */
    static LookGrowth of(Window window, Function<Look, @Nullable Long> bytes, Function<Look, @Nullable Long> count) {
        return new LookGrowth(window, series(window, bytes), series(window, count));
    }

    /** The same of what has no bytes of its own. */
    static LookGrowth ofCount(Window window, Function<Look, @Nullable Long> count) {
        return of(window, look -> null, count);
    }

    private static Series series(Window window, Function<Look, @Nullable Long> value) {
        List<Look> looks = window.looks();
        long[] nanos = new long[looks.size()];
        double[] values = new double[looks.size()];
        int size = 0;
        for (Look look : looks) {
            Long seen = value.apply(look);
            if (seen != null) {
                nanos[size] = look.nanos();
                values[size++] = seen;
            }
        }
        // Two looks have no thirds: who chose their distance takes all that came between them for the present.
        return new Series(Arrays.copyOf(nanos, size), Arrays.copyOf(values, size), window.isInspection());
    }

    /** Suspect if it grew as the rule says; info if it grew, or is large; null if it is not worth a line. */
    @Nullable
    Severity severity() {
        if (isSuspect(bytes, Growth.LEAST_BYTES) || isSuspect(count, Growth.LEAST_OBJECTS)) {
            return Severity.SUSPECT;
        }
        boolean isLarge = bytes.last() >= Growth.LEAST_BYTES || count.last() >= Growth.LEAST_OBJECTS;
        boolean grows = gained(count) >= Math.max(WORTH_OBJECTS, WORTH_SHARE * count.last()) && stillGrows(count);
        return isLarge || grows ? Severity.INFO : null;
    }

    /** Whether bytes gained are worth a suspicion, at whatever time they came. */
    boolean gainedMuch() {
        return Growth.isMuch(bytes, gainedBytes(), Growth.LEAST_BYTES);
    }

    private boolean isSuspect(Series series, long least) {
        return series.nanos().length > 1
                && Growth.isSuspect(series, gained(series), least, window.startNanos(), window.endNanos());
    }

    private boolean stillGrows(Series series) {
        return series.nanos().length > 1 && Growth.stillGrows(series, window.startNanos(), window.endNanos());
    }

    /** Bytes gained, what is too young to be judged left aside. */
    long gainedBytes() {
        return gained(bytes);
    }

    /** Objects gained, likewise. */
    long gainedCount() {
        return gained(count);
    }

    private long gained(Series series) {
        if (series.nanos().length < 2) {
            return 0;
        }
        double judged = Math.min(series.interpolated(window.judgedBeforeNanos()), series.last());
        double gained = judged - series.values()[0];
        if (series.nanos().length >= TREND_POINTS) {
            double seconds = (series.nanos()[series.nanos().length - 1] - series.nanos()[0]) / 1e9;
            gained = Math.min(gained, series.slopePerSecond() * seconds);
        }
        return Math.round(gained);
    }

    /** Null where there was one look only, or bytes are not known. */
    @Nullable
    Double bytesPerSecond() {
        return bytes.nanos().length < 2 ? null : (Double) bytes.slopePerSecond();
    }

    /** Null where no look saw bytes. */
    @Nullable
    Long lastBytes() {
        return bytes.values().length == 0 ? null : (Long) Math.round(bytes.last());
    }

    long lastCount() {
        return Math.round(count.last());
    }
}
