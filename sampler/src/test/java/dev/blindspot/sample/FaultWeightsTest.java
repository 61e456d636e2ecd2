package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FaultWeightsTest {
    @Test
    void weightsAfterAChangeAddUpToTheFaultsCounted() {
        FaultWeights weights = new FaultWeights(1, 1);
        assertEquals(1, weights.weigh(0, 5));
        weights.changed(10, 7);
        assertEquals(1, weights.weigh(0, 9), "taken before the change");
        long sum = 0;
        // The kernel samples the 1st, 7th, 14th, 21st fault after the change.
        for (int sample = 0; sample < 4; sample++) {
            sum += weights.weigh(0, 11 + sample);
        }
        assertEquals(21, sum);
    }

    @Test
    void eachCpuCountsForItself() {
        FaultWeights weights = new FaultWeights(2, 1);
        weights.changed(10, 5);
        assertEquals(2, weights.weigh(0, 11));
        assertEquals(2, weights.weigh(1, 12));
        assertEquals(3, weights.weigh(0, 13));
    }

    /** The second sample of a long period may never come: the first must say that it is one of many. */
    @Test
    void whatALongPeriodBeginsWithIsNotTakenForOneByOne() {
        FaultWeights weights = new FaultWeights(1, 1);
        weights.changed(10, 4093);
        assertEquals(2, weights.weigh(0, 11));
        weights.changed(20, 2);
        assertEquals(1 + 4092 / 2, weights.weigh(0, 21));
        assertEquals(1, weights.weigh(0, 22));
        assertEquals(2, weights.weigh(0, 23));
    }
}
