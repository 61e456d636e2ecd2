package dev.blindspot.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** What is said of courses whose truth is known. */
class GrowthTest {
    private static final int SEEDS = 30;
    private static final double DAY = 86_400;

    /** How many of the seeds got this verdict, at least. */
    private static void assertVerdict(Verdict expected, int least, LongFunction<List<Samples>> courses) {
        int met = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            met += GrowthJudge.judge(courses.apply(seed)).verdict() == expected ? 1 : 0;
        }
        assertTrue(met >= least, met + " of " + SEEDS + " are " + expected);
    }

    private static Synthetic minutes(long seed, double minutes) {
        return Synthetic.of(seed, 60 * minutes, 1).level(200);
    }

    private static Synthetic days(long seed, double days) {
        return Synthetic.of(seed, days * DAY, 300).level(400).noise(5);
    }

    @Test
    void whatGrowsIsSaidTo() {
        assertVerdict(
                Verdict.GROWING,
                SEEDS,
                seed -> List.of(minutes(seed, 10).growth(0.05).noise(2).samples()));
        assertVerdict(
                Verdict.GROWING,
                SEEDS - 2,
                seed -> List.of(minutes(seed, 10).growth(0.1).wander(3, 20).samples()));
    }

    @Test
    void aFewReadingsAreEnoughWhereLittleBlursThem() {
        assertVerdict(
                Verdict.GROWING,
                SEEDS,
                seed -> List.of(
                        Synthetic.of(seed, 10, 1).level(20).growth(3).noise(0.3).samples()));
    }

    @Test
    void whatOnlyVariesIsSteady() {
        assertVerdict(
                Verdict.STEADY,
                SEEDS,
                seed -> List.of(minutes(seed, 10).noise(2).samples()));
        assertVerdict(
                Verdict.STEADY, SEEDS, seed -> List.of(minutes(seed, 1).noise(1).samples()));
    }

    @Test
    void aConstantIsSteadyFromTheFirst() {
        Samples constant = minutes(1, 2).samples();
        Growth growth = GrowthJudge.judge(List.of(constant));
        assertEquals(Verdict.STEADY, growth.verdict());
        assertEquals(0.0, growth.steadySinceSecond());
    }

    @Test
    void aCollectorsSawtoothIsNoGrowthAndHidesNone() {
        assertVerdict(
                Verdict.STEADY,
                SEEDS - 1,
                seed -> List.of(minutes(seed, 10).sawtooth(50, 7.3).noise(1).samples()));
        assertVerdict(
                Verdict.GROWING,
                SEEDS,
                seed -> List.of(minutes(seed, 10)
                        .growth(0.05)
                        .sawtooth(50, 7.3)
                        .noise(1)
                        .samples()));
    }

    @Test
    void daysAreToldFromGrowth() {
        assertVerdict(
                Verdict.STEADY,
                SEEDS - 1,
                seed -> List.of(days(seed, 3.3).cycle(80, DAY).samples()));
        assertVerdict(
                Verdict.GROWING,
                SEEDS - 1,
                seed -> List.of(days(seed, 3.3).growth(20 / DAY).cycle(80, DAY).samples()));
    }

    @Test
    void aDayOrLessDoesNotTell() {
        assertVerdict(
                Verdict.TOO_SHORT,
                SEEDS - 1,
                seed -> List.of(days(seed, 1.3).cycle(80, DAY).samples()));
        assertVerdict(
                Verdict.TOO_SHORT,
                SEEDS - 1,
                seed -> List.of(days(seed, 0.7).cycle(80, DAY).samples()));
    }

    @Test
    void aCacheIsSteadyFromWhenItIsFull() {
        double least = Double.MAX_VALUE;
        int steady = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Growth growth = GrowthJudge.judge(
                    List.of(minutes(seed, 20).settling(200, 60).noise(2).samples()));
            if (growth.steadySinceSecond() != null) {
                steady++;
                least = Math.min(least, growth.steadySinceSecond());
            }
        }
        assertTrue(steady >= SEEDS - 1, steady + " of " + SEEDS);
        // Two time constants after its start a seventh of the cache is still to fill.
        assertTrue(least >= 120, "steady since second " + least);
    }

    @Test
    void aCacheThatStillFillsDoesNotTell() {
        assertVerdict(
                Verdict.TOO_SHORT,
                SEEDS - 1,
                seed -> List.of(minutes(seed, 10).settling(200, 300).noise(2).samples()));
        assertVerdict(
                Verdict.TOO_SHORT,
                SEEDS - 1,
                seed -> List.of(minutes(seed, 10).settling(200, 600).noise(2).samples()));
    }

    @Test
    void aCacheThatFillsDoesNotHideGrowth() {
        assertVerdict(
                Verdict.GROWING,
                SEEDS - 1,
                seed -> List.of(minutes(seed, 20)
                        .settling(200, 30)
                        .growth(0.05)
                        .noise(1)
                        .samples()));
    }

    @Test
    void aStepIsNoGrowth() {
        assertVerdict(
                Verdict.STEADY,
                SEEDS - 1,
                seed -> List.of(minutes(seed, 10)
                        .plus(t -> t > 200 ? 100 * Synthetic.MIB : 0)
                        .noise(2)
                        .samples()));
    }

    @Test
    void growthHiddenInNoiseDoesNotTell() {
        assertVerdict(
                Verdict.TOO_SHORT,
                SEEDS - 3,
                seed -> List.of(Synthetic.of(seed, 30, 1)
                        .level(200)
                        .growth(0.05)
                        .noise(10)
                        .samples()));
    }

    @Test
    void aRestartIsNoFallAndABeginningNoGrowth() {
        assertVerdict(Verdict.STEADY, SEEDS - 3, seed -> processes(seed, 0));
        assertVerdict(Verdict.GROWING, SEEDS, seed -> processes(seed, 0.1));
    }

    private static List<Samples> processes(long seed, double growth) {
        List<Samples> processes = new ArrayList<>();
        for (int process = 0; process < 5; process++) {
            processes.add(Synthetic.of(seed * 5 + process, 300, 1)
                    .level(100 + 3 * process)
                    .growth(growth)
                    .wander(1, 10)
                    .samplesFrom(310 * process));
        }
        return processes;
    }

    @Test
    void tooFewReadingsTellNothing() {
        Growth growth = GrowthJudge.judge(
                List.of(Synthetic.of(1, 7, 1).level(1).growth(9).samples()));
        assertEquals(Verdict.TOO_SHORT, growth.verdict());
        assertNull(growth.trend());
    }
}
