package dev.blindspot.plan;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a quantity grows: of one process, or of many of one service, each with a level of its own.
 *
 * <p>It grows if a straight line fits from the first quarter on at the latest, it surely rises, and the last half
 * rises like the whole. It is steady if from the middle on at the latest the interval allows no more than next to nothing:
 * so a cache that fills up is steady from when it is full. Else the time is too short to tell: a curve that flattens may
 * go on or come to an end, and noise may hide what a longer look would show.
 */
final class GrowthJudge {
    private static final double[] SKIPPED_SHARES = {0, 1.0 / 16, 1.0 / 8, 1.0 / 4, 3.0 / 8, 1.0 / 2};
    private static final double LATEST_START_OF_GROWTH = 1.0 / 4;
    private static final double TAIL = 1.0 / 2;

    /** Growth is looked for more than once, and found by mistake must be rare. */
    private static final double CONFIDENCE = 0.995;

    /** What rises by less of itself within the time is not called growth, however sure it is. */
    private static final double LEAST_GAIN = 0.005;

    /** What may rise by more within the time is not called steady. */
    private static final double MOST_GAIN = 0.03;

    /** Of a quantity of bytes: a few pages more are no growth. */
    private static final double LEAST_BYTES = 256 << 10;

    /** The last half of what grows rises at least so much as the whole. */
    private static final double LEAST_SHARE_OF_TAIL = 0.6;

    private static final double MUCH_SURER = 0.3;

    private final List<Course> courses;
    private final double level;

    private GrowthJudge(List<Course> courses) {
        this.courses = courses;
        this.level = courses.stream()
                .mapToDouble(course -> course.samples().lastPart(TAIL).mean())
                .max()
                .orElse(0);
    }

    /** Judges what processes of one service did; those with too few samples count for nothing. */
    static Growth judge(List<Samples> processes) {
        List<Course> courses = processes.stream()
                .filter(samples -> samples.size() >= Course.FEWEST_SAMPLES)
                .map(Course::of)
                .toList();
        return courses.isEmpty() ? new Growth(Verdict.TOO_SHORT, null, null) : new GrowthJudge(courses).judge();
    }

    private Growth judge() {
        Trend tail = Trend.of(courses, TAIL);
        List<Trend> straight = Arrays.stream(SKIPPED_SHARES)
                .mapToObj(skipped -> skipped == TAIL ? tail : Trend.of(courses, skipped))
                .filter(trend -> trend != null && trend.straight())
                .toList();
        for (Trend trend : straight) {
            if (trend.skippedShare() <= LATEST_START_OF_GROWTH && grows(trend, tail)) {
                return new Growth(Verdict.GROWING, surest(straight, trend), null);
            }
            if (isSteady(trend)) {
                return new Growth(Verdict.STEADY, surest(straight, trend), startOf(trend.skippedShare()));
            }
        }
        return new Growth(Verdict.TOO_SHORT, straight.isEmpty() ? tail : straight.getFirst(), null);
    }

    /**
     * Of what begins with {@code first} or later, that whose slope is known best, if much better: what went before may
     * still blur it.
     */
    private static Trend surest(List<Trend> straight, Trend first) {
        Trend surest = first;
        for (Trend trend : straight) {
            if (trend.skippedShare() > first.skippedShare()
                    && trend.slope().error() < MUCH_SURER * surest.slope().error()) {
                surest = trend;
            }
        }
        return surest;
    }

    private boolean grows(Trend trend, @Nullable Trend tail) {
        return trend.slope().isPositive(CONFIDENCE)
                && trend.slope().value() * trend.seconds() >= Math.max(LEAST_BYTES, LEAST_GAIN * level)
                && (tail == null
                        || tail.slope().high()
                                >= LEAST_SHARE_OF_TAIL * trend.slope().value());
    }

    private boolean isSteady(Trend trend) {
        double most = Math.max(LEAST_BYTES, MOST_GAIN * level);
        return trend.slope().low() * trend.seconds() >= -most && trend.slope().high() * trend.seconds() <= most;
    }

    private double startOf(double skippedShare) {
        Samples last = courses.stream()
                .map(Course::samples)
                .max(Comparator.comparingDouble(Samples::end))
                .orElseThrow();
        return last.lastPart(skippedShare).seconds()[0];
    }
}
