package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PendingCallsTest {
    @Test
    void aWordIsTakenOnce() {
        PendingCalls calls = new PendingCalls();
        calls.put(7, 0, 100);
        calls.put(7, 1, 200);
        assertEquals(100, calls.take(7, 0));
        assertEquals(PendingCalls.NONE, calls.take(7, 0));
        assertEquals(200, calls.take(7, 1));
    }

    @Test
    void equalsAMapUnderAnyOrderOfCalls() {
        Random random = new Random(5);
        PendingCalls calls = new PendingCalls();
        Map<Integer, Long> model = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            int tid = 1 + random.nextInt(3_000);
            if (random.nextInt(3) == 0) {
                Long expected = model.remove(tid);
                assertEquals(expected == null ? PendingCalls.NONE : expected, calls.take(tid, 0));
            } else {
                calls.put(tid, 0, i);
                model.put(tid, (long) i);
            }
        }
    }
}
