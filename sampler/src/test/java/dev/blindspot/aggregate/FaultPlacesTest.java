package dev.blindspot.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FaultPlacesTest {
    private record Key(int stack, long piece) {}

    @Test
    void everyFaultIsCountedOnceAtItsPlace() {
        Random random = new Random(3);
        FaultPlaces places = new FaultPlaces();
        for (int interval = 0; interval < 4; interval++) {
            Map<Key, Long> expected = new HashMap<>();
            for (int i = 0; i < 40_000; i++) {
                int stack = random.nextInt(40);
                long address = 0x7f00_0000_0000L + random.nextInt(1 << 25) / 4096 * 4096L;
                int weight = 1 + random.nextInt(3);
                places.add(stack, address, weight);
                expected.merge(new Key(stack, address >>> 16), (long) weight, Long::sum);
            }

            Map<Key, Long> actual = new HashMap<>();
            for (PlacedFaults faults : places.cut(4096)) {
                assertEquals(faults.count() * 4096, faults.bytes());
                actual.merge(new Key(faults.stackId(), faults.address() >>> 16), faults.count(), Long::sum);
            }
            assertEquals(expected, actual);
        }
        assertEquals(List.of(), places.cut(4096));
    }
}
