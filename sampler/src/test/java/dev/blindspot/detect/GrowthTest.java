package dev.blindspot.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A window of thirty seconds. */
class GrowthTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long END = 30 * SECOND;

    private static double growing(double second) {
        return 1_000 * second;
    }

    /** Done with a quarter of the window. */
    private static double settled(double second) {
        return 1_000 * Math.min(second, 7.5);
    }

    private static Series seen(DoubleUnaryOperator value, double... seconds) {
        return Series.lookedAt(nanos(seconds), Arrays.stream(seconds).map(value).toArray());
    }

    private static Series followed(DoubleUnaryOperator value, double... seconds) {
        return Series.followed(nanos(seconds), Arrays.stream(seconds).map(value).toArray());
    }

    private static long[] nanos(double... seconds) {
        return Arrays.stream(seconds)
                .mapToLong(second -> (long) (second * SECOND))
                .toArray();
    }

    private static double[] each(double step) {
        double[] seconds = new double[(int) (30 / step) + 1];
        Arrays.setAll(seconds, i -> i * step);
        return seconds;
    }

    private static boolean stillGrows(Series series) {
        return Growth.stillGrows(series, 0, END);
    }

    private static boolean rose(Series series) {
        return Growth.roseInEachThird(series, 0, END);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3, 4.7, 5})
    void whatIsLookedAtOftenIsSeenToGrowOrToStand(double step) {
        assertTrue(stillGrows(seen(GrowthTest::growing, each(step))));
        assertTrue(rose(seen(GrowthTest::growing, each(step))));
        assertFalse(stillGrows(seen(GrowthTest::settled, each(step))));
        assertFalse(rose(seen(GrowthTest::settled, each(step))));
    }

    @Test
    void whatGrewBetweenTwoLooksFarApartMayHaveSettledLongAgo() {
        double[][] sparse = {{0, 30}, {0, 29}, {0, 1, 30}, {0, 5, 30}, {0, 5, 29.9, 30}, {0, 1, 19, 30}, {0, 15, 29, 30}
        };
        for (double[] seconds : sparse) {
            assertFalse(stillGrows(seen(GrowthTest::settled, seconds)), Arrays.toString(seconds));
            assertFalse(rose(seen(GrowthTest::settled, seconds)), Arrays.toString(seconds));
        }
        assertFalse(stillGrows(seen(GrowthTest::growing, 0, 1, 19, 30)));
    }

    @Test
    void twoLooksInTheLastThirdTellThatItGrows() {
        assertTrue(stillGrows(seen(GrowthTest::growing, 0, 21, 30)));
        assertTrue(stillGrows(seen(GrowthTest::growing, 0, 20, 22)));
        assertFalse(rose(seen(GrowthTest::growing, 0, 21, 30)));
        assertTrue(rose(seen(GrowthTest::growing, 0, 12, 23, 30)));
        assertFalse(rose(seen(second -> second < 25 ? 4 : 5, each(1))));
    }

    @Test
    void whatIsFollowedStandsStillBetweenItsPoints() {
        assertTrue(stillGrows(followed(GrowthTest::growing, 0, 10, 25)));
        assertFalse(stillGrows(followed(GrowthTest::growing, 0, 10, 19)));
        assertEquals(10_000, followed(GrowthTest::growing, 0, 10, 25).reachedBy(20 * SECOND));
        assertEquals(25_000, seen(GrowthTest::growing, 0, 10, 25).reachedBy(20 * SECOND));
    }

    @Test
    void aTideGrowsOnlyWithItsEbb() {
        DoubleUnaryOperator tide = second -> 1_000 + 3_000 * (second % 5);
        assertFalse(stillGrows(seen(tide, each(1))));
        assertTrue(stillGrows(seen(second -> tide.applyAsDouble(second) + 200 * second, each(1))));
        assertFalse(stillGrows(seen(tide, 0, 3, 6, 24, 29)), "no look in the middle tells of the ebb there");
    }
}
