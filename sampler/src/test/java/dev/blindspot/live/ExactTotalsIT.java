package dev.blindspot.live;

import static dev.blindspot.live.Site.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With every stack taken and nothing lost a recording says of each site exactly what the program says. */
class ExactTotalsIT {
    private static final List<String> SITES =
            List.of("leakAnon", "leakFile", "leakShared", "leakGrown", "leakBorn", "leakRenamed", "churn");

    /** Holds all that a target of these tests does, so that a drain that has no CPU loses nothing. */
    private static final String ROOMY = "32MiB";

    @TempDir
    private Path directory = Path.of("");

    static Stream<Arguments> versionsAndModes() {
        return GoBuilds.versions()
                .flatMap(version -> Stream.of("system", "thread").map(mode -> Arguments.of(version, mode)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndModes")
    void everySiteIsExact(String version, String attach) throws Exception {
        try (GoTarget target = GoTarget.start("mmaptruth", version, "plain", "-churn-count", "20000")) {
            Recording recording =
                    Recording.of(target, directory, "--stacks", "all", "--attach", attach, "--buffer", ROOMY);
            Map<String, @Nullable Object> truth = target.run();
            assertExact(truth, recording.stop());
        }
    }

    /** A thread born while events are being bound to threads has been heard twice, or not at all, by many a tool. */
    @ParameterizedTest
    @MethodSource("versionsAndModes")
    void threadsBornDuringTheAttachAreExact(String version, String attach) throws Exception {
        try (GoTarget target = GoTarget.start(
                "mmaptruth", version, "plain", "-churn-count", "2000", "-every", "1ms", "-seconds", "0.3")) {
            Recording recording =
                    Recording.of(target, directory, "--stacks", "all", "--attach", attach, "--buffer", ROOMY);
            Map<String, @Nullable Object> truth = target.run();
            assertTrue(Site.told(truth, "leakBorn").mappedCount() > 0);
            assertExact(truth, recording.stop());
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndModes")
    void hundredsOfThreadsAreExact(String version, String attach) throws Exception {
        try (GoTarget target = GoTarget.start("manythreads", version, "plain")) {
            Recording recording =
                    Recording.of(target, directory, "--stacks", "all", "--attach", attach, "--buffer", ROOMY);
            Map<String, @Nullable Object> truth = target.run();
            Report report = recording.stop();
            assertEquals(List.of(), Losses.ofTarget(report));
            Site told = new Site(
                    number(truth, "mapped_bytes"),
                    number(truth, "mapped_count"),
                    number(truth, "outstanding_bytes"),
                    number(truth, "outstanding_count"));
            assertEquals(told, Site.reported(report, "main.leakFromThread"));
            assertEquals(told.plus(Site.ofRuntime(report, true)), Site.totals(report));
        }
    }

    private static void assertExact(Map<String, @Nullable Object> truth, Report report) {
        assertEquals(List.of(), Losses.ofTarget(report));
        Site all = Site.ofRuntime(report, true);
        for (String site : SITES) {
            Site told = Site.told(truth, site);
            assertEquals(told, Site.reported(report, "main." + site), site);
            all = all.plus(told);
        }
        assertEquals(0, Site.reported(report, "main.churn").outstandingCount());
        assertEquals(all, Site.totals(report), "the totals of all kinds: what the sites add up to");
        assertTrue(Site.rows(report, "main.mapBefore").isEmpty(), "what was there before is in no row");
        assertEquals(List.of(), Site.mappings(report, row -> row.incomplete() || row.sampled()));
    }
}
