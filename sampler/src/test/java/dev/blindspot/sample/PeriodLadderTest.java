package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeriodLadderTest {
    @Test
    void takesEverythingUpToTheRate() {
        PeriodLadder ladder = new PeriodLadder(1_000, 13, new Random(1));
        assertEquals(1, ladder.next(0));
        assertEquals(1, ladder.next(1_000));
    }

    @Test
    void neverGoesBeyondTheLongestPeriod() {
        PeriodLadder ladder = new PeriodLadder(1_000, 13, new Random(1));
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            seen.add(ladder.next(1e9));
        }
        assertEquals(Set.of(5, 7, 11, 13), seen);
    }

    @Test
    void keepsSamplesUnderTheRateAndComesBackDown() {
        PeriodLadder ladder = new PeriodLadder(1_000, 5_000, new Random(1));
        for (double rate = 1_000; rate < 1_000_000; rate *= 1.7) {
            assertTrue(rate / ladder.next(rate) <= 1_000, "at " + rate);
        }
        assertEquals(1, ladder.next(100));
    }
}
