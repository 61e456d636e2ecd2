package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class ReadingPaceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    /** Readings within so many seconds, the n-th of which takes so much. */
    private static int readings(int seconds, double factor, IntToLongFunction cost) {
        ReadingPace pace = new ReadingPace(SECOND);
        int done = 0;
        for (int second = 0; second < seconds; second++) {
            if (pace.isDue(second * SECOND)) {
                pace.spent(second * SECOND, cost.applyAsLong(done++), factor);
            }
        }
        return done;
    }

    @Test
    void whatIsCheapIsDoneAtEachBeatThoughTheFirstOnesAreDear() {
        assertEquals(10, readings(10, 1, n -> n == 0 ? 120 * MILLI : n < 4 ? 40 * MILLI : 8 * MILLI));
        assertEquals(600, readings(600, 1, n -> 19 * MILLI));
    }

    @Test
    void whatIsDearKeepsToItsShare() {
        assertEquals(600 / 5 + 10 / 5, readings(600, 1, n -> 100 * MILLI), 2);
        assertTrue(readings(600, 1, n -> 3_000 * MILLI) <= 5);
        assertEquals(600 / 20, readings(600, 0.25, n -> 100 * MILLI), 4);
    }
}
