package dev.blindspot.golang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.golang.heap.MemStatsReader;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.LiveRuntime;
import dev.blindspot.model.MemStats;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The accounts read from outside are those the program reads itself. */
class MemStatsIT {
    private static final int READS = 200;

    static Stream<Arguments> versionsAndSettings() {
        return GoBuilds.versions()
                .flatMap(version -> Stream.of(
                        Arguments.of(version, "plain", "-gogc=100"),
                        Arguments.of(version, "stripped", "-gogc=-1"),
                        Arguments.of(version, "pie-stripped", "-limit=60000000"),
                        Arguments.of(version, "pie-stripped", "-gogc=200")));
    }

    @ParameterizedTest
    @MethodSource("versionsAndSettings")
    void everyFieldIsWhatTheProgramReads(String goVersion, String mode, String setting) throws Exception {
        try (GoTarget target = GoTarget.start("memtruth", goVersion, mode, setting)) {
            Map<String, @Nullable Object> truth = target.run();
            try (LiveRuntime runtime = new LiveRuntime(target.pid())) {
                MemStatsReader reader = new MemStatsReader(runtime.process());
                reader.read();
                MemStats stats = reader.memStats();

                assertFalse(stats.torn());
                assertEquals(truth.get("PauseNs"), stats.pauseNanos());
                assertEquals(
                        truth.get("BySize"),
                        stats.bySize().stream()
                                .map(size -> size.mallocs() - size.frees())
                                .toList());
                Map<String, @Nullable Object> counters = new LinkedHashMap<>(truth);
                counters.remove("PauseNs");
                counters.remove("BySize");
                assertEquals(counters.toString(), ordered(counters, stats).toString());
                assertEquals(truth.get("NextGC"), reader.collector().goalBytes());
            }
        }
    }

    private static Map<String, @Nullable Object> ordered(Map<String, @Nullable Object> like, MemStats stats) {
        Map<String, @Nullable Object> ordered = new LinkedHashMap<>();
        like.keySet().forEach(name -> ordered.put(name, stats.counters().get(name)));
        return ordered;
    }

    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versions")
    void underChurnFewAreTorn(String goVersion) throws Exception {
        try (GoTarget target = GoTarget.start("churn", goVersion, "plain")) {
            target.run();
            try (LiveRuntime runtime = new LiveRuntime(target.pid())) {
                int torn = 0;
                MemStatsReader reader = new MemStatsReader(runtime.process());
                for (int i = 0; i < READS; i++) {
                    reader.read();
                    MemStats stats = reader.memStats();
                    torn += stats.torn() ? 1 : 0;
                    if (!stats.torn()) {
                        assertTrue(stats.counter("HeapInuse") <= stats.counter("HeapSys"));
                    }
                }
                assertTrue(torn <= READS / 20, torn + " of " + READS + " torn");
            }
        }
    }
}
