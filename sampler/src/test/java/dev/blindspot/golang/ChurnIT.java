package dev.blindspot.golang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Slowness;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.MemStats;
import dev.blindspot.sample.Inspector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that allocates, collects and starts goroutines as fast as it can is inspected over and over. */
class ChurnIT {
    private static final int FEW = 100;
    private static final int MANY = 1_000;

    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versions")
    void aHundredInspectionsHold(String goVersion) throws Exception {
        hold(goVersion, FEW);
    }

    @Tag("acceptance")
    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versions")
    void aThousandInspectionsHold(String goVersion) throws Exception {
        hold(goVersion, MANY);
    }

    private static void hold(String goVersion, int inspections) throws Exception {
        try (GoTarget target = GoTarget.start("churn", goVersion, "stripped");
                Inspector inspector = Inspector.open(target.pid(), "test")) {
            target.run();
            int few = Slowness.times(inspections / 20);
            int torn = 0;
            Map<String, Integer> unread = new TreeMap<>();
            for (int i = 0; i < inspections; i++) {
                Inspection inspection = inspector.inspect();
                Ledger ledger = inspection.ledger();
                GoState state = inspection.go();
                assertNotNull(ledger);
                assertNotNull(state);
                assertEquals(
                        ledger.scannedBytes(),
                        ledger.rows().stream().mapToLong(LedgerRow::rssBytes).sum());
                MemStats stats = state.memstats();
                assertNotNull(stats, () -> state.notes().toString());
                torn += stats.torn() ? 1 : 0;
                assertEquals(List.of(), stats.torn() ? List.of() : contradictions(stats));
                state.notes().stream()
                        .filter(note -> note.code().endsWith("-unread"))
                        .forEach(note -> unread.merge(note.code(), 1, Integer::sum));
            }
            System.out.printf("Go %s: %d of %d torn, sections not read %s%n", goVersion, torn, inspections, unread);
            assertTrue(torn <= few, torn + " of " + inspections + " torn");
            assertTrue(unread.values().stream().allMatch(count -> count <= few), () -> "sections not read: " + unread);
        }
    }

    /** What cannot be in accounts of one moment. */
    private static List<String> contradictions(MemStats stats) {
        List<String> found = new ArrayList<>();
        equal(found, stats, "HeapSys", "HeapInuse", "HeapIdle");
        equal(found, stats, "Sys", "HeapSys", "StackSys", "MSpanSys", "MCacheSys", "BuckHashSys", "GCSys", "OtherSys");
        atMost(found, stats, "HeapReleased", "HeapIdle");
        atMost(found, stats, "HeapAlloc", "TotalAlloc");
        atMost(found, stats, "HeapAlloc", "HeapInuse");
        atMost(found, stats, "Frees", "Mallocs");
        atMost(found, stats, "StackInuse", "StackSys");
        atMost(found, stats, "MSpanInuse", "MSpanSys");
        atMost(found, stats, "MCacheInuse", "MCacheSys");
        return found;
    }

    private static void equal(List<String> found, MemStats stats, String whole, String... parts) {
        long sum = 0;
        for (String part : parts) {
            sum += stats.counter(part);
        }
        if (sum != stats.counter(whole)) {
            found.add(whole + " is " + stats.counter(whole) + ", its parts " + sum);
        }
    }

    private static void atMost(List<String> found, MemStats stats, String less, String more) {
        if (stats.counter(less) > stats.counter(more) || stats.counter(less) < 0) {
            found.add(less + " is " + stats.counter(less) + ", " + more + " " + stats.counter(more));
        }
    }
}
