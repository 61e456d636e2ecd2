package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.diff.Difference;
import dev.blindspot.diff.Footprint;
import dev.blindspot.diff.RowKey;
import dev.blindspot.elf.GoBuilds;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build that leaks 64 bytes of C a request against its twin, and the twin against itself. */
class LeakDiffIT {
    @TempDir
    private Path directory = Path.of("");

    private Footprint run(String name, String mode) throws Exception {
        String newest = GoBuilds.newest();
        try (GoTarget target = GoTarget.start("requests", newest, mode)) {
            Recording recording = Recording.of(target, directory, "-i", "200ms");
            target.run();
            Report report = recording.stop();
            return Footprint.of(name, report);
        }
    }

    @Test
    void theLeakIsNamedFirstAndEqualRunsNameNothing() throws Exception {
        Privilege.tracing();
        Footprint twin = run("a", "plain");
        Footprint again = run("again", "plain");
        Footprint leaking = run("b", "leak");

        List<Difference.Row> equal = significant(Difference.of(twin, again));
        assertTrue(equal.isEmpty(), equal.toString());

        List<Difference.Row> changed = Difference.of(twin, leaking).rows();
        Difference.Row first = changed.getFirst();
        assertTrue(first.significant(), changed.toString());
        assertTrue(
                first.key().equals(new RowKey(RowKey.By.CATEGORY, "c.heap"))
                        || first.key().key().contains("open_session"),
                changed.toString());
        // 150,000 requests of 64 bytes, which malloc makes 80.
        assertEquals(12e6, (double) first.deltaBytes(), 2.5e6);
        assertTrue(
                significant(Difference.of(twin, leaking)).stream()
                        .anyMatch(row -> row.key().by() == RowKey.By.CALL_SITE
                                && row.key().key().contains("open_session")),
                changed.toString());
    }

    private static List<Difference.Row> significant(Difference difference) {
        return difference.rows().stream().filter(Difference.Row::significant).toList();
    }
}
