package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.model.MappingKind;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of C memory that is freed soon, and a little that is forgotten, the forgotten is what survives. */
class MallocIT {
    @TempDir
    private Path directory = Path.of("");

    static Stream<String> versions() {
        return GoBuilds.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theLeakingSiteHoldsTheLargestShareOfWhatSurvives(String version) throws Exception {
        try (GoTarget target = GoTarget.start("cmalloc", version, "plain")) {
            String duration = Slowness.seconds(20) + "s";
            Recording recording =
                    Recording.of(target, directory, "-e", "malloc", "--max-overhead", "5%", "-d", duration);
            target.go();
            Report report = recording.awaitEnd();
            target.go();
            target.truth();
            List<CallSiteRow> rows = report.callSites().stream()
                    .filter(row -> row.kind() == MappingKind.MALLOC)
                    .toList();
            assertTrue(rows.size() >= 2, rows.toString());
            CallSiteRow largest = rows.getFirst();
            assertTrue(Site.holds(largest, "forget") && Site.holds(largest, "main.forgetSome"), largest.toString());
            long surviving =
                    rows.stream().mapToLong(CallSiteRow::outstandingBytes).sum();
            assertTrue(2 * largest.outstandingBytes() > surviving, rows.toString());
            assertTrue(largest.sampled());
            assertNotNull(largest.ci95Bytes());
            CallSiteRow serving = rows.stream()
                    .filter(row -> Site.holds(row, "serve"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(serving.mappedBytes() > largest.mappedBytes(), "what allocates most does not hold most");
            assertEquals(
                    List.of(),
                    report.totals().stream()
                            .filter(totals -> totals.kind() == MappingKind.MALLOC)
                            .toList(),
                    "an estimate is no exact total");
        }
    }
}
