package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.aggregate.CallRow;
import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.model.CallKind;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every load and unload of a library is told, or counted as lost; a handle that is kept is named with who keeps it. */
class LibraryCallsIT {
    private static final String LIBRARY = "libm.so.6";

    @TempDir
    private Path directory = Path.of("");

    static Stream<String> versions() {
        return GoBuilds.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void handlesAreExactAndTheirStacksGoThroughCgo(String version) throws Exception {
        traced(version, 2_000);
    }

    /**
     * A library that somebody else keeps loaded is opened and closed without being mapped: then it is the probes that
     * take the time, and a pair may come every tenth of a millisecond.
     */
    @ParameterizedTest
    @MethodSource("versions")
    void ofTenThousandPairsASecondNoneIsLostUnnoticed(String version) throws Exception {
        traced(version, 30_000, "-held", "-pace", "10000");
    }

    /** As fast as the machine opens and closes them under the probes. */
    @ParameterizedTest
    @MethodSource("versions")
    @Tag("acceptance")
    void noneOfManyIsLostUnnoticed(String version) throws Exception {
        traced(version, 50_000);
    }

    private void traced(String version, int opened, String... flags) throws Exception {
        List<String> all = new ArrayList<>(List.of("-opened", String.valueOf(opened), "-kept", "3"));
        all.addAll(List.of(flags));
        try (GoTarget target = GoTarget.start("cgomap", version, "plain", all.toArray(String[]::new))) {
            Recording recording = Recording.of(target, directory, "-e", "dl", "--buffer", "16MiB");
            Map<String, @Nullable Object> truth = target.run();
            double seconds = ((Number) Objects.requireNonNull(truth.get("dl_seconds"))).doubleValue();
            Report report = recording.stop();
            EventLines events = recording.events();
            System.out.printf("%,.0f pairs a second traced, %d records lost%n", opened / seconds, events.lost("dl"));
            assertEquals(
                    Site.number(truth, "dlopen") + Site.number(truth, "dlclose"),
                    events.count("dlopen") + events.count("dlclose") + events.lost("dl"));
            List<CallRow> opens = of(report, CallKind.DLOPEN);
            List<CallRow> kept = opens.stream().filter(row -> row.open() != 0).toList();
            if (events.lost("dl") == 0) {
                assertEquals(Site.number(truth, "dlopen"), sum(opens));
                assertEquals(Site.number(truth, "dlclose"), sum(of(report, CallKind.DLCLOSE)));
                assertEquals(1, kept.size(), kept.toString());
                assertEquals(3, kept.getFirst().open());
                assertStack(kept.getFirst());
                assertTrue(
                        opens.stream()
                                .allMatch(row -> String.valueOf(row.file()).endsWith('/' + LIBRARY)),
                        opens.toString());
                Finding finding = report.findings().stream()
                        .filter(each -> each.id().equals("dlopen-unbalanced"))
                        .findFirst()
                        .orElseThrow();
                assertEquals(Severity.INFO, finding.severity());
                assertEquals(3L, finding.count());
            } else {
                assertTrue(opens.stream().anyMatch(CallRow::incomplete), "lost, and nobody says so");
            }
            assertTrue(report.histograms().stream().anyMatch(each -> each.tag().equals("dlopen.latency")));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void withoutProbesLoadsAndUnloadsAreInferred(String version) throws Exception {
        try (GoTarget target = GoTarget.start("cgomap", version, "plain", "-opened", "13", "-kept", "1")) {
            Recording recording = Recording.of(target, directory);
            Map<String, @Nullable Object> truth = target.run();
            Report report = recording.stop();
            assertEquals(List.of(), report.calls());
            EventLines events = recording.events();
            if (events.lost("mapping") == 0 && events.lost("munmap") == 0) {
                assertEquals(Site.number(truth, "dlopen"), events.count("dlopen"));
                assertEquals(Site.number(truth, "dlclose"), events.count("dlclose"));
            }
        }
    }

    /** From the loader through the program's C code up to its Go code. */
    private static void assertStack(CallRow row) {
        List<@Nullable String> functions = Objects.requireNonNull(row.stack()).frames().stream()
                .map(Frame::function)
                .toList();
        assertEquals("dlopen", functions.getFirst());
        assertTrue(functions.contains("open_and_keep"), functions.toString());
        assertTrue(functions.contains("main.main"), functions.toString());
    }

    private static List<CallRow> of(Report report, CallKind kind) {
        return report.calls().stream().filter(row -> row.kind() == kind).toList();
    }

    private static long sum(List<CallRow> rows) {
        return rows.stream().mapToLong(CallRow::count).sum();
    }
}
