package dev.blindspot.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/**
 * The stated 95 % intervals hold the truth as often as they claim. Of 200 seeds 95 % are 190; 183 or fewer come by chance
 * once in 60 times of intervals that are right, and the seeds are fixed.
 */
class CalibrationTest {
    private static final int SEEDS = 200;
    private static final int LEAST = 184;
    private static final double DAY = 86_400;

    private static void assertSlopeCovered(double mibPerSecond, LongFunction<List<Samples>> courses) {
        double truth = mibPerSecond * Synthetic.MIB;
        int covered = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Estimate slope = Objects.requireNonNull(
                            GrowthJudge.judge(courses.apply(1_000 + seed)).trend())
                    .slope();
            covered += slope.low() <= truth && truth <= slope.high() ? 1 : 0;
        }
        assertTrue(covered >= LEAST, covered + " of " + SEEDS + " intervals hold the truth");
    }

    private static Synthetic tenMinutes(long seed, double growth) {
        return Synthetic.of(seed, 600, 2).level(200).growth(growth);
    }

    @Test
    void underIndependentNoise() {
        assertSlopeCovered(0, seed -> List.of(tenMinutes(seed, 0).noise(2).samples()));
        assertSlopeCovered(0.05, seed -> List.of(tenMinutes(seed, 0.05).noise(2).samples()));
    }

    @Test
    void underNoiseWithAMemory() {
        assertSlopeCovered(0, seed -> List.of(tenMinutes(seed, 0).wander(5, 20).samples()));
        assertSlopeCovered(
                0.05, seed -> List.of(tenMinutes(seed, 0.05).wander(5, 20).samples()));
        assertSlopeCovered(0, seed -> List.of(tenMinutes(seed, 0).wander(5, 60).samples()));
        assertSlopeCovered(
                0, seed -> List.of(tenMinutes(seed, 0).wander(3, 20).noise(3).samples()));
    }

    @Test
    void underASawtooth() {
        assertSlopeCovered(
                0.05,
                seed -> List.of(
                        tenMinutes(seed, 0.05).sawtooth(50, 7.3).noise(1).samples()));
        assertSlopeCovered(
                0, seed -> List.of(tenMinutes(seed, 0).sawtooth(50, 90).noise(1).samples()));
    }

    @Test
    void underDays() {
        assertSlopeCovered(
                20 / DAY,
                seed -> List.of(Synthetic.of(seed, 3.3 * DAY, 600)
                        .level(400)
                        .growth(20 / DAY)
                        .cycle(80, DAY)
                        .noise(5)
                        .samples()));
    }

    @Test
    void overRestarts() {
        assertSlopeCovered(0.1, seed -> {
            List<Samples> processes = new ArrayList<>();
            for (int process = 0; process < 4; process++) {
                processes.add(Synthetic.of(seed * 4 + process, 200, 2)
                        .level(100 + 3 * process)
                        .growth(0.1)
                        .wander(2, 10)
                        .samplesFrom(210 * process));
            }
            return processes;
        });
    }

    /** The limit is reached when what is above it is a hundredth of the time: what that is a long course tells. */
    @Test
    void timesToTheLimit() {
        double[] heights = Synthetic.of(7, 400_000, 2)
                .level(200)
                .wander(1, 20)
                .sawtooth(10, 7.3)
                .samples()
                .values();
        double height = Quantiles.of(heights, 0.99) / Synthetic.MIB;
        int covered = 0;
        int near = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Samples samples = tenMinutes(1_000 + seed, 0.1)
                    .wander(1, 20)
                    .sawtooth(10, 7.3)
                    .samples();
            Trend trend =
                    Objects.requireNonNull(GrowthJudge.judge(List.of(samples)).trend());
            TimeToLimit time = Objects.requireNonNull(
                    TimeToLimit.of(Course.of(samples), trend.skippedShare(), trend.slope(), 500 * Synthetic.MIB));
            double truth = (500 - height) / 0.1 - samples.end();
            covered += time.low() <= truth && truth <= time.high() ? 1 : 0;
            near += Math.abs(time.seconds() / truth - 1) < 0.1 ? 1 : 0;
        }
        assertTrue(covered >= LEAST, covered + " of " + SEEDS + " intervals hold the truth");
        assertTrue(near >= LEAST, near + " of " + SEEDS + " are within 10 %");
    }

    @Test
    void bytesPerUnitOfLoad() {
        int covered = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Samples load = Synthetic.of(seed, 600, 2)
                    .plus(t -> 100 + 50 * Math.sin(t / 40))
                    .samples();
            Samples memory = Synthetic.of(1_000 + seed, 600, 2)
                    .level(100)
                    .growth(0.02)
                    .plus(t -> 0.2 * Synthetic.MIB * (100 + 50 * Math.sin(t / 40)))
                    .wander(3, 20)
                    .samples();
            Plan.Load told = new LoadModel("rps", List.of(new LoadTrack(load, memory))).load(null, null);
            Plan.Range range = Objects.requireNonNull(told.ci95());
            covered += range.low() <= 0.2 * Synthetic.MIB && 0.2 * Synthetic.MIB <= range.high() ? 1 : 0;
        }
        assertTrue(covered >= LEAST, covered + " of " + SEEDS + " intervals hold the truth");
    }
}
