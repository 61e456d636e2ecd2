package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.MappingKind;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CallSiteEstimateTest {
    private static final long MEBI = 1 << 20;

    @Test
    void exactRowsHaveNone() {
        assertNull(CallSiteEstimate.ci95(sums(1, 100, 100), Long.MAX_VALUE));
    }

    @Test
    void manySamplesGiveTheNormalInterval() {
        int samples = 10_000;
        ByteBounds bounds = bounds(sums(7, samples, samples), Long.MAX_VALUE);
        double estimate = 7.0 * samples * MEBI;
        double half = 1.96 * Math.sqrt(samples * 42.0) * MEBI;
        assertEquals(estimate - half, (double) bounds.low(), 0.02 * half);
        assertEquals(estimate + half, (double) bounds.high(), 0.05 * half);
    }

    @Test
    void fewSamplesGiveAWideOneAboveZero() {
        ByteBounds bounds = bounds(sums(7, 1, 1), Long.MAX_VALUE);
        assertTrue(bounds.low() > 0 && bounds.low() < MEBI, bounds.toString());
        assertTrue(bounds.high() > 30 * MEBI, bounds.toString());
    }

    @Test
    void noSampledMappingLeftStillLeavesRoomForUnsampledOnes() {
        ByteBounds bounds = bounds(sums(7, 500, 0), Long.MAX_VALUE);
        assertEquals(0, bounds.low());
        assertEquals(3.69 * 7 * MEBI, (double) bounds.high(), 0.1 * 7 * MEBI);
    }

    @Test
    void noneHasMoreThanItsKind() {
        assertEquals(new ByteBounds(0, 0), bounds(sums(7, 500, 0), 0));
        assertEquals(720 * MEBI, bounds(sums(7, 100, 100), 720 * MEBI).high());
        assertEquals(700 * MEBI, bounds(sums(7, 100, 100), 600 * MEBI).high()); // never below the estimate
    }

    private static ByteBounds bounds(CallSiteSums sums, long kindBytes) {
        return Objects.requireNonNull(CallSiteEstimate.ci95(sums, kindBytes));
    }

    private static CallSiteSums sums(int weight, long mapped, long left) {
        CallSiteSums sums = new CallSiteSums();
        sums.add(new CallSiteDelta(
                1,
                MappingKind.MMAP_ANON,
                weight * mapped * MEBI,
                weight * mapped,
                weight * left * MEBI,
                weight * left,
                (double) weight * (weight - 1) * left * MEBI * MEBI,
                weight,
                false));
        return sums;
    }
}
