package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedHistoryTest {
    private static final int MOST = 128;

    @Test
    void aLongOneIsKeptAtFewEvenlySpacedPlacesWithTheNewest() {
        for (int count : new int[] {1, 127, 128, 129, 255, 256, 257, 1000, 5000}) {
            List<Integer> kept = history(MOST, count).list();

            assertTrue(kept.size() <= MOST + 1);
            assertEquals(count, kept.getLast());
            int widest = kept.getFirst();
            for (int i = 1; i < kept.size(); i++) {
                int gap = kept.get(i) - kept.get(i - 1);
                assertTrue(gap > 0, "out of order among " + count);
                widest = Math.max(widest, gap);
            }
            assertTrue(widest <= Math.max(1, 2L * count / MOST + 1), widest + " among " + count);
        }
    }

    @Test
    void aShortOneIsKeptWhole() {
        assertEquals(List.of(), history(MOST, 0).list());
        assertEquals(
                IntStream.rangeClosed(1, MOST).boxed().toList(),
                history(MOST, MOST).list());
    }

    private static BoundedHistory<Integer> history(int most, int count) {
        BoundedHistory<Integer> history = new BoundedHistory<>(most);
        IntStream.rangeClosed(1, count).forEach(history::add);
        return history;
    }
}
