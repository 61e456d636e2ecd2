package dev.blindspot.golang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.JsonTree;
import dev.blindspot.live.GoTarget;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.sample.Inspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One whole inspection of one program in every version and build of Go equals what the program says of itself; and every
 * page has an owner.
 */
class InspectionMatrixIT {
    private static final int ATTEMPTS = 20;

    static Stream<Arguments> usualBuilds() {
        return GoBuilds.versions()
                .flatMap(version -> Stream.of("plain", "stripped", "pie-stripped", "cgo", "cgo-stripped")
                        .map(mode -> Arguments.of(version, mode)));
    }

    static Stream<Arguments> unusualBuilds() {
        return GoBuilds.versions()
                .flatMap(version -> Stream.of(
                                "race",
                                "race-stripped",
                                "static-stripped",
                                "debug",
                                "debug-stripped",
                                "nogreenteagc-stripped")
                        .filter(mode -> !mode.startsWith("nogreenteagc") || hasGreenTea(version))
                        .map(mode -> Arguments.of(version, mode)));
    }

    private static boolean hasGreenTea(String version) {
        return version.equals("1.26");
    }

    @ParameterizedTest
    @MethodSource("usualBuilds")
    void everythingIsWhatTheProgramSays(String goVersion, String mode) throws Exception {
        boolean cgo = mode.startsWith("cgo");
        try (GoTarget target = GoTarget.start("wholetruth", goVersion, mode)) {
            Look look = lookAt(target);
            WholeTruth truth = look.truth();
            Inspection inspection = look.inspection();
            GoState state = inspection.go();

            assertNotNull(state);
            assertEquals(List.of(), truth.differences(state));
            assertEquals(List.of(), truth.missing());
            assertEquals("table", inspection.target().layout());
            assertEquals(
                    mode.contains("stripped") ? "pclntab" : "symtab",
                    inspection.target().symbols());
            assertEquals(mode.contains("stripped"), inspection.target().stripped());
            assertEquals(mode.startsWith("pie"), inspection.target().pie());
            assertEquals(cgo, inspection.target().cgo());
            target.stop();
            everyPageHasAnOwner(target.pid(), cgo ? 3 : 1);
        }
    }

    /** What an inspection found, and what the program said of itself before and after it. */
    private record Look(WholeTruth truth, Inspection inspection) {}

    /** Looks until nothing changed meanwhile: the scheduler may start one thread more, which allocates. */
    private static Look lookAt(GoTarget target) throws IOException {
        target.go();
        String before = target.line();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Inspection inspection = inspect(target.pid());
            target.go();
            String after = target.line();
            if (before.equals(after)) {
                return new Look(new WholeTruth(JsonTree.object(before)), inspection);
            }
            before = after;
        }
        throw new AssertionError("the program never came to rest");
    }

    private static void everyPageHasAnOwner(int pid, double mostPercent) throws IOException {
        Ledger ledger = inspect(pid).ledger();
        assertNotNull(ledger);
        assertEquals(smapsRss(pid), ledger.scannedBytes());
        assertEquals(
                ledger.scannedBytes(),
                ledger.rows().stream().mapToLong(LedgerRow::rssBytes).sum());
        // The program maps nothing of its own.
        double unclaimed = 100.0 * (rss(ledger, "mmap.anon") + ledger.unattributedBytes()) / ledger.scannedBytes();
        System.out.printf("unclaimed %.2f %%: %s%n", unclaimed, ledger);
        assertTrue(unclaimed <= mostPercent, unclaimed + " % unclaimed of " + ledger);
    }

    /** Builds with other code, or other structures: read all the same. */
    @Tag("acceptance")
    @ParameterizedTest
    @MethodSource("unusualBuilds")
    void nothingIsOtherThanTheProgramSays(String goVersion, String mode) throws Exception {
        try (GoTarget target = GoTarget.start("wholetruth", goVersion, mode)) {
            Look look = lookAt(target);
            WholeTruth truth = look.truth();
            Inspection inspection = look.inspection();
            GoState state = inspection.go();

            assertNotNull(state);
            assertEquals(List.of(), truth.differences(state), mode);
            assertEquals(List.of(), truth.missing(), () -> mode + ": " + state.notes());
            System.out.printf(
                    "Go %s %s: layout %s %s%n",
                    goVersion, mode, inspection.target().layout(), state.notes());
        }
    }

    private static Inspection inspect(int pid) {
        try (Inspector inspector = Inspector.open(pid, "test")) {
            return inspector.inspect();
        }
    }

    private static long rss(Ledger ledger, String category) {
        return ledger.rows().stream()
                .filter(row -> row.category().equals(category))
                .mapToLong(LedgerRow::rssBytes)
                .sum();
    }

    private static long smapsRss(int pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps"))) {
            return lines.filter(line -> line.startsWith("Rss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        }
    }
}
