package dev.blindspot.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookHistoryTest {
    @Test
    void aLongWindowIsKeptAtFewEvenlySpacedLooksAndBothEnds() {
        for (int count : new int[] {1, 127, 128, 129, 255, 256, 257, 1000, 5000}) {
            LookHistory history = new LookHistory(look(0));
            for (int i = 1; i <= count; i++) {
                history.add(look(i));
            }

            List<Look> looks = history.looks(look(count + 1));

            assertTrue(looks.size() <= LookHistory.MOST_LOOKS + 3);
            assertEquals(0, looks.getFirst().nanos());
            assertEquals(count, looks.get(looks.size() - 2).nanos());
            assertEquals(count + 1, looks.getLast().nanos());
            long widest = 0;
            for (int i = 1; i < looks.size(); i++) {
                long gap = looks.get(i).nanos() - looks.get(i - 1).nanos();
                assertTrue(gap > 0, "out of order among " + count);
                widest = Math.max(widest, gap);
            }
            assertTrue(widest <= Math.max(1, 2L * count / LookHistory.MOST_LOOKS + 1), widest + " among " + count);
        }
    }

    private static Look look(long nanos) {
        return new Look(nanos, Instant.EPOCH, null, null, null, null, null);
    }
}
