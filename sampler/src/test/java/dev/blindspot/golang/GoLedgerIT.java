package dev.blindspot.golang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.live.GoTarget;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Plugins;
import dev.blindspot.sample.Inspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** On a stopped process the ledger is what smaps says to the page, and nearly every page has an owner. */
class GoLedgerIT {
    static Stream<Arguments> programs() {
        return GoBuilds.versionsAndModes()
                .flatMap(build -> Stream.of(
                        Arguments.of("memtruth", build.get()[0], build.get()[1], 1.0),
                        Arguments.of("goroutinetruth", build.get()[0], build.get()[1], 1.0),
                        Arguments.of("handletruth", build.get()[0], build.get()[1], 3.0)));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void everyPageHasAnOwner(String program, String goVersion, String mode, double mostUnclaimedPercent)
            throws Exception {
        try (GoTarget target = GoTarget.start(program, goVersion, mode)) {
            target.run();
            target.stop();
            try (Inspector inspector = Inspector.open(target.pid(), "test")) {
                Inspection inspection = inspector.inspect();
                Ledger ledger = inspection.ledger();
                assertNotNull(ledger);
                assertEquals(smapsRss(target.pid()), ledger.scannedBytes());
                assertEquals(
                        ledger.scannedBytes(),
                        ledger.rows().stream().mapToLong(LedgerRow::rssBytes).sum());
                // None of these programs maps anything of its own.
                double unclaimed = 100.0 * rss(ledger, "mmap.anon") / ledger.scannedBytes();
                assertTrue(unclaimed <= mostUnclaimedPercent, unclaimed + " % unclaimed of " + ledger);
                assertTrue(rss(ledger, "go.heap.objects") > 0);
                assertTrue(rss(ledger, "go.stacks") > 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.blindspot.elf.GoBuilds#versions")
    void pluginsThatFailedAreShownWithTheirFilesAndBytes(String goVersion) throws Exception {
        String plugin = GoBuilds.build("plugin", goVersion, "plain").toString();
        try (GoTarget target = GoTarget.start("pluginfail", goVersion, "stripped", "-plugin", plugin)) {
            target.run();
            try (Inspector inspector = Inspector.open(target.pid(), "test")) {
                Plugins plugins = inspector.inspect().plugins();
                assertNotNull(plugins);
                assertEquals(
                        20,
                        plugins.modules().stream()
                                .filter(module -> module.state().equals("failed"))
                                .filter(module -> String.valueOf(module.file()).contains("/copy"))
                                .filter(module -> module.mappedBytes() > 100_000 && module.rssBytes() > 0)
                                .count());
                assertEquals(plugin, plugins.modules().getFirst().file());
                assertTrue(plugins.libraries().stream()
                        .anyMatch(library -> library.file().contains("libc.so") && library.copies() == 1));
            }
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
