package dev.blindspot.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SlopeTest {
    private static Series line(int points, double perSecond, double noise, Random random) {
        long[] nanos = new long[points];
        double[] values = new double[points];
        for (int i = 0; i < points; i++) {
            nanos[i] = i * 1_000_000_000L;
            values[i] = perSecond * i + noise * random.nextGaussian();
        }
        return Series.lookedAt(nanos, values);
    }

    @Test
    void theIntervalHoldsTheTruthAsOftenAsItSays() {
        Random random = new Random(7);
        int held = 0;
        for (int i = 0; i < 1_000; i++) {
            Slope slope = line(25, 3, 20, random).slope();
            assertTrue(slope.low() <= slope.perSecond() && slope.perSecond() <= slope.high());
            held += slope.low() <= 3 && 3 <= slope.high() ? 1 : 0;
        }
        assertTrue(held >= 930 && held <= 985, held + " of 1000");
    }

    @Test
    void tooFewPointsTellNothing() {
        assertEquals(
                Double.NEGATIVE_INFINITY, line(3, 1, 0, new Random(1)).slope().low());
        assertEquals(0, Series.ZERO.slope().perSecond());
    }

    @Test
    void betweenTwoPointsThereIsALine() {
        Series series = line(3, 10, 0, new Random(1));
        assertEquals(15, series.interpolated(1_500_000_000L));
        assertEquals(0, series.interpolated(-5));
        assertEquals(20, series.interpolated(9_000_000_000L));
        assertEquals(10, series.interpolated(1_000_000_000L));
    }
}
