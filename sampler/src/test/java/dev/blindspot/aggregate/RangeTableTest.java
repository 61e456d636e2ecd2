package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RangeTableTest {
    private final RangeTable table = new RangeTable(2);
    private final TreeMap<Long, Long> model = new TreeMap<>();

    @Test
    void equalsASortedMapThroughGrowthAndShrinking() {
        Random random = new Random(42);
        for (int round = 0; round < 6; round++) {
            int inserts = round % 2 == 0 ? 80 : 20;
            for (int i = 0; i < 20_000; i++) {
                long start = 10L * random.nextInt(100_000);
                if (random.nextInt(100) < inserts) {
                    insert(start, start + 1 + random.nextInt(25));
                } else {
                    removeFrom(start);
                }
            }
            check();
        }
        while (!model.isEmpty()) {
            removeFrom(10L * random.nextInt(100_000));
        }
        check();
    }

    @Test
    void takesTopDownAndBottomUp() {
        for (long i = 0; i < 3_000; i++) {
            insert(1_000_000 - 10 * i, 1_000_005 - 10 * i);
            insert(1_000_010 + 10 * i, 1_000_015 + 10 * i);
        }
        check();
        for (long i = 2_999; i >= 0; i--) {
            removeFrom(1_000_000 - 10 * i);
        }
        check();
        assertEquals(3_000, table.size());
    }

    @Test
    void trimmingKeepsTheOrder() {
        for (long i = 0; i < 2_000; i++) {
            insert(100 * i, 100 * i + 90);
        }
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            long at = random.nextInt(200_000);
            Map.Entry<Long, Long> entry = model.floorEntry(at);
            if (entry == null || entry.getValue() <= at + 1 || entry.getKey() == at) {
                insert(at, at + 1 + random.nextInt(5));
                continue;
            }
            table.seek(at);
            assertEquals(entry.getKey(), table.start());
            model.remove(entry.getKey());
            if (random.nextBoolean()) {
                table.start(at);
                model.put(at, entry.getValue());
            } else {
                table.end(at);
                model.put(entry.getKey(), at);
            }
        }
        check();
    }

    private void insert(long start, long end) {
        Map.Entry<Long, Long> before = model.lowerEntry(end);
        if (before == null || before.getValue() <= start) {
            model.put(start, end);
            table.insert(start, end, 1, 2, false);
            assertEquals(start, table.start());
        }
    }

    private void removeFrom(long address) {
        table.seek(address);
        Map.Entry<Long, Long> entry = model.floorEntry(address);
        if (entry == null || entry.getValue() <= address) {
            entry = model.higherEntry(address);
        }
        assertEquals(entry != null, table.valid());
        if (entry != null) {
            assertEquals(entry.getKey(), table.start());
            assertEquals(entry.getValue(), table.end());
            model.remove(entry.getKey());
            table.remove();
            Map.Entry<Long, Long> next = model.higherEntry(entry.getKey());
            assertEquals(next != null, table.valid());
            assertTrue(next == null || next.getKey() == table.start());
        }
    }

    private void check() {
        List<Map.Entry<Long, Long>> seen = new ArrayList<>();
        for (table.first(); table.valid(); table.next()) {
            seen.add(Map.entry(table.start(), table.end()));
        }
        assertEquals(new ArrayList<>(model.entrySet()), seen);
        assertEquals(model.size(), table.size());
    }
}
