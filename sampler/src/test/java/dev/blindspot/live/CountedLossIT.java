package dev.blindspot.live;

import static dev.blindspot.live.Site.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.model.Finding;
import dev.blindspot.model.LossSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a ring that is too small did not hold is told to the last event, and everything it touches says so. */
class CountedLossIT {
    private static final List<String> SITES = List.of("leakAnon", "leakFile", "leakShared", "leakGrown", "churn");

    @TempDir
    private Path directory = Path.of("");

    static Stream<String> versions() {
        return GoBuilds.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void countersAddUpToWhatIsMissing(String version) throws Exception {
        try (GoTarget target = GoTarget.start("mmaptruth", version, "plain", "-churn-count", "30000", "-touch");
                CallCounts mmaps = CallCounts.of("sys_exit_mmap", target.comm());
                CallCounts munmaps = CallCounts.of("sys_enter_munmap", target.comm());
                CallCounts mremaps = CallCounts.of("sys_exit_mremap", target.comm())) {
            Recording recording = Recording.of(target, directory, "--stacks", "all", "--buffer", "4KiB");
            long mmapsBefore = mmaps.read();
            Map<String, @Nullable Object> truth = target.run();
            Report report = recording.stop();
            EventLines events = recording.events();

            assertTrue(Losses.count(report, LossSource.MMAP) > 0, "the ring is too large for this test");
            assertTrue(Losses.count(report, LossSource.MUNMAP) > 0, "the ring is too large for this test");
            assertEquals(mmaps.read() - mmapsBefore, events.count("mmap") + Losses.count(report, LossSource.MMAP));
            assertEquals(
                    number(truth, "syscalls", "munmap"),
                    events.count("munmap") + Losses.count(report, LossSource.MUNMAP));
            assertEquals(
                    number(truth, "syscalls", "mremap"),
                    events.count("mremap") + Losses.count(report, LossSource.MREMAP));
            assertEquals(munmaps.read(), number(truth, "syscalls", "munmap"));
            assertEquals(mremaps.read(), number(truth, "syscalls", "mremap"));
            assertEquals(Site.totals(report).mappedCount(), events.count("mmap"));
            for (Finding finding : report.findings()) {
                assertTrue(finding.incomplete(), finding.title());
            }
            assertTrue(Site.mappings(report, row -> !row.incomplete()).isEmpty(), "a row that claims to be whole");
            assertTrue(
                    report.notes().stream().anyMatch(note -> note.code().equals("fault-losses-upper-bound")),
                    report.notes().toString());
            assertFalse(report.findings().isEmpty());
        }
    }

    /** As fast as two threads can, for a second: what the drain keeps up with on an idle machine, and may not on a busy one. */
    @ParameterizedTest
    @MethodSource("versions")
    void aStormIsExactOrCounted(String version) throws Exception {
        try (GoTarget target = GoTarget.start("mmaptruth", version, "plain", "-seconds", "1", "-leak-seconds", "1");
                CallCounts mmaps = CallCounts.of("sys_exit_mmap", target.comm())) {
            Recording recording = Recording.of(target, directory, "--stacks", "all");
            long mmapsBefore = mmaps.read();
            Map<String, @Nullable Object> truth = target.run();
            long mapped = mmaps.read() - mmapsBefore;
            Report report = recording.stop();

            assertEquals(mapped, Site.totals(report).mappedCount() + Losses.count(report, LossSource.MMAP));
            boolean lossless = Losses.count(report, LossSource.MMAP) + Losses.count(report, LossSource.MUNMAP) == 0;
            for (String site : SITES) {
                Site told = Site.told(truth, site);
                Site reported = Site.reported(report, "main." + site);
                boolean incomplete = Site.rows(report, "main." + site).stream().allMatch(CallSiteRow::incomplete);
                assertTrue(lossless ? told.equals(reported) : incomplete, site + ": " + told + ", " + reported);
            }
        }
    }
}
