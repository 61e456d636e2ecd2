package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThreadIdsTest {
    @Test
    void theFirstEventSeenSpeaksForItsThread() {
        ThreadIds ids = new ThreadIds();
        assertTrue(ids.keep(7, 0, 100));
        assertTrue(ids.keep(7, 0, 100));
        assertFalse(ids.keep(7, 0, 101));
        assertTrue(ids.keep(7, 1, 101), "each kind of event is settled apart");
        assertTrue(ids.keep(8, 0, 101));
    }

    @Test
    void aThreadThatEndedIsForgotten() {
        ThreadIds ids = new ThreadIds();
        ids.keep(7, 0, 100);
        ids.forget(7, 4);
        assertTrue(ids.keep(7, 0, 200));
    }

    @Test
    void equalsAMapUnderAnyOrderOfCalls() {
        Random random = new Random(5);
        ThreadIds ids = new ThreadIds();
        Map<Integer, Long> model = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            int tid = 1 + random.nextInt(3_000);
            if (random.nextInt(4) == 0) {
                ids.forget(tid, 1);
                model.remove(tid);
            } else {
                long id = 1L + random.nextInt(3);
                boolean expected = model.computeIfAbsent(tid, t -> id) == id;
                assertEquals(expected, ids.keep(tid, 0, id));
            }
        }
    }
}
