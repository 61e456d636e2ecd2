package dev.blindspot.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Where the time to a limit can be known, it is within a tenth of the truth. */
class TimeToLimitTest {
    private static final int SEEDS = 20;
    private static final double DAY = 86_400;

    /** In all but one of the seeds. */
    private static void assertNear(double truthSeconds, double limitMib, LongFunction<List<Samples>> processes) {
        int near = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Samples> all = processes.apply(seed);
            Growth growth = GrowthJudge.judge(all);
            assertEquals(Verdict.GROWING, growth.verdict());
            Trend trend = Objects.requireNonNull(growth.trend());
            TimeToLimit time = Objects.requireNonNull(TimeToLimit.of(
                    Course.of(all.getLast()), trend.skippedShare(), trend.slope(), limitMib * Synthetic.MIB));
            near += Math.abs(time.seconds() / truthSeconds - 1) <= 0.1 ? 1 : 0;
        }
        assertTrue(near >= SEEDS - 1, near + " of " + SEEDS);
    }

    @Test
    void underNoise() {
        assertNear(
                2_400,
                350,
                seed -> List.of(Synthetic.of(seed, 600, 2)
                        .level(200)
                        .growth(0.05)
                        .noise(1)
                        .samples()));
    }

    @Test
    void underASawtoothWhoseTopsReachItFirst() {
        assertNear(
                (400 - 250) / 0.1 - 600,
                400,
                seed -> List.of(Synthetic.of(seed, 600, 1)
                        .level(200)
                        .growth(0.1)
                        .sawtooth(50, 7.3)
                        .samples()));
    }

    @Test
    void underDays() {
        // Its top is 80 above its mean, and what the second harmonic adds at most.
        assertNear(
                (1_000 - 480) / 20.0 * DAY - 3.3 * DAY,
                1_000,
                seed -> List.of(Synthetic.of(seed, 3.3 * DAY, 600)
                        .level(400)
                        .growth(20 / DAY)
                        .cycle(80, DAY)
                        .noise(2)
                        .samples()));
    }

    @Test
    void afterACacheHasFilled() {
        assertNear(
                (600 - 300) / 0.1 - 1_200,
                600,
                seed -> List.of(Synthetic.of(seed, 1_200, 2)
                        .level(100)
                        .settling(200, 30)
                        .growth(0.1)
                        .noise(1)
                        .samples()));
    }

    @Test
    void overRestarts() {
        assertNear((300 - 100) / 0.1 - 300, 300, seed -> {
            List<Samples> processes = new ArrayList<>();
            for (int process = 0; process < 4; process++) {
                processes.add(Synthetic.of(seed * 4 + process, 300, 2)
                        .level(100)
                        .growth(0.1)
                        .noise(1)
                        .samplesFrom(310 * process));
            }
            return processes;
        });
    }

    @Test
    void whatIsAboveItAlreadyTakesNoTime() {
        Samples samples =
                Synthetic.of(1, 600, 2).level(200).growth(0.1).noise(1).samples();
        Trend trend = Objects.requireNonNull(GrowthJudge.judge(List.of(samples)).trend());
        TimeToLimit time =
                Objects.requireNonNull(TimeToLimit.of(Course.of(samples), 0, trend.slope(), 150 * Synthetic.MIB));
        assertEquals(0, time.seconds());
        assertEquals(0, time.low());
    }
}
