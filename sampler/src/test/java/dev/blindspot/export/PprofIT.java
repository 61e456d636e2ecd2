package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.cli.Recording;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Site;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.MappingKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Go's own tool reads of a profile is what the report says, to the byte. */
class PprofIT {
    private static final String LEAK = "main.leakAnon";

    @TempDir
    private Path directory = Path.of("");

    static Stream<String> versions() {
        return GoBuilds.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void goReadsTheReportsNumbers(String version) throws Exception {
        GoPprof pprof = new GoPprof(version);
        Report report = record(version);
        Path profile = exported("pprof");

        GoPprof.Raw raw = pprof.raw(profile);
        Site site = Site.whole(report, LEAK);
        assertTrue(site.outstandingBytes() > 0);
        assertEquals(site.mappedCount(), raw.sum("alloc_objects", LEAK));
        assertEquals(site.mappedBytes(), raw.sum("alloc_space", LEAK));
        assertEquals(site.outstandingCount(), raw.sum("inuse_objects", LEAK));
        assertEquals(site.outstandingBytes(), raw.sum("inuse_space", LEAK));
        assertEquals(ofCalls(report, KindTotals::mappedBytes), raw.total("alloc_space"));
        assertEquals(ofCalls(report, KindTotals::outstandingBytes), raw.total("inuse_space"));
        assertEquals(report.ledgers().getLast().scannedBytes(), raw.total("memory_space"));
        for (LedgerRow row : report.ledgers().getLast().rows()) {
            assertEquals(row.rssBytes(), raw.sum("memory_space", row.category()), row.category());
        }
        assertTrue(raw.locations().values().stream().allMatch(location -> location.matches(".* M=[1-9].*")));
        assertEquals("inuse_space/bytes[dflt]", raw.types().get(3));
        everyWayShowsIt(pprof, profile.toString());
    }

    private static void everyWayShowsIt(GoPprof pprof, String profile) throws IOException {
        assertTrue(pprof.print("-top", profile).contains(LEAK));
        assertTrue(pprof.print("-top", "-sample_index=memory_space", profile).contains(" mmap.anon\n"));
        assertTrue(pprof.print("-dot", profile).contains("leakAnon"));
        String sources = Path.of("src", "test", "go").toAbsolutePath().toString();
        assertTrue(
                pprof.print("-list", LEAK, "-source_path", sources, "-trim_path", "targets", profile)
                        .contains("func leakAnon("),
                "the source beside its bytes");
        String nothing = pprof.print("-top", "-diff_base", profile, profile);
        assertTrue(nothing.contains("Showing nodes accounting for 0,"), nothing);
    }

    /** What runtime/pprof writes within the program and what is made of the same from outside are the same. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "4096"})
    void goProfilesAreThoseOfTheProgramItself(String rate) throws Exception {
        String version = GoBuilds.newest();
        GoPprof pprof = new GoPprof(version);
        Path heap = directory.resolve("own-heap.pb.gz");
        Path goroutines = directory.resolve("own-goroutines.pb.gz");
        String[] flags = {"-rate", rate, "-heap", heap.toString(), "-goroutines", goroutines.toString()};
        try (GoTarget target = GoTarget.start("profiletruth", version, "plain", flags)) {
            Recording recording = Recording.of(target, directory);
            target.run();
            recording.stop();
        }

        GoPprof.Raw own = pprof.raw(heap);
        GoPprof.Raw ours = pprof.raw(exported("pprof-heap"));
        assertEquals(
                own.types(),
                ours.types().stream().map(type -> type.replace("[dflt]", "")).toList());
        assertTrue(own.total("inuse_space") > 0);
        assertEquals(values(own), values(ours));
        for (String function : List.of("main.keepSmall", "main.keepLarge", "main.drop")) {
            for (String type : List.of("alloc_objects", "alloc_space", "inuse_objects", "inuse_space")) {
                assertEquals(own.sum(type, function), ours.sum(type, function), function + " " + type);
            }
        }
        GoPprof.Raw parked = pprof.raw(exported("pprof-goroutine"));
        assertEquals(7, pprof.raw(goroutines).sum("goroutine", "main.park"));
        assertEquals(7, parked.sum("goroutine", "main.park"));
        String top = pprof.print(
                "-top",
                "-tagfocus",
                "state=waiting",
                directory.resolve("profile.pprof-goroutine").toString());
        assertTrue(top.contains("main.park"), top);
    }

    /** All but what Go writes too: what holds nothing yet. */
    private static List<List<Long>> values(GoPprof.Raw profile) {
        return profile.samples().stream()
                .map(GoPprof.Sample::values)
                .filter(values -> values.stream().anyMatch(value -> value != 0))
                .sorted(Comparator.comparing(Object::toString))
                .toList();
    }

    private Report record(String version) throws Exception {
        try (GoTarget target = GoTarget.start("mmaptruth", version, "plain", "-touch", "-churn-count", "100")) {
            Recording recording = Recording.of(target, directory, "--stacks", "all", "-i", "200ms");
            target.run();
            return recording.stop();
        }
    }

    private Path exported(String format) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            Path recording = files.filter(file -> file.toString().endsWith(".bsp"))
                    .findFirst()
                    .orElseThrow();
            Path file = directory.resolve("profile." + format);
            Files.write(file, SumsFixture.export(format, recording));
            return file;
        }
    }

    private static long ofCalls(Report report, ToLongFunction<KindTotals> figure) {
        return report.totals().stream()
                .filter(total -> total.kind() != MappingKind.FAULT)
                .mapToLong(figure)
                .sum();
    }
}
