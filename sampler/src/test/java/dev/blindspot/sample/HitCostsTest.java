package dev.blindspot.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.linux.perf.EventRole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HitCostsTest {
    private static final int THREAD = 7;
    private static final int OTHER = 8;

    private final HitCosts costs = new HitCosts(List.of(EventRole.MALLOC_ENTER, EventRole.FREE_ENTER));

    @Test
    void ofEachPlaceTheTimeToTheSameThreadsNextHitCounts() {
        long now = 1_000_000;
        for (int i = 0; i < 100; i++) {
            costs.hit(EventRole.MALLOC_ENTER, THREAD, now);
            // Another thread's hit in between tells nothing of this one.
            costs.hit(EventRole.FREE_ENTER, OTHER, now + 1);
            now += 7_000;
            costs.hit(EventRole.FREE_ENTER, THREAD, now);
            // Now and then the thread has other things to do.
            now += i % 4 == 0 ? 900_000 : 19_000;
        }
        Map<EventRole, HitCosts.Cost> taken = costs.take();
        assertEquals(new HitCosts.Cost(100, 7_000), taken.get(EventRole.MALLOC_ENTER));
        HitCosts.Cost free = taken.get(EventRole.FREE_ENTER);
        assertEquals(200, free == null ? 0 : free.hits());
        assertEquals(19_000, free == null ? 0 : free.nanosEach());
        assertEquals(Map.of(), costs.take());
    }

    @Test
    void whoComesSeldomTellsNothing() {
        for (int i = 0; i < 20; i++) {
            costs.hit(EventRole.FREE_ENTER, THREAD, i * 1_000_000_000L);
        }
        assertEquals(Map.of(EventRole.FREE_ENTER, new HitCosts.Cost(20, HitCosts.MOST_NANOS)), costs.take());
        costs.hit(EventRole.FREE_ENTER, OTHER, 1);
        assertEquals(Map.of(EventRole.FREE_ENTER, new HitCosts.Cost(1, HitCosts.UNKNOWN_NANOS)), costs.take());
    }
}
